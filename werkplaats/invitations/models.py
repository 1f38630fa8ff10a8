"""CalendarObject: what the calendar of one person was last told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, UtcDateTime
from werkplaats.editions.models import Edition
from werkplaats.people.models import Person
from werkplaats.registration.models import Registration

NEVER_TOLD = -1


class CalendarObject(Model):
    """Of someone who takes part, or of a person who does something in an edition.

    `uid` never changes and is the whole UID: with a host in it, a move of the site would double every entry.
    `sequence` only rises. `digest` is of what was last told and holds no address of ours, so that such a move tells
    nobody. `frame` is what was last told of the edition itself. `due_at` marks that something may have
    changed: the worker looks.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "edition_id"),
        CheckConstraint("(registration_id IS NULL) <> (person_id IS NULL)", name="registration_or_person"),
        CheckConstraint("(person_id IS NULL) = (edition_id IS NULL)", name="person_in_edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=NEVER_TOLD)
    method: Mapped[str | None]
    digest: Mapped[str | None]
    frame: Mapped[dict[str, Any] | None] = mapped_column(Json)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    registration: Mapped[Registration | None] = relationship()
    person: Mapped[Person | None] = relationship()
    edition: Mapped[Edition | None] = relationship()
