"""Whether any plan holds the hard rules, and nothing more: how many people of each crowd are in each slot.

Wishes do not matter here, so people are a crowd when they share their locks and absences, and counts per slot say
enough. For when in no round more people have a place than there are, and in all rounds together no breakout has more
than there are, each can be given a day without the same breakout twice (Kőnig 1916: a bipartite graph needs no more
colours than its largest degree). So this stays small where days cannot be listed, in many rounds of many breakouts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from werkplaats.breakouts.assignment.conflicts import Apart, AtLeast, AtMost, Rule, Together
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.search import Search, Terms, each

Slot = tuple[str, str]
Locks = frozenset[tuple[str, str]]
"""Round and breakout of each."""


@dataclass(frozen=True)
class Crowd:
    """People whom the hard rules treat alike; someone in a pair is a crowd alone."""

    people: tuple[str, ...]
    locks: Locks
    absent: frozenset[str]


@dataclass(frozen=True)
class Loosened:
    """The column that counts the people of a crowd who keep only some of their locks."""

    column: int
    crowd: Crowd
    gone: Locks


class Crowds:
    """Columns for everyone's places in a search; rules hold once they are obeyed.

    With `loose` people may be let go from their locks.
    """

    def __init__(self, problem: Problem, search: Search, loose: bool = False) -> None:
        self.problem, self.search = problem, search
        self.loosened: list[Loosened] = []
        self._in_slot: dict[Slot, list[int]] = defaultdict(list)
        self._alone: dict[tuple[str, Slot], list[int]] = defaultdict(list)
        self._running = {r: [b.id for b in problem.breakouts if r in problem.rounds_of(b)] for r in problem.rounds}
        self._attending = Counter(chain.from_iterable(map(problem.attended, problem.people)))
        for crowd in _crowds(problem):
            self._add(crowd, loose)

    def obey(self, rule: Rule, slack: Terms | None = None) -> None:
        """From now on this rule holds, but for what the columns of `slack` allow, so many each."""
        give = slack or {}
        match rule:
            case AtMost(breakout, round_, places):
                self.search.hold(self._people(breakout, round_) | _times(give, -1), at_most=places)
            case AtLeast(breakout, round_, people, or_nobody=False):
                self.search.hold(self._people(breakout, round_) | dict(give), at_least=self._at_least(people))
            case AtLeast(breakout, round_, people):
                (is_open,) = self.search.add_columns([1])
                here = self._people(breakout, round_)
                self.search.hold(here | dict(give) | {is_open: -self._at_least(people)}, at_least=0)
                self.search.hold(here | {is_open: -self._attending[round_]}, at_most=0)
            case Apart(one, two):
                for here, there in self._meetings(one, two):
                    self.search.hold(here | there | _times(give, -1), at_most=1)
            case Together(one, two):
                for here, there in self._meetings(one, two):
                    self.search.hold(here | _times(there, -1) | _times(give, -1), at_most=0)
                    self.search.hold(there | _times(here, -1) | _times(give, -1), at_most=0)

    def empty_if(self, column: int, breakout: str, round_: str) -> None:
        """Nobody is in this slot when the column counts one."""
        everyone = self._attending[round_]
        self.search.hold(self._people(breakout, round_) | {column: everyone}, at_most=everyone)

    def _at_least(self, people: int) -> int:
        """No more than is surely too many: a solver knows no 10 to the 30th."""
        return min(people, len(self.problem.people) + 1)

    def _people(self, breakout: str, round_: str) -> dict[int, int]:
        return each(self._in_slot[breakout, round_])

    def _add(self, crowd: Crowd, loose: bool) -> None:
        size = len(crowd.people)
        ways = list(_let_go(crowd.locks)) if loose else [frozenset[tuple[str, str]]()]
        columns = self.search.add_columns([size] * len(ways))
        self.search.hold(each(columns), at_least=size, at_most=size)
        for column, gone in zip(columns, ways, strict=True):
            self.loosened.append(Loosened(column, crowd, gone))
            self._add_places(column, crowd, dict(crowd.locks - gone))

    def _add_places(self, everyone: int, crowd: Crowd, locks: Mapping[str, str]) -> None:
        """`everyone` counts the people who have these places to choose: at most one a round, no breakout twice."""
        of_breakout: dict[str, list[int]] = defaultdict(list)
        for round_ in self.problem.rounds:
            if round_ in locks:
                self._note([everyone], crowd, [locks[round_]], round_)
            elif round_ not in crowd.absent:
                open_ = [b for b in self._running[round_] if b not in locks.values()]
                columns = self.search.add_columns([len(crowd.people)] * len(open_))
                self._note(columns, crowd, open_, round_)
                self.search.hold(each(columns) | {everyone: -1}, at_most=0)
                for column, breakout in zip(columns, open_, strict=True):
                    of_breakout[breakout].append(column)
        for twice in of_breakout.values():
            if len(twice) > 1:
                self.search.hold(each(twice) | {everyone: -1}, at_most=0)

    def _note(self, columns: Iterable[int], crowd: Crowd, breakouts: Iterable[str], round_: str) -> None:
        for column, breakout in zip(columns, breakouts, strict=True):
            self._in_slot[breakout, round_].append(column)
            if len(crowd.people) == 1:
                self._alone[crowd.people[0], (breakout, round_)].append(column)

    def _meetings(self, one: str, two: str) -> Iterator[tuple[dict[int, int], dict[int, int]]]:
        """For each slot where either could be while both attend: the places of the one and of the other."""
        for round_ in self.problem.rounds:
            if all(round_ not in self.problem.person_by_id[name].absent for name in (one, two)):
                for breakout in self._running[round_]:
                    slot = breakout, round_
                    here, there = (each(self._alone[name, slot]) for name in (one, two))
                    if here or there:
                        yield here, there


def _crowds(problem: Problem) -> list[Crowd]:
    paired = set(chain.from_iterable(problem.apart + problem.together))
    alike: dict[tuple[Locks, frozenset[str], str | None], list[str]] = defaultdict(list)
    for person in problem.people:
        alone = person.id if person.id in paired else None
        alike[frozenset(person.fixed.items()), frozenset(person.absent), alone].append(person.id)
    return [Crowd(tuple(sorted(people)), locks, absent) for (locks, absent, _), people in alike.items()]


def _let_go(locks: Locks) -> Iterator[Locks]:
    """The locks that could go together: none, each, each two, and all; more would only help where rounds are many."""
    for number in sorted({0, 1, 2, len(locks)}):
        yield from map(frozenset, combinations(sorted(locks), number))


def _times(terms: Terms, factor: int) -> dict[int, int]:
    return {column: factor * weight for column, weight in terms.items()}
