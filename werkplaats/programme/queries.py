"""The day, read in order. Each query loads what its page shows in one statement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, ScheduleChange, Slot, SlotState


def rounds(edition_id: int) -> list[Round]:
    return list(session.scalars(select(Round).where(Round.edition_id == edition_id).order_by(Round.position)))


_BREAKOUT_ROUNDS = (
    select(Round)
    .where(Round.edition_id == bindparam("edition_id"), Round.kind == RoundKind.BREAKOUTS)
    .order_by(Round.position)
)


def breakout_rounds(edition_id: int) -> list[Round]:
    """The rounds in which people are divided over breakouts."""
    return list(session.scalars(_BREAKOUT_ROUNDS, {"edition_id": edition_id}))


def items(edition_id: int) -> list[ProgrammeItem]:
    statement = select(ProgrammeItem).join(Round).where(Round.edition_id == edition_id)
    return list(session.scalars(statement.order_by(ProgrammeItem.starts_at, ProgrammeItem.id)))


def item(edition_id: int, slug: str) -> ProgrammeItem | None:
    statement = select(ProgrammeItem).join(Round).where(Round.edition_id == edition_id, ProgrammeItem.slug == slug)
    return session.scalars(statement.order_by(ProgrammeItem.id)).first()


def items_of(round_id: int) -> list[ProgrammeItem]:
    return list(session.scalars(select(ProgrammeItem).where(ProgrammeItem.round_id == round_id)))


def number_of_rounds(edition_id: int) -> int:
    return session.scalar(select(func.count()).where(Round.edition_id == edition_id)) or 0


_BREAKOUTS = select(Breakout).where(Breakout.edition_id == bindparam("edition_id")).order_by(Breakout.position)


def breakouts(edition_id: int) -> list[Breakout]:
    return list(session.scalars(_BREAKOUTS, {"edition_id": edition_id}))


def breakouts_of(editions: Collection[Edition]) -> list[tuple[Edition, Breakout]]:
    """Every breakout of these editions, in their order."""
    by_edition: dict[int, list[Breakout]] = {edition.id: [] for edition in editions}
    mine = select(Breakout).where(Breakout.edition_id.in_(by_edition)).order_by(Breakout.position)
    for breakout in session.scalars(mine):
        by_edition[breakout.edition_id].append(breakout)
    return [(edition, breakout) for edition in editions for breakout in by_edition[edition.id]]


def breakout(edition_id: int, slug: str) -> Breakout | None:
    return session.scalars(select(Breakout).where(Breakout.edition_id == edition_id, Breakout.slug == slug)).first()


def slots(edition_id: int) -> list[Slot]:
    """Every slot that takes place, with its breakout and round, in the order of the day."""
    return [slot for slot in all_slots(edition_id) if slot.state == SlotState.PLANNED]


def all_slots(edition_id: int) -> list[Slot]:
    """Cancelled slots too: calendars must hear of them."""
    statement = (
        select(Slot)
        .join(Slot.round)
        .join(Slot.breakout)
        .where(Round.edition_id == edition_id)
        .order_by(Round.position, Breakout.position)
        .options(joinedload(Slot.round), joinedload(Slot.breakout))
    )
    return list(session.scalars(statement))


def slot_of(breakout_id: int, round_id: int) -> Slot | None:
    """The slot of a breakout in a round, cancelled or not."""
    return session.scalars(select(Slot).where(Slot.breakout_id == breakout_id, Slot.round_id == round_id)).first()


# What was changed.

DAY_SHOWS = {
    "round": ("title", "starts_at", "ends_at", "kind"),
    "programme_item": ("title", "starts_at", "ends_at"),
    "breakout": ("title",),
    "slot": ("state",),
    "appearance": ("role", "state"),
}
"""Which columns somebody can see on their day."""

WHOLE_ROWS = ("round", "programme_item", "appearance")
"""Tables of which a new row, or one less, is seen by everyone or by who does something; the others have nobody in them
then."""


def last_change(edition_id: int) -> ScheduleChange | None:
    """What can be undone: the newest change that was not."""
    statement = select(ScheduleChange).where(ScheduleChange.edition_id == edition_id)
    statement = statement.where(ScheduleChange.undone_at.is_(None))
    return session.scalars(statement.order_by(ScheduleChange.id.desc()).limit(1)).first()


def untold_changes(edition_id: int) -> list[ScheduleChange]:
    """The changes that stand, that somebody could see on their day, and that nobody was told of, the oldest first."""
    statement = select(ScheduleChange).where(
        ScheduleChange.edition_id == edition_id,
        ScheduleChange.undone_at.is_(None),
        ScheduleChange.told_at.is_(None),
    )
    found = session.scalars(statement.order_by(ScheduleChange.id))
    return [change for change in found if any(_is_seen(row) for row in change.rows)]


def _is_seen(row: dict[str, Any]) -> bool:
    before, after = row["before"], row["after"]
    if before is None or after is None:
        return row["table"] in WHOLE_ROWS
    return any(before[column] != after[column] for column in DAY_SHOWS.get(row["table"], ()))
