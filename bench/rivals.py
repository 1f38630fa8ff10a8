"""How others assign: first come, first served, and one variable for each person and slot."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, NamedTuple

import highspy

from werkplaats.breakouts.assignment.check import Placements
from werkplaats.breakouts.assignment.problem import Person, Problem

NO_PLACE = 100_000
"""What a round without a place costs: more than any place."""


class Tried(NamedTuple):
    """`gap` is what is left to prove, as a part of the value."""

    placements: Placements
    gap: float


def cost(problem: Problem, person: Person, breakout: str) -> int:
    """The rank on the person's list, or with scores the penalty."""
    if person.scores is not None:
        return (100 - person.scores.get(breakout, 0)) ** 2
    return person.ranking.index(breakout) + 1 if breakout in person.ranking else len(person.ranking) + 1


def greedy(problem: Problem) -> Placements:
    """Who comes first takes the best that is left, round by round. Nobody looks whether a breakout gets its minimum."""
    left = Counter({(b.id, r): b.max for b in problem.breakouts for r in problem.rounds_of(b)})
    plan: dict[str, dict[str, str]] = {}
    for person in problem.people:
        mine = plan.setdefault(person.id, {})
        for round_ in problem.attended(person):
            free = [b.id for b in problem.breakouts if left[b.id, round_] > 0 and b.id not in mine.values()]
            if free:
                mine[round_] = min(free, key=lambda breakout: cost(problem, person, breakout))
                left[mine[round_], round_] -= 1
    return plan


def plain_mip(problem: Problem, seconds: float) -> Tried:
    """One variable for each person and slot, and the sum of all costs, with what it has when the time is up."""
    seats = [(p, b.id, r) for p in problem.people for r in problem.attended(p) for b in problem.breakouts]
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0}.items():
        highs.setOptionValue(option, value)
    width = len(seats)
    highs.addCols(width, [cost(problem, p, b) - NO_PLACE for p, b, _ in seats], [0] * width, [1] * width, 0, [], [], [])
    highs.changeColsIntegrality(width, range(width), [highspy.HighsVarType.kInteger] * width)
    rows: dict[tuple[str, str, str], list[int]] = {}
    for j, (person, breakout, round_) in enumerate(seats):
        for key in ((person.id, "in", round_), (person.id, "to", breakout), (breakout, "at", round_)):
            rows.setdefault(key, []).append(j)
    limits = {(b.id, "at", r): (b.min, b.max) for b in problem.breakouts for r in problem.rounds}
    for key, columns in rows.items():
        least, most = limits.get(key, (0, 1))
        highs.addRow(least, most, len(columns), columns, [1] * len(columns))
    highs.run()
    plan: dict[str, dict[str, str]] = {person.id: {} for person in problem.people}
    for (person, breakout, round_), amount in zip(seats, highs.getSolution().col_value, strict=False):
        if amount > 0.5:
            plan[person.id][round_] = breakout
    info = highs.getInfo()
    if not math.isfinite(info.mip_dual_bound) or not math.isfinite(info.objective_function_value):
        return Tried(plan, 1.0)
    missing = sum(map(len, plan.values())) * NO_PLACE
    value, bound = info.objective_function_value + missing, info.mip_dual_bound + missing
    return Tried(plan, (value - bound) / max(1.0, value))
