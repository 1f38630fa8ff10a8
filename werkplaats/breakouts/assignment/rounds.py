"""Some rounds of a plan again while the others stay: one column for each person and slot.

One round alone is a network too, nearly: only pairs and slots that may be cancelled ask for whole numbers. So a
plan gets better round by round, and never worse. All rounds together are the whole problem.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from werkplaats.breakouts.assignment.conflicts import AtLeast, AtMost, Rule
from werkplaats.breakouts.assignment.network import Plan
from werkplaats.breakouts.assignment.obey import Slot, may_be_empty, obey
from werkplaats.breakouts.assignment.problem import Person, Problem
from werkplaats.breakouts.assignment.search import Found, Search, each

Key = tuple[str, str, str]
"""A person, a breakout and a round."""


class Seat(NamedTuple):
    """What a column stands for: this person is in this slot."""

    person: Person
    breakout: str
    round: str

    @property
    def key(self) -> Key:
        return self.person.id, self.breakout, self.round


Worth = Callable[[Seat], int]
NOTHING = 1e-6


class Seats:
    """All seats that people may take in these rounds, under the hard rules; `plan` says what they do in others."""

    def __init__(
        self,
        problem: Problem,
        people: Sequence[Person],
        rounds: Sequence[str],
        rules: Sequence[Rule],
        plan: Plan,
        search: Search,
        only: Container[Key] | None = None,
    ) -> None:
        self.problem, self.search, self.rounds = problem, search, rounds
        seats = chain.from_iterable(self._open_to(person, plan[person.id]) for person in people)
        self.seats = [seat for seat in seats if only is None or seat.key in only]
        self.of_slot: dict[Slot, list[int]] = defaultdict(list)
        search.add_columns([1] * len(self.seats))
        of_round: dict[tuple[str, str], list[int]] = defaultdict(list)
        of_breakout: dict[tuple[str, str], list[int]] = defaultdict(list)
        for j, (person, breakout, round_) in enumerate(self.seats):
            self.of_slot[breakout, round_].append(j)
            of_round[person.id, round_].append(j)
            if round_ not in person.fixed:
                of_breakout[person.id, breakout].append(j)
        for (person_id, round_), mine in of_round.items():
            is_fixed = round_ in problem.person_by_id[person_id].fixed
            search.hold(each(mine), at_least=int(is_fixed), at_most=1)
        for mine in of_breakout.values():
            if len(mine) > 1:
                search.hold(each(mine), at_most=1)
        here = [rule for rule in rules if not isinstance(rule, AtMost | AtLeast) or rule.round in rounds]
        self.may_be_empty = may_be_empty(here)
        for rule in here:
            obey(rule, self)

    def start(self, plan: Plan) -> None:
        """Start from this plan, which breaks no rule: then nothing gets worse."""
        taken = [int(plan[person.id].get(round_) == breakout) for person, breakout, round_ in self.seats]
        filled = [int(any(taken[j] for j in self.of_slot[slot])) for slot in self.may_be_empty]
        self.search.counts = taken + filled

    def most(self, worth: Worth) -> Found:
        """Find the largest sum of what seats are worth, and hold it."""
        terms = self._terms(worth)
        best: dict[tuple[str, str], int] = defaultdict(int)
        for j, number in terms.items():
            key = self.seats[j].person.id, self.seats[j].round
            best[key] = max(best[key], number)
        return self.search.most(terms, ceiling=sum(best.values()))

    def hold(self, worth: Worth, at_least: int) -> None:
        """From now on the seats that are taken are worth this much."""
        self.search.hold(self._terms(worth), at_least=at_least)

    def estimate(self, worth: Worth, likely: Sequence[int]) -> tuple[int | None, set[Key]]:
        """What all seats together cannot be worth more than, and the seats that come near to it."""
        terms = {j: -number for j, number in self._terms(worth).items()}
        slots_that_open = range(len(self.seats), len(self.seats) + len(self.may_be_empty))
        amounts, bound = self.search.estimate(terms, [*likely, *slots_that_open])
        used = {seat.key for seat, amount in zip(self.seats, amounts, strict=False) if amount > NOTHING}
        return None if bound is None else -bound, used

    def plan(self, others: Plan) -> Plan:
        """The plan with these rounds as they were found."""
        plan = {
            person: {round_: breakout for round_, breakout in places.items() if round_ not in self.rounds}
            for person, places in others.items()
        }
        for (person, breakout, round_), count in zip(self.seats, self.search.counts, strict=False):
            if count:
                plan[person.id][round_] = breakout
        return plan

    def _terms(self, worth: Worth) -> dict[int, int]:
        return {j: number for j, seat in enumerate(self.seats) if (number := worth(seat))}

    def most_in(self, slot: Slot) -> int:
        """More people than this cannot be in the slot."""
        return len(self.of_slot[slot])

    def of_person(self, person: str, slot: Slot) -> list[int]:
        """The columns that put this person in the slot."""
        return [j for j in self.of_slot[slot] if self.seats[j].person.id == person]

    def _open_to(self, person: Person, places: Mapping[str, str]) -> list[Seat]:
        elsewhere = {b for round_, b in places.items() if round_ not in self.rounds} | set(person.fixed.values())
        return [
            Seat(person, breakout.id, round_)
            for round_ in self.problem.attended(person)
            if round_ in self.rounds
            for breakout in self.problem.breakouts
            if (
                breakout.id == person.fixed[round_]
                if round_ in person.fixed
                else breakout.id not in elsewhere and round_ in self.problem.rounds_of(breakout)
            )
        ]
