"""Counts a plan again from the problem alone: which rules it breaks, and the value of each level.

This shares no code with the solver on purpose. It goes person by person, where the solver counts kinds and
days, so that the one would notice a mistake of the other.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping

from werkplaats.breakouts.assignment.plan import Number
from werkplaats.breakouts.assignment.problem import Breakout, Person, Problem

Placements = Mapping[str, Mapping[str, str]]


def broken_rules(problem: Problem, placements: Placements) -> Iterator[str]:
    """A sentence for each hard rule that these places break; none when the plan is sound."""
    for person in problem.people:
        yield from broken_by_person(problem, person, placements.get(person.id, {}))
    yield from (f"{stranger} is not in the problem." for stranger in placements if stranger not in problem.person_by_id)
    people = Counter(place for places in placements.values() for place in places.items())
    for breakout in problem.breakouts:
        for round_ in problem.rounds_of(breakout):
            yield from _broken_by_slot(breakout, round_, people[round_, breakout.id])
    for one, two in problem.apart:
        for round_, here, there in _meetings(problem, placements, one, two):
            if here is not None and here == there:
                yield f"{one} and {two} are not apart in {round_}."
    for one, two in problem.together:
        for round_, here, there in _meetings(problem, placements, one, two):
            if here != there:
                yield f"{one} and {two} are not together in {round_}."


def broken_by_person(problem: Problem, person: Person, places: Mapping[str, str]) -> Iterator[str]:
    """The rules that one person's day breaks, whatever others do."""
    for round_, breakout in places.items():
        if round_ not in problem.attended(person):
            yield f"{person.id} does not take part in {round_}."
        if breakout not in problem.breakout_by_id:
            yield f"{person.id} is in the unknown breakout {breakout}."
        elif round_ not in problem.rounds_of(problem.breakout_by_id[breakout]):
            yield f"{person.id} is in {breakout} in {round_}, where it does not run."
    for round_, breakout in person.fixed.items():
        if places.get(round_) != breakout:
            yield f"{person.id} is not in {breakout} in {round_}, where they are fixed."
    for breakout, times in Counter(places.values()).items():
        if times > 1 and times > sum(places.get(r) == b == breakout for r, b in person.fixed.items()):
            yield f"{person.id} is in {breakout} {times} times."


def _broken_by_slot(breakout: Breakout, round_: str, people: int) -> Iterator[str]:
    if people > breakout.max:
        yield f"{breakout.id} in {round_} holds {people} of at most {breakout.max}."
    if people < breakout.min and not (breakout.may_cancel and people == 0):
        yield f"{breakout.id} in {round_} has {people} of at least {breakout.min}."


def _meetings(
    problem: Problem, placements: Placements, one: str, two: str
) -> Iterator[tuple[str, str | None, str | None]]:
    """Each round that both attend, with the place of either."""
    for round_ in problem.rounds:
        if all(round_ in problem.attended(problem.person_by_id[name]) for name in (one, two)):
            yield round_, placements.get(one, {}).get(round_), placements.get(two, {}).get(round_)


def levels(problem: Problem, placements: Placements) -> Iterator[tuple[str, Number]]:
    """The name and value of every level these places reach, in order."""
    people = [(person, placements.get(person.id, {})) for person in problem.people]
    has_scores = any(person.scores is not None for person in problem.people)
    regret_of = Regrets(problem)
    regrets = [regret_of(person, places) for person, places in people]
    yield (
        "placed",
        (
            sum(len(places) for _, places in people),
            sum(len(places) for person, places in people if person.ranking or person.scores),
        ),
    )
    if has_scores:
        yield "penalty", sum(_penalty(problem, person, places) for person, places in people)
    else:
        worst = max((regret_of(person, {}) for person in problem.people), default=0)
        yield "regret", tuple(sum(regret >= k for regret in regrets) for k in range(worst, 0, -1))
        yield "first", sum(_has_first(person, places) for person, places in people)
    if problem.published:
        yield "moves", sum(_moves(problem, person, places) for person, places in people)
    yield "mix", _mix(problem, people)
    if has_scores:
        return
    luck = (65_536 - _ticket(problem, person) for person in problem.people)
    yield "lot", sum(regret * weight for regret, weight in zip(regrets, luck, strict=True))


