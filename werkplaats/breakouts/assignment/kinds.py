"""People who are interchangeable, and the days that are possible for them.

The solver counts people per kind and day instead of placing persons one by one, so its work grows with the
variety of the wishes and not with the number of people.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import prod

from werkplaats.breakouts.assignment.problem import HIGHEST_SCORE, Person, Problem

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

    def costs(self, days: Sequence[Day]) -> list[int]:
        """How much worse each day is than the best of them; 0 for who wishes nothing."""
        ranks = {breakout: self.rank(breakout) for breakout in (None, *self.ranking)} if self.ranking else {}
        sums = [sum(ranks.get(breakout, self.unlisted) for breakout in day.chosen) for day in days if ranks]
        return [total - min(sums) for total in sums] if ranks else [0 for _ in days]

    def is_first(self, day: Day) -> bool:
        return bool(self.ranking) and self.ranking[0] in day.chosen


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores above 0 without those of breakouts that the person holds by a lock, in order of breakout."""

    scores: tuple[tuple[str, int], ...]

    def costs(self, days: Sequence[Day]) -> list[int]:
        """The penalty of each day: (100 - score)² for every round that is free to choose."""
        penalties: dict[str | None, int] = {breakout: penalty(score) for breakout, score in self.scores}
        return [sum(penalties.get(breakout, penalty(0)) for breakout in day.chosen) for day in days]

    def is_first(self, day: Day) -> bool:
        """Nobody scores a first."""
        return False


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes people interchangeable; `alone` is the person who stands in a pair: like nobody else."""

    wish: Wish | Scores
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
    calendar: "Calendar"

    @property
    def size(self) -> int:
        return len(self.people)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return self.calendar.days(self.likeness.fixed, self.likeness.absent)

    @property
    def most_days(self) -> int:
        """There are not more days than this; found without making them."""
        return self.calendar.most_days(self.likeness.fixed, self.likeness.absent)

    @cached_property
    def costs(self) -> list[int]:
        """What each of the days costs someone of this kind: regret, or with scores the penalty."""
        return self.likeness.wish.costs(self.days)


def penalty(score: int) -> int:
    """What a place with this score costs; no place has score 0."""
    return (HIGHEST_SCORE - score) ** 2


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
    calendar = Calendar(problem)
    return [
        Kind(
            likeness,
            people=tuple(person for _, person in people),
            tickets=tuple(lot >> (256 - TICKET_BITS) for lot, _ in people),
            calendar=calendar,
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


def scores_of(person: Person) -> Scores:
    held = set(person.fixed.values())
    scores = (person.scores or {}).items()
    return Scores(tuple(sorted((breakout, score) for breakout, score in scores if score and breakout not in held)))


def _likeness(problem: Problem, person: Person, is_paired: bool) -> Likeness:
    attended = problem.attended(person)
    published = problem.published.get(person.id, {})
    return Likeness(
        wish=scores_of(person) if problem.has_scores else wish_of(problem, person),
        has_preferences=person.has_preferences,
        # With scores nothing is decided for the mix, so perspectives make nobody different.
        perspective=None if problem.has_scores else person.perspective,
        fixed=tuple((round_, person.fixed[round_]) for round_ in attended if round_ in person.fixed),
        absent=frozenset(person.absent),
        published=tuple((round_, published[round_]) for round_ in attended if round_ in published),
        alone=person.id if is_paired else None,
    )


class Calendar:
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

    def most_days(self, fixed: tuple[tuple[str, str], ...], absent: frozenset[str]) -> int:
        """More than the days there are: without twice the same breakout, or without twice the same round."""
        locks = dict(fixed)
        free = [r for r in self.rounds if r not in absent and r not in locks]
        rounds_of = Counter(chain.from_iterable(self.running[r] for r in free))
        return min(prod(1 + len(self.running[r]) for r in free), prod(1 + rounds for rounds in rounds_of.values()))

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
