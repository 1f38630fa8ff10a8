"""What there is to see in a plan, counted from its rows: choices, fill, mix, who is left out, who moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment.explain import Why
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.queries import Places
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Round, Slot
from werkplaats.registration.models import Perspective

Key = TypeVar("Key", bound=Hashable)


class Choice(StrEnum):
    """How a place stands on someone's list, in the order in which charts show it."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LOWER = "lower"
    NO_PREFERENCE = "no_preference"
    NO_PLACE = "no_place"


BY_RANK: dict[object, Choice] = {1: Choice.FIRST, 2: Choice.SECOND, 3: Choice.THIRD}


class Seat(NamedTuple):
    """One person in one round of a plan."""

    registration_id: int
    name: str
    perspective: Perspective | None
    round_id: int
    slot_id: int | None
    why: Mapping[str, Any] | None

    @property
    def choice(self) -> Choice:
        if self.slot_id is None:
            return Choice.NO_PLACE
        return choice_of(self.why or {})


class LeftOut(NamedTuple):
    """Someone without a place in these rounds."""

    name: str
    perspective: Perspective | None
    round_ids: list[int]


class Move(NamedTuple):
    """Someone who has another place in a round than was published before."""

    name: str
    round_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Picture:
    """A plan against the one before it; `before` is None when this is the first."""

    rounds: Sequence[Round]
    slots: Sequence[Slot]
    seats: Sequence[Seat]
    before: Places | None

    @cached_property
    def people(self) -> int:
        return len(self._after)

    @cached_property
    def round_by_id(self) -> dict[int, Round]:
        return {round_.id: round_ for round_ in self.rounds}

    @cached_property
    def slot_by_id(self) -> dict[int, Slot]:
        return {slot.id: slot for slot in self.slots}

    @cached_property
    def got_first(self) -> int:
        """How many people have their first choice in one of the rounds."""
        return sum(seat.choice == Choice.FIRST for seat in self.seats)

    @cached_property
    def choices_by_round(self) -> list[tuple[Round, list[int]]]:
        counted = _counts(self.seats, lambda seat: seat.round_id, lambda seat: seat.choice)
        return [(round_, [counted[round_.id, choice] for choice in Choice]) for round_ in self.rounds]

    @cached_property
    def choices_by_perspective(self) -> list[tuple[Perspective | None, list[int]]]:
        counted = _counts(self.seats, lambda seat: seat.perspective, lambda seat: seat.choice)
        rows = [(p, [counted[p, choice] for choice in Choice]) for p in (*Perspective, None)]
        return [(perspective, numbers) for perspective, numbers in rows if any(numbers)]

    @cached_property
    def fill(self) -> list[tuple[Slot, int]]:
        counted = Counter(seat.slot_id for seat in self.seats)
        return [(slot, counted[slot.id]) for slot in self.slots]

    @cached_property
    def mix(self) -> list[tuple[Slot, list[int]]]:
        """By slot the people of each perspective in their order, and then those who gave none."""
        counted = _counts(self.seats, lambda seat: seat.slot_id, lambda seat: seat.perspective)
        return [(slot, [counted[slot.id, p] for p in (*Perspective, None)]) for slot in self.slots]

    @cached_property
    def left_out(self) -> list[LeftOut]:
        """Everyone without a place in some round, by name."""
        missed: dict[int, LeftOut] = {}
        for seat in self.seats:
            if seat.slot_id is None:
                one = missed.setdefault(seat.registration_id, LeftOut(seat.name, seat.perspective, []))
                one.round_ids.append(seat.round_id)
        return list(missed.values())

    @cached_property
    def moves(self) -> list[Move]:
        """Of people who had places before: every round in which they have another one now."""
        before = self.before or {}
        return [
            Move(seat.name, seat.round_id, before[seat.registration_id].get(seat.round_id), seat.slot_id)
            for seat in self.seats
            if seat.registration_id in before and before[seat.registration_id].get(seat.round_id) != seat.slot_id
        ]

    @cached_property
    def told(self) -> int:
        """How many people would get a mail: who moves, and who has places for the first time."""
        before = self.before or {}
        return sum(before.get(id) != places for id, places in self._after.items())

    @cached_property
    def newcomers(self) -> int:
        return len(self._after.keys() - (self.before or {}).keys())

    @property
    def movers(self) -> int:
        return self.told - self.newcomers

    @cached_property
    def _after(self) -> Places:
        places: Places = {}
        for seat in self.seats:
            places.setdefault(seat.registration_id, {})[seat.round_id] = seat.slot_id
        return places


def picture_of(plan: Plan) -> Picture:
    """The same number of queries for ten people and for a thousand."""
    return Picture(
        rounds=programme.breakout_rounds(plan.edition_id),
        slots=programme.slots(plan.edition_id),
        seats=[Seat(*row) for row in queries.rows_of(plan.id)],
        before=queries.placed_by(plan.base_id) if plan.base_id else None,
    )


def choice_of(why: Mapping[str, Any]) -> Choice:
    """How a place stands on the person's list."""
    if why.get("why") == Why.NO_LIST:
        return Choice.NO_PREFERENCE
    return BY_RANK.get(why.get("rank"), Choice.LOWER)


def _counts(
    seats: Sequence[Seat], row: Callable[[Seat], Key], column: Callable[[Seat], Hashable]
) -> Counter[tuple[Key, Hashable]]:
    return Counter((row(seat), column(seat)) for seat in seats)
