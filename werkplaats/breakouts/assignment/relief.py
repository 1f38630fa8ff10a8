"""The smallest changes that would help when rules collide.

Each way loosens rules of one sort only, and asks the search for the fewest places, people or pairs that suffice. A
mixture is asked for only when no sort of rule can help alone.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain, groupby, islice

from werkplaats.breakouts.assignment import conflicts
from werkplaats.breakouts.assignment.changes import (
    Cancel,
    Change,
    GivePlaces,
    LetMeet,
    LetPart,
    LowerMinimum,
    Relief,
    Unlock,
)
from werkplaats.breakouts.assignment.conflicts import Apart, AtLeast, AtMost, Rule, Together
from werkplaats.breakouts.assignment.crowds import Crowds, Loosened
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.search import Search, each


class Sort(Enum):
    """What may be loosened."""

    PLACES = auto()
    MINIMUM = auto()
    CANCEL = auto()
    LOCKS = auto()
    PAIRS = auto()


def ways(problem: Problem, new_search: Callable[[], Search]) -> tuple[Relief, ...]:
    """Alternatives, each of which alone makes a plan possible, with the least that it takes."""
    alone = [relief for sort in Sort if (relief := _Elastic(problem, new_search(), {sort}).least())]
    if alone:
        return tuple(alone)
    together = _Elastic(problem, new_search(), set(Sort)).least()
    return (together,) if together else ()


@dataclass(frozen=True)
class Give:
    """A column that loosens a rule, by at most so much; `change` says what a count of it means."""

    column: int
    most: int
    change: Callable[[int], Change]


class _Elastic:
    """The hard rules of a problem, some sorts of which give way at a price of one a unit, others at any price."""

    def __init__(self, problem: Problem, search: Search, sorts: Collection[Sort]) -> None:
        self.problem, self.search, self.sorts = problem, search, sorts
        self.crowds = Crowds(problem, search, loose=Sort.LOCKS in sorts)
        self.gives: dict[object, Give] = {}
        self.broken: list[int] = []
        for rule in conflicts.rules_of(problem):
            self._loosen(rule)

    def least(self) -> Relief | None:
        """The fewest units that make all rules hold, then the fewest changes; None when these sorts cannot."""
        if self.search.least(each(self.broken)).value:
            return None
        locks = {kept.column: len(kept.gone) for kept in self.crowds.loosened if kept.gone}
        units = each(give.column for give in self.gives.values()) | locks
        if not self.search.least(units).value:
            return None
        self.search.least(each(map(self._is_used, self.gives.values())))
        return Relief((*self._changes(), *self._unlocks()))

    def _loosen(self, rule: Rule) -> None:
        people = len(self.problem.people)
        match rule:
            case AtMost(breakout) if Sort.PLACES in self.sorts:
                give = self._give(("places", breakout), people, lambda units: GivePlaces(breakout, units))
                self.crowds.obey(rule, {give.column: 1})
            case AtLeast(people=least, or_nobody=or_nobody):
                self._loosen_minimum(rule, min(least, people + 1), or_nobody)
            case Apart(one, two) if Sort.PAIRS in self.sorts:
                self.crowds.obey(rule, {self._give(rule, 1, lambda _: LetMeet(one, two)).column: 1})
            case Together(one, two) if Sort.PAIRS in self.sorts:
                self.crowds.obey(rule, {self._give(rule, 1, lambda _: LetPart(one, two)).column: 1})
            case _:
                self.crowds.obey(rule, {self._break(people): 1})

    def _loosen_minimum(self, rule: AtLeast, least: int, or_nobody: bool) -> None:
        slack = {self._break(least): 1}
        breakout, round_ = rule.breakout, rule.round
        if Sort.MINIMUM in self.sorts:
            lower = self._give(("least", breakout), least, lambda units: LowerMinimum(breakout, least - units))
            slack |= {lower.column: 1}
        if Sort.CANCEL in self.sorts and not or_nobody and not self._is_locked(breakout, round_):
            cancelled = self._give(rule, 1, lambda _: Cancel(breakout, round_))
            self.crowds.empty_if(cancelled.column, breakout, round_)
            slack |= {cancelled.column: least}
        self.crowds.obey(rule, slack)

    def _is_locked(self, breakout: str, round_: str) -> bool:
        return any(person.fixed.get(round_) == breakout for person in self.problem.people)

    def _give(self, what: object, most: int, change: Callable[[int], Change]) -> Give:
        """The column of this rule, or of all that go by this name."""
        if what not in self.gives:
            (column,) = self.search.add_columns([most])
            self.gives[what] = Give(column, most, change)
        return self.gives[what]

    def _break(self, most: int) -> int:
        (column,) = self.search.add_columns([most])
        self.broken.append(column)
        return column

    def _is_used(self, give: Give) -> int:
        """A column that is 1 when any of this is given."""
        (used,) = self.search.add_columns([1])
        self.search.hold({give.column: 1, used: -give.most}, at_most=0)
        return used

    def _changes(self) -> Iterator[Change]:
        for give in self.gives.values():
            if units := self.search.counts[give.column]:
                yield give.change(units)

    def _unlocks(self) -> Iterator[Unlock]:
        """Who is let go, by the slot where they were locked."""
        gone = sorted(chain.from_iterable(self._let_go()))
        for (round_, breakout), entries in groupby(gone, key=lambda entry: entry[0]):
            yield Unlock(breakout, round_, tuple(person for _, person in entries))

    def _let_go(self) -> Iterator[list[tuple[tuple[str, str], str]]]:
        """The locks that go with who has them; within a crowd the first by name go first."""
        left = {kept.crowd: iter(kept.crowd.people) for kept in self.crowds.loosened}
        for kept in sorted(self.crowds.loosened, key=_locks_gone_first):
            people = islice(left[kept.crowd], self.search.counts[kept.column])
            yield [(lock, person) for person in people for lock in kept.gone]


def _locks_gone_first(kept: Loosened) -> tuple[int, int]:
    return -len(kept.gone), kept.column
