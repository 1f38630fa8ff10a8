"""The hard rules and the eight levels, asked of a search that counts people and finds the best.

A column stands for the people of one kind who have one day. Every level asks the search for the least or the
most of something; the search holds what it finds, so the next level chooses among plans that are equal so
far.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from werkplaats.breakouts.assignment.conflicts import Rule
from werkplaats.breakouts.assignment.kinds import TICKET_BITS, Day, Kind, ticket
from werkplaats.breakouts.assignment.ladders import Ladder
from werkplaats.breakouts.assignment.network import Plan
from werkplaats.breakouts.assignment.obey import Slot, may_be_empty, obey
from werkplaats.breakouts.assignment.plan import Level
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.search import Found, Search, Terms, each

EVERYONE = None


class Column(NamedTuple):
    kind: Kind
    day: Day
    cost: int


class Model:
    """All columns of a problem under its hard rules."""

    def __init__(self, problem: Problem, kinds: Sequence[Kind], rules: Sequence[Rule], search: Search) -> None:
        self.problem, self.search, self.rules = problem, search, rules
        self.columns = [
            Column(kind, day, cost) for kind in kinds for day, cost in zip(kind.days, kind.costs, strict=True)
        ]
        search.add_columns([column.kind.size for column in self.columns])
        self.worst_needed = max((column.cost for column in self.columns), default=0)
        self.of_kind: dict[Kind, list[int]] = defaultdict(list)
        self.of_slot: dict[Slot, list[int]] = defaultdict(list)
        for j, column in enumerate(self.columns):
            self.of_kind[column.kind].append(j)
            for round_, breakout in zip(problem.rounds, column.day.places, strict=True):
                if breakout is not None:
                    self.of_slot[breakout, round_].append(j)
        for kind, mine in self.of_kind.items():
            search.hold(each(mine), at_least=kind.size, at_most=kind.size)
        for rule in rules:
            obey(rule, self)

    def start(self, plan: Plan) -> None:
        """Let the search start from this plan, which breaks no rule."""
        column_of = {(column.kind, column.day.places): j for j, column in enumerate(self.columns)}
        counts = [0] * len(self.columns)
        for kind in self.of_kind:
            for person in kind.people:
                counts[column_of[kind, tuple(plan[person].get(round_) for round_ in self.problem.rounds)]] += 1
        filled = [any(counts[j] for j in self.of_slot[slot]) for slot in may_be_empty(self.rules)]
        self.search.counts = [*counts, *map(int, filled)]

    def most(self, count: Callable[[Column], int], give: int = 0) -> Found:
        """Ask for the most of what columns count; more than everyone's own best is never possible."""
        terms = self.where(count)
        own_best = (kind.size * max(terms.get(j, 0) for j in mine) for kind, mine in self.of_kind.items())
        return self.search.most(terms, ceiling=sum(own_best), give=give)

    def where(self, count: Callable[[Column], int]) -> dict[int, int]:
        """How much each column counts for a level."""
        return {j: n for j, column in enumerate(self.columns) if (n := count(column))}

    def most_in(self, slot: Slot) -> int:
        """More people than this cannot be in the slot."""
        return sum(kind.size for kind in {self.columns[j].kind for j in self.of_slot[slot]})

    def of_person(self, person: str, slot: Slot) -> list[int]:
        """The columns of someone who stands in a pair, and so is a kind alone."""
        return [j for j in self.of_slot[slot] if self.columns[j].kind.likeness.alone == person]


# The levels, in the order in which they are settled.


def placed(model: Model) -> Level:
    """The most rounds with a place; among equals the most for people who told what they want."""
    everyone = model.most(_places)
    wishing = model.most(lambda column: _places(column) if column.kind.likeness.has_preferences else 0)
    return _level("placed", [everyone, wishing])


def regret(model: Model) -> Level:
    """The fewest people with the worst regret, then with that or one less, and so on."""
    budget = model.problem.mix_budget
    steps = range(model.worst_needed, 0, -1)
    found = [model.search.least(_regret_from(model, k), give=budget if k == 1 else 0) for k in steps]
    model.worst_needed = max((k for k, (people, _) in zip(steps, found, strict=True) if people), default=1)
    model.search.close(j for j, column in enumerate(model.columns) if column.cost > model.worst_needed)
    return _level("regret", found)


def penalty(model: Model) -> Level:
    """The smallest sum of what the places of everyone miss, squared: (100 - score)²."""
    own_best = sum(kind.size * min(kind.costs) for kind in model.of_kind)
    return Level("penalty", *model.search.least(model.where(lambda column: column.cost), floor=own_best))


def first(model: Model) -> Level:
    """The most people who get the first of their list."""
    return Level("first", *model.most(_is_first, give=model.problem.mix_budget))


def moves(model: Model) -> Level:
    """The fewest published places that change."""
    return Level("moves", *model.search.least(model.where(lambda c: _moves(model.problem, c))))


def mix(model: Model) -> Level:
    """The fewest slots without a voice of a group that may expect one, then the smallest shortage."""
    wanted = {slot: number for slot, number in targets(model.problem).items() if number}
    present = {(b, r, group): each(_people_of(model, b, r, group)) for b, r, group in wanted}
    silent = {}
    for slot in wanted:
        if slot[2] is not EVERYONE:
            (silent[slot],) = model.search.add_columns([1])
            model.search.hold(present[slot] | {silent[slot]: 1}, at_least=1)
    no_voice = model.search.least(each(silent.values()))
    short = {}
    for slot, number in wanted.items():
        (short[slot],) = model.search.add_columns([number], whole=False)
        model.search.hold(present[slot] | {short[slot]: 1}, at_least=number)
    return _level("mix", [no_voice, model.search.least(each(short.values()))])


