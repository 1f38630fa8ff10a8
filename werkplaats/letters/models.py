"""MailMoment: when an automatic mail goes. Letter: a mail that organisers write to people whom they choose."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, Texts, UtcDateTime
from werkplaats.editions.models import Edition


class MomentKind(StrEnum):
    """The automatic mails, in the order in which they usually go; each is also a kind of mail."""

    RANKING_CLOSES = "ranking_closes"
    REMINDER_WEEK = "reminder_week"
    REMINDER_DAY = "reminder_day"
    THANKS = "thanks"


class LetterState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"


class MailMoment(Model):
    """`at` is when organisers want it, or when it went; none is never. `day` is the day that this is about
    (`moments.day_of`): when the edition moves, the row says nothing any more."""

    __table_args__ = (UniqueConstraint("edition_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    kind: Mapped[MomentKind] = mapped_column(State(MomentKind))
    day: Mapped[str]
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    went_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Letter(Model):
    """`once` is made with the form, so that a double click makes one letter. `whom` is who is chosen; `recipients` the
    ids of the registrations that these were when somebody pressed the button."""

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    once: Mapped[str] = mapped_column(unique=True)
    state: Mapped[LetterState] = mapped_column(State(LetterState), default=LetterState.DRAFT)
    actor: Mapped[str]
    whom: Mapped[dict[str, Any]] = mapped_column(Json)
    subject: Mapped[Texts] = mapped_column(Json)
    text: Mapped[Texts] = mapped_column(Json)
    held: Mapped[bool] = mapped_column(default=False)
    recipients: Mapped[list[int] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edition: Mapped[Edition] = relationship()
