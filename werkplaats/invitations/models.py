"""CalendarObject: what the calendar of one person was last told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Model, UtcDateTime
from werkplaats.registration.models import Registration

NEVER_TOLD = -1


class CalendarObject(Model):
    """`uid` never changes, `sequence` only rises. `digest` is of what was last told and holds no address of ours, so
    that a move of the site tells nobody. `due_at` marks that something may have changed: the worker looks."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=NEVER_TOLD)
    method: Mapped[str | None]
    digest: Mapped[str | None]
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    registration: Mapped[Registration] = relationship()