class Regrets:
    """How much worse places are than the best that a person's own list, locks and absences allow."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.best: dict[object, int] = {}
        self.running = {
            r: [b.id for b in problem.breakouts if b.rounds is None or r in b.rounds] for r in problem.rounds
        }

    def __call__(self, person: Person, places: Mapping[str, str]) -> int:
        rounds = [r for r in self.problem.rounds if r not in person.absent and r not in person.fixed]
        held = frozenset(person.fixed.values())
        struck = _struck(person)
        if not struck:
            return 0
        unlisted = min(len(struck), len(self.problem.breakouts) - len(held) - 1) + 1
        ranks = {breakout: rank for rank, breakout in enumerate(struck, start=1)}
        known = (tuple(struck), tuple(rounds), held)
        if known not in self.best:
            offers = [
                sorted((ranks.get(b, unlisted), b) for b in self.running[r] if b not in held)[: len(rounds)]
                for r in rounds
            ]
            self.best[known] = _smallest_sum(offers, unlisted + 1, frozenset())
        got = (ranks.get(places[r], unlisted) if r in places else unlisted + 1 for r in rounds)
        return sum(got) - self.best[known]


def _smallest_sum(offers: list[list[tuple[int, str]]], without: int, taken: frozenset[str]) -> int:
    """The smallest sum of ranks, each breakout at most once; `without` is the rank of having no place."""
    if not offers:
        return 0
    places = ((rank, breakout) for rank, breakout in offers[0] if breakout not in taken)
    sums = (rank + _smallest_sum(offers[1:], without, taken | {breakout}) for rank, breakout in places)
    return min([without + _smallest_sum(offers[1:], without, taken), *sums])


def _struck(person: Person) -> list[str]:
    return [breakout for breakout in person.ranking if breakout not in person.fixed.values()]


def _penalty(problem: Problem, person: Person, places: Mapping[str, str]) -> int:
    scores = {} if person.scores is None else person.scores
    free = (r for r in problem.rounds if r not in person.absent and r not in person.fixed)
    return sum((100 - (scores.get(places[r], 0) if r in places else 0)) ** 2 for r in free)


def _has_first(person: Person, places: Mapping[str, str]) -> bool:
    chosen = [breakout for round_, breakout in places.items() if round_ not in person.fixed]
    return any(breakout in chosen for breakout in _struck(person)[:1])


def _moves(problem: Problem, person: Person, places: Mapping[str, str]) -> int:
    before = problem.published.get(person.id, {})
    return sum(places.get(r) != b for r, b in before.items() if r in problem.attended(person))


def _mix(problem: Problem, people: list[tuple[Person, Mapping[str, str]]]) -> tuple[int, int]:
    """Slots where a group may expect someone and has nobody, and how many people all slots are short."""
    no_voice = shortage = 0
    for round_ in problem.rounds:
        here = [(person, places.get(round_)) for person, places in people if round_ not in person.absent]
        present = Counter((place, person.perspective) for person, place in here)
        filled = Counter(place for _, place in here)
        groups = Counter(person.perspective for person, _ in here if person.perspective is not None)
        seats = {b.id: min(b.max, len(here)) for b in problem.breakouts if round_ in problem.rounds_of(b)}
        for breakout, number in seats.items():
            share = [(size * number // (sum(seats.values()) or 1), present[breakout, g]) for g, size in groups.items()]
            no_voice += sum(target > 0 and not found for target, found in share)
            everyone = len(here) * number // (sum(seats.values()) or 1), filled[breakout]
            shortage += sum(max(0, target - found) for target, found in [*share, everyone])
    return no_voice, shortage


def _ticket(problem: Problem, person: Person) -> int:
    return int(hashlib.sha256(f"{problem.seed}\n{person.id}".encode()).hexdigest()[:4], 16)
