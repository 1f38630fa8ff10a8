"""Plan: who goes where. The published plan's placements are the current places."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, UtcDateTime
from werkplaats.editions.models import Edition


class PlanState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    REMOVED = "removed"


class PlacementSource(StrEnum):
    SOLVER = "solver"
    HAND = "hand"
    OFFER = "offer"
    LATE = "late"
    TAKEN = "taken"


class Plan(Model):
    """`input_stamp` is the edition's when the problem was read, `base_id` the plan that was published then.

    When either is another one now, something changed since. `created_at` is when the problem was read. `levels`,
    `solver` and `seed` are the printed proof as solved, `status` is the solver's word, `explanation` holds the numbers
    that explain the places, `told` is how many people got other places when it was published. `version` rises with
    every change of a single place. A removed draft keeps its number, so that no other plan gets it, and no places.
    """

    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    number: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    state: Mapped[PlanState] = mapped_column(State(PlanState), default=PlanState.DRAFT)
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    input_stamp: Mapped[int]
    status: Mapped[str]
    levels: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    explanation: Mapped[dict[str, Any]] = mapped_column(Json)
    solver: Mapped[str]
    seed: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[Edition] = relationship()


class Placement(Model):
    """One person in one round of one plan; no slot means that there was no place. `why` holds codes; what is
    `locked` stays where it is when others are divided again."""

    __table_args__ = (
        UniqueConstraint("plan_id", "registration_id", "round_id"),
        Index("ix_placement_registration_plan", "registration_id", "plan_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="SET NULL"), index=True)
    source: Mapped[PlacementSource] = mapped_column(State(PlacementSource), default=PlacementSource.SOLVER)
    locked: Mapped[bool] = mapped_column(default=False)
    why: Mapped[dict[str, Any] | None] = mapped_column(Json)
