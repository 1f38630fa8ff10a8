"""Why a person has these places, and how the plan looks as a whole: numbers and codes, no sentences.

Everything here is plain data: `dataclasses.asdict()` gives what JSON can hold and give back.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from werkplaats.breakouts.assignment.check import Placements, Regrets
from werkplaats.breakouts.assignment.kinds import Kind, Wish, kinds_of, wish_of
from werkplaats.breakouts.assignment.levels import targets
from werkplaats.breakouts.assignment.problem import Person, Problem


class Why(StrEnum):
    """What a place is to a person, seen from their own list."""

    LOCKED = "locked"
    ON_LIST = "on_list"
    NOT_ON_LIST = "not_on_list"
    NO_LIST = "no_list"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class Interest:
    """How many people have this breakout as their first, and its places in all its rounds together."""

    breakout: str
    first_choice_of: int
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """One round that a person attends; `rank` is the place on their own list, 1 is the first."""

    round: str
    breakout: str | None
    why: Why
    rank: int | None


@dataclass(frozen=True, slots=True)
class Lot:
    """How the lot decided within a kind: people with the same list and group, who may be compared.

    `people` counts the whole kind with this person; `better` of them are higher on their list than this
    person is, `worse` lower. Low tickets go first: `highest_better` is the highest ticket among the better,
    `lowest_worse` the lowest among the worse. Never compare tickets of different kinds.
    """

    people: int
    better: int
    worse: int
    ticket: int
    highest_better: int | None
    lowest_worse: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person has these places. `lot` is None where the lot made no difference within the kind.

    `interest` is that of the first of their list.
    """

    person: str
    places: tuple[Place, ...]
    interest: Interest | None
    lot: Lot | None


@dataclass(frozen=True, slots=True)
class Voice:
    """A group in a slot: how many people there are, and how many it may expect by its share of the seats.

    `perspective` is None for people who gave none; nothing is expected for them.
    """

    perspective: str | None
    people: int
    expected: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A breakout in a round. `choices` counts people by rank ("1", "2" …) or, off the list, by `Why`."""

    breakout: str
    round: str
    people: int
    least: int
    most: int
    may_cancel: bool
    choices: dict[str, int]
    voices: tuple[Voice, ...]


def reasons(problem: Problem, placements: Placements) -> dict[str, Reason]:
    """Why each person has these places, by id; also for places that were changed by hand."""
    interests = interest(problem)
    lots = _lots(problem, placements)
    return {
        person.id: Reason(
            person.id,
            _places(problem, person, placements.get(person.id, {})),
            next((interests[first] for first in wish_of(problem, person).ranking[:1]), None),
            lots.get(person.id),
        )
        for person in problem.people
    }


def interest(problem: Problem) -> dict[str, Interest]:
    """How wanted each breakout is, by id."""
    firsts = Counter(first for person in problem.people for first in wish_of(problem, person).ranking[:1])
    attending = Counter(round_ for person in problem.people for round_ in problem.attended(person))
    return {
        b.id: Interest(b.id, firsts[b.id], sum(min(b.max, attending[r]) for r in problem.rounds_of(b)))
        for b in problem.breakouts
    }


def slots(problem: Problem, placements: Placements) -> list[Slot]:
    """Fill, choices and groups of every slot, in the order of the day."""
    choices: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    present: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    for person in problem.people:
        for place in _places(problem, person, placements.get(person.id, {})):
            if place.breakout is not None:
                choices[place.breakout, place.round][str(place.rank or place.why)] += 1
                present[place.breakout, place.round][person.perspective] += 1
    groups = list(dict.fromkeys(person.perspective for person in problem.people))
    expected = targets(problem)
    return [
        Slot(
            breakout.id,
            round_,
            people=choices[breakout.id, round_].total(),
            least=breakout.min,
            most=breakout.max,
            may_cancel=breakout.may_cancel,
            choices=dict(sorted(choices[breakout.id, round_].items())),
            voices=tuple(
                Voice(
                    group,
                    present[breakout.id, round_][group],
                    0 if group is None else expected.get((breakout.id, round_, group), 0),
                )
                for group in groups
            ),
        )
        for round_ in problem.rounds
        for breakout in problem.breakouts
        if round_ in problem.rounds_of(breakout)
    ]


def _places(problem: Problem, person: Person, places: Mapping[str, str]) -> tuple[Place, ...]:
    wish = wish_of(problem, person)
    return tuple(_place(person, wish, round_, places.get(round_)) for round_ in problem.attended(person))


def place_of(problem: Problem, person: Person, round_: str, breakout: str | None) -> Place:
    """What one place is to a person, or would be."""
    return _place(person, wish_of(problem, person), round_, breakout)


def _place(person: Person, wish: Wish, round_: str, breakout: str | None) -> Place:
    if breakout is None:
        return Place(round_, None, Why.NO_PLACE, None)
    if person.fixed.get(round_) == breakout:
        return Place(round_, breakout, Why.LOCKED, None)
    if breakout in person.ranking:
        return Place(round_, breakout, Why.ON_LIST, wish.rank(breakout))
    return Place(round_, breakout, Why.NOT_ON_LIST if person.ranking else Why.NO_LIST, None)


def _lots(problem: Problem, placements: Placements) -> dict[str, Lot]:
    """By person, where people of one kind have different regret."""
    regret_of = Regrets(problem)
    regrets = {p.id: regret_of(p, placements.get(p.id, {})) for p in problem.people}
    lots: dict[str, Lot] = {}
    for kind in kinds_of(problem):
        lots |= _lots_within(kind, [regrets[person] for person in kind.people])
    return lots


def _lots_within(kind: Kind, regrets: Sequence[int]) -> dict[str, Lot]:
    tickets: dict[int, list[int]] = defaultdict(list)
    for regret, ticket in zip(regrets, kind.tickets, strict=True):
        tickets[regret].append(ticket)
    if len(tickets) == 1:
        return {}
    better = {regret: [t for other in tickets if other < regret for t in tickets[other]] for regret in tickets}
    worse = {regret: [t for other in tickets if other > regret for t in tickets[other]] for regret in tickets}
    return {
        person: Lot(
            people=kind.size,
            better=len(better[regret]),
            worse=len(worse[regret]),
            ticket=ticket,
            highest_better=max(better[regret], default=None),
            lowest_worse=min(worse[regret], default=None),
        )
        for person, regret, ticket in zip(kind.people, regrets, kind.tickets, strict=True)
    }
