"""People who do something on the day, over all editions, and where they appear."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, Texts
from werkplaats.editions.models import OnPublicPages


class PersonState(StrEnum):
    INVITED = "invited"
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class AppearanceRole(StrEnum):
    SPEAKER = "speaker"
    HOST = "host"
    NOTE_TAKER = "note_taker"
    CHAIR = "chair"


class AppearanceState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Person(Model, OnPublicPages):
    """A speaker, host, note taker or chair. Only who is published stands on a public page.

    `email` is for us alone; `email_key` is the address as compared. Who registers with it is this person. `locale` is
    the language of our mails to them. Raising `link_version` ends their personal link, and closes browsers that came
    in with it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(default="nl")
    role: Mapped[Texts] = mapped_column(Json)
    organisation: Mapped[str] = mapped_column(default="")
    bio: Mapped[Texts] = mapped_column(Json)
    state: Mapped[PersonState] = mapped_column(State(PersonState), default=PersonState.DRAFT)
    link_version: Mapped[int] = mapped_column(default=1)

    def public_edition_id(self) -> int | None:
        return None


class Appearance(Model, OnPublicPages):
    """A person at one programme item or in one slot."""

    __table_args__ = (CheckConstraint("(item_id IS NULL) <> (slot_id IS NULL)", name="item_or_slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True)
    role: Mapped[AppearanceRole] = mapped_column(State(AppearanceRole))
    state: Mapped[AppearanceState] = mapped_column(State(AppearanceState), default=AppearanceState.ACCEPTED)
    position: Mapped[int] = mapped_column(default=0)
    person: Mapped[Person] = relationship()

    def public_edition_id(self) -> int | None:
        return None
