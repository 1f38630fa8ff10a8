"""People who do something on the day, over all editions, and where they appear."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, Texts, UtcDateTime
from werkplaats.editions.models import OnPublicPages
from werkplaats.files import File, InTwoSizes

PUBLISH = "publish"
"""What someone agrees to for one appearance: that their name and profile stand there."""
TOLD = "told"
"""In place of a sentence that they agreed to: the organisers know it from them otherwise."""
SLIDES = "slides"
"""That everyone may open their slides of that appearance afterwards."""
PICTURE = "picture"
"""That the picture that they sent stands with their profile."""


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


class Photo(InTwoSizes, Model, OnPublicPages):
    """A picture of someone."""

    id: Mapped[int] = mapped_column(primary_key=True)

    def public_edition_id(self) -> int | None:
        return None


class Person(Model, OnPublicPages):
    """A speaker, host, note taker or chair. Only who is published stands on a public page.

    `email` is for us alone; `email_key` is the address as compared. Who registers with it is this person. `locale` is
    the language of our mails to them. Raising `link_version` ends their personal link, and closes browsers that came
    in with it. What they change of name, role and organisation once they have been published waits in `wanted`, and
    another picture in `new_photo`, until an organiser nods. `written_at` is when they last wrote something themselves.
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
    links: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[PersonState] = mapped_column(State(PersonState), default=PersonState.DRAFT)
    link_version: Mapped[int] = mapped_column(default=1)
    wanted: Mapped[dict[str, Any] | None] = mapped_column(Json)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"), index=True)
    new_photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"), index=True)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    photo: Mapped[Photo | None] = relationship(foreign_keys=[photo_id])
    new_photo: Mapped[Photo | None] = relationship(foreign_keys=[new_photo_id])

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


class Slides(Model, OnPublicPages):
    """What someone showed, for afterwards: one file for each appearance."""

    id: Mapped[int] = mapped_column(primary_key=True)
    appearance_id: Mapped[int] = mapped_column(ForeignKey("appearance.id", ondelete="CASCADE"), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    appearance: Mapped[Appearance] = relationship()
    file: Mapped[File] = relationship()

    def public_edition_id(self) -> int | None:
        return None
