"""What there is to see in a plan, counted from its rows: choices, fill, mix, who is left out, who moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from werkplaats.breakouts import movers, queries
from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.explain import Why
from werkplaats.breakouts.assignment.plan import Level
from werkplaats.breakouts.models import PlacementSource, Plan
from werkplaats.breakouts.movers import Move, Mover
from werkplaats.breakouts.queries import PlacedRow, Places, Settings
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Round, Slot, SlotState
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


class Seat(PlacedRow):
    """One person in one round of a plan; a slot that does not take place is no place."""

    @property
    def choice(self) -> Choice:
        if self.slot_id is None:
            return Choice.NO_PLACE
        return choice_of(self.why or {})


class NoPlace(StrEnum):
    """Why someone has no place in a round: nothing is free, only what they do already in another round, or somebody
    took it away by hand."""

    FULL = "full"
    ONLY_OWN = "only_own"
    BY_HAND = "by_hand"


class LeftOut(NamedTuple):
    """Someone without a place in these rounds, each with why."""

    registration_id: int
    public_id: str
    name: str
    perspective: Perspective | None
    has_list: bool
    rounds: list[tuple[int, NoPlace]]


class Day(NamedTuple):
    """Someone's whole day in a plan: the seat by round."""

    public_id: str
    name: str
    seats: dict[int, Seat]


@dataclass(frozen=True)
class Picture:
    """A plan against the one before it, which is None for the first; `every_slot` has cancelled ones too."""

    plan: Plan
    rounds: Sequence[Round]
    every_slot: Sequence[Slot]
    seats: Sequence[Seat]
    before: Places | None

    @cached_property
    def settings(self) -> Settings:
        return Settings.from_dict(self.plan.settings)

    @cached_property
    def slots(self) -> list[Slot]:
        """Those that take place, in the order of the day."""
        return [slot for slot in self.every_slot if slot.state == SlotState.PLANNED]

    def places_in(self, slot: Slot) -> int:
        """How many places a slot has in this plan, which may have been made with other numbers than the programme's."""
        return queries.places_in(slot, self.plan)

    @cached_property
    def people(self) -> int:
        return len(self._after)

    @cached_property
    def round_by_id(self) -> dict[int, Round]:
        return {round_.id: round_ for round_ in self.rounds}

    @cached_property
    def slot_by_id(self) -> dict[int, Slot]:
        return {slot.id: slot for slot in self.every_slot}

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
    def choices(self) -> Counter[Choice]:
        """All rounds together: how many places are which choice."""
        return Counter(seat.choice for seat in self.seats)

    @cached_property
    def got_it_first(self) -> Counter[int]:
        """By breakout how many people have it as their first choice and are in it."""
        return Counter(
            self.slot_by_id[seat.slot_id].breakout_id
            for seat in self.seats
            if seat.slot_id and seat.choice == Choice.FIRST
        )

    @cached_property
    def fill(self) -> list[tuple[Slot, int, int]]:
        """By slot its people and its places."""
        counted = Counter(seat.slot_id for seat in self.seats)
        return [(slot, counted[slot.id], self.places_in(slot)) for slot in self.slots]

    @cached_property
    def too_quiet(self) -> list[tuple[Slot, int]]:
        """The slots with fewer people than they need; one that may stay empty may."""
        return [
            (slot, people)
            for slot, people, _ in self.fill
            if people < slot.breakout.minimum and (people or not slot.breakout.may_cancel)
        ]

    @cached_property
    def mix(self) -> list[tuple[Slot, list[int]]]:
        """By slot the people of each perspective in their order, and then those who gave none."""
        counted = _counts(self.seats, lambda seat: seat.slot_id, lambda seat: seat.perspective)
        return [(slot, [counted[slot.id, p] for p in (*Perspective, None)]) for slot in self.slots]

    @cached_property
    def left_out(self) -> list[LeftOut]:
        """Everyone without a place in some round, by name."""
        missing = [seat for seat in self.seats if seat.slot_id is None]
        lists = queries.rankings({seat.registration_id for seat in missing})
        missed: dict[int, LeftOut] = {}
        for seat in missing:
            id = seat.registration_id
            one = LeftOut(id, seat.public_id, seat.name, seat.perspective, id in lists, [])
            missed.setdefault(id, one).rounds.append((seat.round_id, self._why_no_place(seat)))
        return list(missed.values())

    def _why_no_place(self, seat: Seat) -> NoPlace:
        free = [slot for slot, people, places in self.fill if slot.round_id == seat.round_id and people < places]
        if not free:
            return NoPlace.FULL
        own = {self.slot_by_id[id].breakout_id for id in self._now[seat.registration_id] if id}
        return NoPlace.ONLY_OWN if all(slot.breakout_id in own for slot in free) else NoPlace.BY_HAND

    @cached_property
    def moves(self) -> list[Move]:
        """Of people who had places before: every round in which they have another one now."""
        return movers.moves(self.before or {}, self._after)

    @cached_property
    def named_moves(self) -> list[Mover]:
        """The same with names and causes."""
        before, capacity = self.before or {}, self.settings.capacity
        return movers.movers(self.plan, self.moves, self.seats, before, self.every_slot, capacity)

    @cached_property
    def everyone(self) -> list[Day]:
        """Everyone with their day, by name."""
        days: dict[int, Day] = {}
        for seat in self.seats:
            days.setdefault(seat.registration_id, Day(seat.public_id, seat.name, {})).seats[seat.round_id] = seat
        return list(days.values())

    @cached_property
    def locked(self) -> int:
        """How many places stay where they are when others are divided again."""
        return sum(seat.locked for seat in self.seats)

    @cached_property
    def by_hand(self) -> int:
        return sum(seat.source == PlacementSource.HAND for seat in self.seats)

    @cached_property
    def told(self) -> int:
        """How many people would get a mail: who moves, and who has places for the first time."""
        before = self.before or {}
        return sum(before.get(id) != self._after.get(id) for id in before.keys() | self._after.keys())

    @cached_property
    def newcomers(self) -> int:
        return len(self._after.keys() - (self.before or {}).keys())

    @property
    def movers(self) -> int:
        return self.told - self.newcomers

    @cached_property
    def _after(self) -> Places:
        """What the plan gave, whatever was cancelled after it."""
        places: Places = {}
        for seat in self.seats:
            places.setdefault(seat.registration_id, {})[seat.round_id] = seat.given
        return places

    @cached_property
    def _now(self) -> Mapping[int, list[int | None]]:
        """By registration the slots of their day that take place."""
        found: dict[int, list[int | None]] = defaultdict(list)
        for seat in self.seats:
            found[seat.registration_id].append(seat.slot_id)
        return found


