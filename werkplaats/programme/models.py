"""The day: rounds in order, plenary items in them, breakouts, and the slots in which breakouts run."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, Texts, UtcDateTime
from werkplaats.editions.models import Edition, OnPublicPages


class RoundKind(StrEnum):
    ITEMS = "items"
    BREAKOUTS = "breakouts"


class SlotState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Condition(StrEnum):
    """The four conditions of social quality."""

    SECURITY = "security"
    INCLUSION = "inclusion"
    COHESION = "cohesion"
    EMPOWERMENT = "empowerment"


class Round(Model, OnPublicPages):
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[RoundKind] = mapped_column(State(RoundKind))
    title: Mapped[Texts] = mapped_column(Json)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edition: Mapped[Edition] = relationship()

    def public_edition_id(self) -> int | None:
        return self.edition_id


class ProgrammeItem(Model, OnPublicPages):
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str]
    title: Mapped[Texts] = mapped_column(Json)
    text: Mapped[Texts] = mapped_column(Json)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counts_as_learning: Mapped[bool] = mapped_column(default=True)
    meeting_url: Mapped[str] = mapped_column(default="")
    round: Mapped[Round] = relationship()

    def public_edition_id(self) -> int | None:
        return self.round.edition_id if self.round else None


class Breakout(Model, OnPublicPages):
    """`capacity` and `minimum` count people in each of its slots; `conditions` lists Condition keys."""

    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        CheckConstraint("capacity >= 0 AND minimum >= 0 AND minimum <= capacity", name="minimum_to_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    position: Mapped[int]
    uid: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str]
    title: Mapped[Texts] = mapped_column(Json)
    abstract: Mapped[Texts] = mapped_column(Json)
    conditions: Mapped[list[str]] = mapped_column(Json)
    capacity: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    may_cancel: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[Edition] = relationship()

    def public_edition_id(self) -> int | None:
        return self.edition_id


class Slot(Model, OnPublicPages):
    """A breakout in one round."""

    __table_args__ = (UniqueConstraint("breakout_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    breakout_id: Mapped[int] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    meeting_url: Mapped[str] = mapped_column(default="")
    state: Mapped[SlotState] = mapped_column(State(SlotState), default=SlotState.PLANNED)
    breakout: Mapped[Breakout] = relationship()
    round: Mapped[Round] = relationship()

    def public_edition_id(self) -> int | None:
        return self.round.edition_id if self.round else None


class ScheduleChange(Model):
    """One thing that an organiser did to the day, so that it can be undone.

    `rows` holds every row that it touched, as {"table", "id", "before", "after"}; before is null for a new row, after
    for one that is gone. `told_at` is when people were told of it, null while they were not.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]
    verb: Mapped[str]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
