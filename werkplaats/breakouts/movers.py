"""Who gets another place than they were told before, and why: codes, derived from what is in the database."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment.explain import Why
from werkplaats.breakouts.models import PlacementSource, Plan
from werkplaats.breakouts.queries import PlacedRow, Places
from werkplaats.db import session
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration import dossier
from werkplaats.registration.models import Registration


class Cause(StrEnum):
    """Why someone moves; the first that is true."""

    BY_HAND = "by_hand"
    TASK = "task"
    LOCKED = "locked"
    ABSENT = "absent"
    GONE = "gone"
    NEW = "new"
    FEWER = "fewer"
    OWN_LIST = "own_list"
    BETTER = "better"
    COMPANY = "company"
    FOR_OTHERS = "for_others"


class Move(NamedTuple):
    """Someone who was told about places, and one round in which they have another one now. No slot is no place."""

    registration_id: int
    round_id: int
    before: int | None
    after: int | None


class Mover(NamedTuple):
    """A move with the person's name, and why."""

    registration_id: int
    public_id: str
    name: str
    round_id: int
    before: int | None
    after: int | None
    cause: Cause


def moves(before: Places, after: Places) -> list[Move]:
    """Of everyone who had places before: each round in which it is another one, or none."""
    return [
        Move(id, round_id, old.get(round_id), new.get(round_id))
        for id, old in sorted(before.items())
        for new in [after.get(id, {})]
        for round_id in sorted(old.keys() | new.keys())
        if old.get(round_id) != new.get(round_id) or (round_id in old) != (round_id in new)
    ]


def mark(found: Sequence[Move]) -> str:
    """A short mark of exactly these moves, which who publishes sends along; empty when nobody moves."""
    return hashlib.sha256(repr(list(map(tuple, found))).encode()).hexdigest()[:16] if found else ""


def moves_of(plan: Plan) -> list[Move]:
    """Who would move, or moved, when this plan took the place of the one before."""
    return moves(queries.placed_by(plan.base_id), queries.placed_by(plan.id))


@dataclass(frozen=True)
class Known:
    """What the causes are derived from, about one plan and everyone in it."""

    rows: Mapping[tuple[int, int], PlacedRow]
    slots: Mapping[int, Slot]
    crowded: frozenset[int]
    rankings: Mapping[int, Sequence[int]]
    changed: frozenset[int]
    paired: frozenset[int]

    def cause(self, move: Move) -> Cause:
        row = self.rows.get((move.registration_id, move.round_id))
        if row is None:
            return Cause.ABSENT
        if row.source == PlacementSource.HAND:
            return Cause.BY_HAND
        if row.locked:
            return Cause.LOCKED
        if (row.why or {}).get("why") == Why.LOCKED:
            return Cause.TASK
        return self._of_the_plan(move)

    def _of_the_plan(self, move: Move) -> Cause:
        if move.before is None:
            return Cause.NEW
        if self.slots[move.before].state != SlotState.PLANNED:
            return Cause.GONE
        if move.before in self.crowded:
            return Cause.FEWER
        if move.registration_id in self.changed:
            return Cause.OWN_LIST
        if self._is_better(move):
            return Cause.BETTER
        return Cause.COMPANY if move.registration_id in self.paired else Cause.FOR_OTHERS

    def _is_better(self, move: Move) -> bool:
        ranking = self.rankings.get(move.registration_id, [])
        return self._rank(ranking, move.after) < self._rank(ranking, move.before)

    def _rank(self, ranking: Sequence[int], slot_id: int | None) -> int:
        """Where a slot stands on a list; behind everything on it when it does not, and having none comes last."""
        if slot_id is None:
            return len(ranking) + 1
        breakout_id = self.slots[slot_id].breakout_id
        return ranking.index(breakout_id) if breakout_id in ranking else len(ranking)


def movers(plan: Plan, found: Sequence[Move], rows: Sequence[PlacedRow], before: Places,
           slots: Sequence[Slot], capacity: Mapping[int, int]) -> list[Mover]:  # fmt: skip
    """These moves with names and causes, by name. `slots` are all of the edition's, `capacity` is by breakout."""
    if not found:
        return []
    ids = {move.registration_id for move in found}
    people = _people(ids)
    known = Known(
        rows={(row.registration_id, row.round_id): row for row in rows},
        slots={slot.id: slot for slot in slots},
        crowded=_crowded(before, slots, capacity),
        rankings=queries.rankings(ids),
        changed=_changed(plan, people),
        paired=frozenset(one for one, _kind, _other in dossier.partners(ids)),
    )
    named = [
        Mover(
            move.registration_id,
            *people[move.registration_id][:2],
            move.round_id,
            move.before,
            move.after,
            known.cause(move),
        )
        for move in found
    ]
    return sorted(named, key=lambda mover: (mover.name.casefold(), mover.registration_id))


def _crowded(before: Places, slots: Sequence[Slot], capacity: Mapping[int, int]) -> frozenset[int]:
    """The slots in which more people were than there are places now."""
    people = Counter(slot_id for places in before.values() for slot_id in places.values())
    return frozenset(
        slot.id for slot in slots if people[slot.id] > capacity.get(slot.breakout_id, slot.breakout.capacity)
    )


People = dict[int, tuple[str, str, datetime | None]]
"""By registration the public id, the name, and when they last gave their list."""


def _people(ids: set[int]) -> People:
    columns = select(Registration.id, Registration.public_id, Registration.name, Registration.ranked_at)
    rows = session.execute(columns.where(Registration.id.in_(ids)))
    return {id: (public_id, name, ranked_at) for id, public_id, name, ranked_at in rows}


def _changed(plan: Plan, people: People) -> frozenset[int]:
    """Who changed their list after the places that they were told had been made."""
    base = session.get(Plan, plan.base_id) if plan.base_id else None
    return frozenset(id for id, (_, _, at) in people.items() if base and at and at > base.created_at)