def picture_of(plan: Plan) -> Picture:
    """The same number of queries for ten people and for a thousand."""
    return Picture(
        plan=plan,
        rounds=programme.breakout_rounds(plan.edition_id),
        every_slot=programme.all_slots(plan.edition_id),
        seats=[Seat(*row) for row in queries.rows_of(plan.id)],
        before=queries.placed_by(plan.base_id) if plan.base_id else None,
    )


def levels_now(picture: Picture) -> list[dict[str, Any]]:
    """The levels that the places reach now, counted again from the problem alone, after changes by hand."""
    problem = queries.problem_of(picture.plan.edition_id, picture.settings)
    here = {seat.public_id for seat in picture.seats}
    problem = replace(problem, people=tuple(person for person in problem.people if person.id in here))
    placements: dict[str, dict[str, str]] = {}
    for seat in picture.seats:
        slot = picture.slot_by_id.get(seat.slot_id or 0)
        if slot is not None:
            placements.setdefault(seat.public_id, {})[str(seat.round_id)] = str(slot.breakout_id)
    return [Level(name, value, value).to_dict() for name, value in check.levels(problem, placements)]


def choice_of(why: Mapping[str, Any]) -> Choice:
    """How a place stands on the person's list."""
    if why.get("why") == Why.NO_LIST:
        return Choice.NO_PREFERENCE
    return BY_RANK.get(why.get("rank"), Choice.LOWER)


def _counts(
    seats: Sequence[Seat], row: Callable[[Seat], Key], column: Callable[[Seat], Hashable]
) -> Counter[tuple[Key, Hashable]]:
    return Counter((row(seat), column(seat)) for seat in seats)
