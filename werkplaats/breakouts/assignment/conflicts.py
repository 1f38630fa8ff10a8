"""The rules that can collide, and which of them do when no plan exists.

Each rule and fact is a small dataclass, so that a page can say it in its own language; `str()` says it in
English.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from werkplaats.breakouts.assignment.problem import Problem


@dataclass(frozen=True, slots=True)
class AtMost:
    breakout: str
    round: str
    places: int

    def __str__(self) -> str:
        return f"{self.breakout} in {self.round} has {_count(self.places, 'place', 'places')}."


@dataclass(frozen=True, slots=True)
class AtLeast:
    breakout: str
    round: str
    people: int
    or_nobody: bool

    def __str__(self) -> str:
        nobody = ", or nobody" if self.or_nobody else ""
        people = _count(self.people, "person", "people")
        return f"{self.breakout} in {self.round} needs at least {people}{nobody}."


@dataclass(frozen=True, slots=True)
class Apart:
    one: str
    two: str

    def __str__(self) -> str:
        return f"{self.one} and {self.two} must be apart."


@dataclass(frozen=True, slots=True)
class Together:
    one: str
    two: str

    def __str__(self) -> str:
        return f"{self.one} and {self.two} must be together."


@dataclass(frozen=True, slots=True)
class Attending:
    """How many people take part in a round that is in conflict."""

    round: str
    people: int

    def __str__(self) -> str:
        return f"{_count(self.people, 'person takes', 'people take')} part in {self.round}."


@dataclass(frozen=True, slots=True)
class Fixed:
    """How many people are locked in a slot that is in conflict."""

    breakout: str
    round: str
    people: int

    def __str__(self) -> str:
        return f"{_count(self.people, 'person is', 'people are')} fixed in {self.breakout} in {self.round}."


@dataclass(frozen=True, slots=True)
class FixedPerson:
    """A lock of someone whose pair is in conflict."""

    person: str
    breakout: str
    round: str

    def __str__(self) -> str:
        return f"{self.person} is fixed in {self.breakout} in {self.round}."


@dataclass(frozen=True, slots=True)
class OnlyOnce:
    """Nobody goes to the same breakout twice, so its rounds must share the people."""

    breakout: str

    def __str__(self) -> str:
        return f"Nobody goes to {self.breakout} twice."


Rule = AtMost | AtLeast | Apart | Together
Conflict = Rule | Attending | Fixed | FixedPerson | OnlyOnce


def rules_of(problem: Problem) -> list[Rule]:
    """Every rule of this problem that may collide with another."""
    return [
        *chain.from_iterable(_slot_rules(problem)),
        *(Apart(one, two) for one, two in problem.apart),
        *(Together(one, two) for one, two in problem.together),
    ]


def _slot_rules(problem: Problem) -> Iterator[list[Rule]]:
    attending = Counter(chain.from_iterable(map(problem.attended, problem.people)))
    for breakout in problem.breakouts:
        for round_ in problem.rounds_of(breakout):
            if breakout.max < attending[round_]:
                yield [AtMost(breakout.id, round_, breakout.max)]
            if breakout.min > (1 if breakout.may_cancel else 0):
                yield [AtLeast(breakout.id, round_, breakout.min, breakout.may_cancel)]


def fewest(rules: Sequence[Rule], possible: Callable[[Sequence[Rule]], bool]) -> list[Rule]:
    """Rules that collide, none too many: without any of them there is a plan (QuickXplain, Junker 2004)."""

    def needed(kept: list[Rule], suspects: list[Rule], is_new: bool) -> list[Rule]:
        if is_new and not possible(kept):
            return []
        if len(suspects) == 1:
            return suspects
        half = len(suspects) // 2
        left, right = suspects[:half], suspects[half:]
        from_right = needed(kept + left, right, True)
        return needed(kept + from_right, left, bool(from_right)) + from_right

    return needed([], list(rules), False)


def told(problem: Problem, rules: Sequence[Rule]) -> tuple[Conflict, ...]:
    """The colliding rules with the numbers of people that make them collide."""
    return (*rules, *dict.fromkeys(_facts(problem, rules)))


def _facts(problem: Problem, rules: Sequence[Rule]) -> Iterator[Conflict]:
    slots = Counter(rule.breakout for rule in rules if isinstance(rule, AtLeast))
    yield from (OnlyOnce(breakout) for breakout, rounds in slots.items() if rounds > 1)
    for rule in rules:
        if isinstance(rule, AtMost | AtLeast):
            yield from _slot_facts(problem, rule)
        else:
            yield from _pair_facts(problem, rule)


def _slot_facts(problem: Problem, rule: AtMost | AtLeast) -> Iterator[Conflict]:
    fixed = sum(person.fixed.get(rule.round) == rule.breakout for person in problem.people)
    if fixed:
        yield Fixed(rule.breakout, rule.round, fixed)
    if isinstance(rule, AtLeast):
        yield Attending(rule.round, sum(rule.round not in person.absent for person in problem.people))


def _pair_facts(problem: Problem, rule: Apart | Together) -> Iterator[Conflict]:
    for name in (rule.one, rule.two):
        for round_, breakout in problem.person_by_id[name].fixed.items():
            yield FixedPerson(name, breakout, round_)


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