def price(model: Model, settled: Sequence[Level]) -> list[Level]:
    """Of what the mix was allowed to cost, give back what it did not need: regret first, then first choices.

    The bounds of these levels stay as they are without a budget.
    """
    some_regret = model.search.least(_regret_from(model, 1)).value
    firsts = model.most(_is_first).value
    return [_repriced(level, some_regret, firsts) for level in settled]


def _repriced(level: Level, some_regret: int, firsts: int) -> Level:
    match level:
        case Level("regret", tuple(numbers)) if numbers:
            return replace(level, value=(*numbers[:-1], some_regret))
        case Level("first"):
            return replace(level, value=firsts)
        case _:
            return level


def lot(model: Model) -> Level:
    """Within each kind luck decides: the smallest sum of regret x (65 536 - ticket).

    In a kind the highest tickets take the most regret, so the number of people with each regret says what it
    costs.
    """
    ladders = _ladders(model)
    amounts: Sequence[float] = ()
    if not all(ladder.is_small for ladder in ladders):
        with model.search.sketch():
            amounts = model.search.estimate(_climb(model, ladders, Ladder.rough_steps)).amounts
    for strides in count(2):
        for ladder in ladders:
            ladder.look_around(sum(amounts[j] for j in ladder.unlucky) if amounts else 0, strides)
        with model.search.sketch():
            value, bound = model.search.least(_climb(model, ladders, Ladder.steps))
        amounts = model.search.counts
        standing = [sum(model.search.counts[j] for j in ladder.unlucky) for ladder in ladders]
        if bound != value or all(ladder.sees(people) for ladder, people in zip(ladders, standing, strict=True)):
            break
    value = sum(ladder.cost(people) for ladder, people in zip(ladders, standing, strict=True))
    return Level("lot", value, None if bound is None else bound - sum(ladder.discount() for ladder in ladders))


def _ladders(model: Model) -> list[Ladder]:
    """For each kind and each regret that may be needed."""
    return [
        Ladder.of(
            [j for j in mine if model.columns[j].cost >= k],
            [2**TICKET_BITS - lucky for lucky in kind.tickets],
        )
        for kind, mine in model.of_kind.items()
        for k in range(1, min(model.worst_needed, max(kind.costs)) + 1)
    ]


def _climb(model: Model, ladders: Sequence[Ladder], steps: Callable[[Ladder], list[tuple[int, int]]]) -> Terms:
    """Let everyone unlucky stand on a step of their ladder: what the steps cost."""
    costs: dict[int, int] = {}
    for ladder in ladders:
        lengths, weights = zip(*steps(ladder), strict=True)
        columns = model.search.add_columns(lengths, whole=False)
        model.search.hold(each(ladder.unlucky) | each(columns, -1), at_least=0, at_most=0)
        costs |= zip(columns, weights, strict=True)
    return costs


def places(model: Model) -> None:
    """How many people of a kind have each regret now stands; a draw decides between equal days."""
    for kind, mine in model.of_kind.items():
        by_regret: dict[int, list[int]] = defaultdict(list)
        for j in mine:
            by_regret[model.columns[j].cost].append(j)
        for equal in by_regret.values():
            people = sum(model.search.counts[j] for j in equal)
            if people == 0:
                model.search.close(equal)
            elif people < kind.size:
                model.search.hold(each(equal), at_least=people, at_most=people)
    seed = model.problem.seed
    model.search.least(model.where(lambda c: ticket(seed, f"{c.kind.people[0]}\n{c.day.text}")))


def hand_out(model: Model) -> Plan:
    """Everyone's places: in a kind the days with the least regret or penalty go to the luckiest."""
    plan: Plan = {}
    for kind, mine in model.of_kind.items():
        people = iter(kind.people)
        for j in sorted(mine, key=lambda j: (model.columns[j].cost, model.columns[j].day.text)):
            places = zip(model.problem.rounds, model.columns[j].day.places, strict=True)
            day = {round_: breakout for round_, breakout in places if breakout is not None}
            plan |= {next(people): day for _ in range(model.search.counts[j])}
    return plan


def targets(problem: Problem) -> dict[tuple[str, str, str | None], int]:
    """By breakout, round and group (EVERYONE is one too): the people to expect by its share of the seats."""
    expected = {}
    for round_ in problem.rounds:
        people = [person for person in problem.people if round_ not in person.absent]
        groups = Counter(person.perspective for person in people if person.perspective is not None)
        seats = {b.id: min(b.max, len(people)) for b in problem.breakouts if round_ in problem.rounds_of(b)}
        for group, size in [*groups.items(), (EVERYONE, len(people))]:
            for breakout, number in seats.items():
                expected[breakout, round_, group] = size * number // max(1, sum(seats.values()))
    return expected


def _level(name: str, found: Sequence[Found]) -> Level:
    """A level of several numbers."""
    return Level(name, tuple(value for value, _ in found), tuple(bound for _, bound in found))


def _places(column: Column) -> int:
    return sum(breakout is not None for breakout in column.day.places)


def _regret_from(model: Model, k: int) -> dict[int, int]:
    return model.where(lambda column: column.cost >= k)


def _is_first(column: Column) -> bool:
    return column.kind.likeness.wish.is_first(column.day)


def _moves(problem: Problem, column: Column) -> int:
    held = dict(zip(problem.rounds, column.day.places, strict=True))
    return sum(held[round_] != breakout for round_, breakout in column.kind.likeness.published)


def _people_of(model: Model, breakout: str, round_: str, group: str | None) -> list[int]:
    slot = model.of_slot[breakout, round_]
    return [j for j in slot if group is EVERYONE or model.columns[j].kind.likeness.perspective == group]
