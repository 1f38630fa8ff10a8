"""The hard rules of slots and pairs as rows, whatever a column counts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from werkplaats.breakouts.assignment.conflicts import Apart, AtLeast, AtMost, Rule, Together
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.search import Search, each

Slot = tuple[str, str]
"""A breakout and a round."""


class Counted(Protocol):
    """Columns that count people in slots; no columns in a slot that is no matter of choice."""

    problem: Problem
    search: Search

    @property
    def of_slot(self) -> Mapping[Slot, list[int]]: ...

    def most_in(self, slot: Slot) -> int:
        """More people than this cannot be in the slot."""

    def of_person(self, person: str, slot: Slot) -> list[int]:
        """The columns that put this person, who stands in a pair, in the slot."""


def obey(rule: Rule, counted: Counted) -> None:
    search = counted.search
    match rule:
        case AtMost(breakout, round_, places):
            search.hold(each(counted.of_slot[breakout, round_]), at_most=places)
        case AtLeast(breakout, round_, people, or_nobody=False):
            slot = breakout, round_
            search.hold(each(counted.of_slot[slot]), at_least=_enough(counted, slot, people))
        case AtLeast(breakout, round_, people):
            _fill_or_cancel(counted, (breakout, round_), people)
        case Apart(one, two):
            for here, there in _shared_places(counted, one, two):
                search.hold(each(here + there), at_most=1)
        case Together(one, two):
            for here, there in _shared_places(counted, one, two):
                search.hold(each(here) | each(there, -1), at_least=0, at_most=0)


def may_be_empty(rules: Sequence[Rule]) -> list[Slot]:
    """The slots for which `obey()` makes a column that says whether they are open, in the same order."""
    return [(rule.breakout, rule.round) for rule in rules if isinstance(rule, AtLeast) and rule.or_nobody]


def _fill_or_cancel(counted: Counted, slot: Slot, people: int) -> None:
    """At least so many people when the slot is open, nobody when it is not."""
    here = each(counted.of_slot[slot])
    (is_open,) = counted.search.add_columns([1])
    counted.search.hold(here | {is_open: -_enough(counted, slot, people)}, at_least=0)
    counted.search.hold(here | {is_open: -counted.most_in(slot)}, at_most=0)


def _enough(counted: Counted, slot: Slot, people: int) -> int:
    """The minimum, but never more than is surely too many: no solver counts to 10 to the 30th."""
    return min(people, counted.most_in(slot) + 1)


def _shared_places(counted: Counted, one: str, two: str) -> Iterator[tuple[list[int], list[int]]]:
    """For each slot where the two could meet: the columns of the one and of the other."""
    problem = counted.problem
    for round_ in problem.rounds:
        if not any(round_ in problem.person_by_id[name].absent for name in (one, two)):
            for breakout in problem.breakout_by_id:
                here, there = (counted.of_person(name, (breakout, round_)) for name in (one, two))
                if here or there:
                    yield here, there
