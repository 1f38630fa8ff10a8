"""The day, read in order. Each query loads what its page shows in one statement."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from werkplaats.db import session
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot, SlotState


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


_BREAKOUTS = select(Breakout).where(Breakout.edition_id == bindparam("edition_id")).order_by(Breakout.position)


def breakouts(edition_id: int) -> list[Breakout]:
    return list(session.scalars(_BREAKOUTS, {"edition_id": edition_id}))


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
