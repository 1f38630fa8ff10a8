"""Why a person has these places, and how the plan looks as a whole: numbers and codes, no sentences.

Everything here is plain data: `dataclasses.asdict()` gives what JSON can hold and give back.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from werkplaats.breakouts.assignment.check import Placements, Regrets
from werkplaats.breakouts.assignment.kinds import Kind, kinds_of, scores_of, wish_of
from werkplaats.breakouts.assignment.levels import targets
from werkplaats.breakouts.assignment.problem import Breakout, Person, Problem

NOT_LISTED, NO_LIST = 10**9, 10**9 + 1
"""Where a breakout stands for who left it off their list, and for who made none: behind every place on a list."""


class Why(StrEnum):
    """What a place is to a person, seen from their own list."""

    LOCKED = "locked"
    ON_LIST = "on_list"
    NOT_ON_LIST = "not_on_list"
    NO_LIST = "no_list"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class Interest:
    """How many people have this breakout as their first, and its places in all its rounds together.

    With scores the first is the breakout with the highest score.
    """

    breakout: str
    first_choice_of: int
    places: int


class Ahead(StrEnum):
    """Who has all the places of a round where a person without one could still go: people who had that breakout
    higher on their list, or people who made a list where this person made none."""

    HIGHER = "higher"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Full:
    """How many people take part in a round, and how many places it has; `ahead` is None where others have some too."""

    people: int
    places: int
    ahead: Ahead | None


@dataclass(frozen=True, slots=True)
class Place:
    """One round that a person attends; `rank` is the place on their own list, 1 is the first. Without a place `full`
    says how the round is filled."""

    round: str
    breakout: str | None
    why: Why
    rank: int | None
    full: Full | None = None


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

    `interest` is that of the first of their list, or of the breakout with their highest score; None where it does not
    run in a round that they can choose in.
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
    seats = _Seats(problem, placements)
    return {
        person.id: Reason(
            person.id,
            tuple(seats.told(person, place) for place in _places(problem, person, placements.get(person.id, {}))),
            next(
                (interests[first] for first in _wanted(problem, person)[:1] if _open(problem, person, first)),
                None,
            ),
            lots.get(person.id),
        )
        for person in problem.people
    }


def _open(problem: Problem, person: Person, breakout: str) -> bool:
    """Whether it runs in a round in which this person has something to choose."""
    running = problem.rounds_of(problem.breakout_by_id[breakout])
    return any(round_ in running and round_ not in person.fixed for round_ in problem.attended(person))


class _Seats:
    """What the rounds hold, counted once for everyone who finds them full."""

    def __init__(self, problem: Problem, placements: Placements) -> None:
        self.problem, self.placements = problem, placements
        self.people = Counter(round_ for person in problem.people for round_ in problem.attended(person))
        self.ranks: dict[tuple[str, str], list[float]] = defaultdict(list)
        for person in problem.people:
            for round_, breakout in placements.get(person.id, {}).items():
                self.ranks[round_, breakout].append(_claim(person, breakout))

    def told(self, person: Person, place: Place) -> Place:
        """The place, and where there is none why the round was full."""
        if place.breakout is not None:
            return place
        held = [b for b in self.problem.breakouts if self._is_held(b, place.round)]
        own = {*person.fixed.values(), *self.placements.get(person.id, {}).values()}
        left = [b for b in held if b.id not in own]
        ahead = None
        if left and all(self._goes_before(person, b, place.round) for b in left):
            ahead = Ahead.HIGHER if person.ranking else Ahead.LISTED
        return replace(place, full=Full(self.people[place.round], sum(b.max for b in held), ahead))

    def _is_held(self, breakout: Breakout, round_: str) -> bool:
        """A slot that may be cancelled and has nobody in it offers no place."""
        runs = breakout.max > 0 and round_ in self.problem.rounds_of(breakout)
        return runs and (bool(self.ranks[round_, breakout.id]) or not breakout.may_cancel)

    def _goes_before(self, person: Person, breakout: Breakout, round_: str) -> bool:
        """Whether a slot is full of people whose claim was stronger than this person's."""
        ranks = self.ranks[round_, breakout.id]
        return len(ranks) == breakout.max and max(ranks) < _claim(person, breakout.id)


def _claim(person: Person, breakout: str) -> float:
    """Where someone has a breakout on their list. Who has it not on it comes after all of those, who made no list after
    everyone, and who is there by a lock had no claim at all that could be compared."""
    if breakout in person.fixed.values():
        return inf
    if not person.ranking:
        return NO_LIST
    return person.ranking.index(breakout) + 1 if breakout in person.ranking else NOT_LISTED


def interest(problem: Problem) -> dict[str, Interest]:
    """How wanted each breakout is, by id."""
    firsts = Counter(first for person in problem.people for first in _wanted(problem, person)[:1])
    return {b.id: Interest(b.id, firsts[b.id], b.max * len(problem.rounds_of(b))) for b in problem.breakouts}


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


def _wanted(problem: Problem, person: Person) -> tuple[str, ...]:
    """The breakouts a person asks for, most wanted first; among equal scores the first of the problem."""
    if not problem.has_scores:
        return wish_of(problem, person).ranking
    scores = dict(scores_of(person).scores)
    return tuple(sorted((b.id for b in problem.breakouts if b.id in scores), key=lambda b: -scores[b]))


def _ranks(problem: Problem, person: Person) -> dict[str, int]:
    """The place of each breakout on the own list; equal scores stand on the same place."""
    if not problem.has_scores:
        wish = wish_of(problem, person)
        return {breakout: wish.rank(breakout) for breakout in person.ranking}
    scores = scores_of(person).scores
    return {breakout: 1 + sum(higher > score for _, higher in scores) for breakout, score in scores}


def _places(problem: Problem, person: Person, places: Mapping[str, str]) -> tuple[Place, ...]:
    ranks = _ranks(problem, person)
    return tuple(_place(person, ranks, round_, places.get(round_)) for round_ in problem.attended(person))


def place_of(problem: Problem, person: Person, round_: str, breakout: str | None) -> Place:
    """What one place is to a person, or would be."""
    return _place(person, _ranks(problem, person), round_, breakout)


def _place(person: Person, ranks: Mapping[str, int], round_: str, breakout: str | None) -> Place:
    if breakout is None:
        return Place(round_, None, Why.NO_PLACE, None)
    if person.fixed.get(round_) == breakout:
        return Place(round_, breakout, Why.LOCKED, None)
    if breakout in ranks:
        return Place(round_, breakout, Why.ON_LIST, ranks[breakout])
    return Place(round_, breakout, Why.NOT_ON_LIST if person.has_preferences else Why.NO_LIST, None)


def _lots(problem: Problem, placements: Placements) -> dict[str, Lot]:
    """By person, where people of one kind have different regret. With scores nothing is drawn."""
    if problem.has_scores:
        return {}
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
