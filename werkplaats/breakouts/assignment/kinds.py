"""People who are interchangeable, and the days that are possible for them.

The solver counts people per kind and day instead of placing persons one by one, so its work grows with the
variety of the wishes and not with the number of people.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from werkplaats.breakouts.assignment.problem import Person, Problem

TICKET_BITS = 16


@dataclass(frozen=True, slots=True)
class Day:
    """An itinerary: for every round a breakout, or None where there is no place.

    `text` is the same as JSON, which orders days and draws lots; `chosen` leaves out locked and absent
    rounds.
    """

    places: tuple[str | None, ...]
    chosen: tuple[str | None, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A ranking without the breakouts that the person holds by a lock.

    `unlisted` is the rank of a breakout that is not in it; no place at all ranks one lower.
    """

    ranking: tuple[str, ...]
    unlisted: int

    def rank(self, breakout: str | None) -> int:
        if breakout is None:
            return self.unlisted + 1
        return self.ranking.index(breakout) + 1 if breakout in self.ranking else self.unlisted

    def regrets(self, days: Iterable[Day]) -> list[int]:
        """How much worse each day is than the best of them; 0 for who wishes nothing."""
        ranks = {breakout: self.rank(breakout) for breakout in (None, *self.ranking)} if self.ranking else {}
        sums = [sum(ranks.get(breakout, self.unlisted) for breakout in day.chosen) for day in days if ranks]
        return [total - min(sums) for total in sums] if ranks else [0 for _ in days]

    def is_first(self, day: Day) -> bool:
        return bool(self.ranking) and self.ranking[0] in day.chosen


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes people interchangeable; `alone` is the person who stands in a pair: like nobody else."""

    wish: Wish
    has_preferences: bool
    perspective: str | None
    fixed: tuple[tuple[str, str], ...]
    absent: frozenset[str]
    published: tuple[tuple[str, str], ...]
    alone: str | None


@dataclass(frozen=True, eq=False)
class Kind:
    """Interchangeable people in order of their numbers, lucky first, and the days they can have."""

    likeness: Likeness
    people: tuple[str, ...]
    tickets: tuple[int, ...]
    days: tuple[Day, ...]

    @property
    def size(self) -> int:
        return len(self.people)

    @cached_property
    def regrets(self) -> list[int]:
        """The regret of each of the days."""
        return self.likeness.wish.regrets(self.days)


def number(seed: str, text: str) -> int:
    """What the lot gives to this text: a whole number of 256 bits, low is lucky."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{text}".encode()).digest(), "big")


def ticket(seed: str, text: str) -> int:
    """The first bits of the number, as people may read it: 0 to 65 535."""
    return number(seed, text) >> (256 - TICKET_BITS)


def kinds_of(problem: Problem) -> list[Kind]:
    """All kinds of people, the one with the luckiest person first, whatever the order in the problem."""
    alike: dict[Likeness, list[tuple[int, str]]] = {}
    paired = set(chain.from_iterable(problem.apart + problem.together))
    for person in problem.people:
        likeness = _likeness(problem, person, person.id in paired)
        alike.setdefault(likeness, []).append((number(problem.seed, person.id), person.id))
    for people in alike.values():
        people.sort()
    calendar = _Calendar(problem)
    return [
        Kind(
            likeness,
            people=tuple(person for _, person in people),
            tickets=tuple(lot >> (256 - TICKET_BITS) for lot, _ in people),
            days=calendar.days(likeness.fixed, likeness.absent),
        )
        for likeness, people in sorted(alike.items(), key=lambda entry: entry[1])
    ]


def wish_of(problem: Problem, person: Person) -> Wish:
    held = set(person.fixed.values())
    struck = tuple(breakout for breakout in person.ranking if breakout not in held)
    open_ = len(problem.breakouts) - len(held)
    # Naming the last one says nothing new, unless it is the only one: that still asks for a place.
    told = struck[:-1] if 1 < len(struck) == open_ else struck
    return Wish(told, unlisted=min(len(struck), open_ - 1) + 1)


def _likeness(problem: Problem, person: Person, is_paired: bool) -> Likeness:
    attended = problem.attended(person)
    published = problem.published.get(person.id, {})
    return Likeness(
        wish=wish_of(problem, person),
        has_preferences=bool(person.ranking),
        perspective=person.perspective,
        fixed=tuple((round_, person.fixed[round_]) for round_ in attended if round_ in person.fixed),
        absent=frozenset(person.absent),
        published=tuple((round_, published[round_]) for round_ in attended if round_ in published),
        alone=person.id if is_paired else None,
    )


class _Calendar:
    """The days that locks and absences leave open, made once for everyone who shares these."""

    def __init__(self, problem: Problem) -> None:
        self.rounds = problem.rounds
        self.running = {r: sorted(b.id for b in problem.breakouts if r in problem.rounds_of(b)) for r in problem.rounds}
        self.known: dict[object, tuple[Day, ...]] = {}

    def days(self, fixed: tuple[tuple[str, str], ...], absent: frozenset[str]) -> tuple[Day, ...]:
        if (fixed, absent) not in self.known:
            locks: Mapping[str, str] = dict(fixed)
            free = [i for i, r in enumerate(self.rounds) if r not in absent and r not in locks]
            itineraries = self._itineraries(0, locks, absent, frozenset(locks.values()))
            days = (Day(places, tuple(places[i] for i in free), as_text(places)) for places in itineraries)
            self.known[fixed, absent] = tuple(sorted(days, key=lambda day: day.text))
        return self.known[fixed, absent]

    def _itineraries(
        self, at: int, locks: Mapping[str, str], absent: frozenset[str], taken: frozenset[str]
    ) -> Iterator[tuple[str | None, ...]]:
        if at == len(self.rounds):
            yield ()
            return
        round_ = self.rounds[at]
        options: list[str | None]
        if round_ in locks:
            options = [locks[round_]]
        elif round_ in absent:
            options = [None]
        else:
            options = [None, *(b for b in self.running[round_] if b not in taken)]
        for here in options:
            for later in self._itineraries(at + 1, locks, absent, taken | {here} if here else taken):
                yield here, *later


def as_text(places: tuple[str | None, ...]) -> str:
    return json.dumps(places, ensure_ascii=False, separators=(",", ":"))
