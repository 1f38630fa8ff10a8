"""Assignment in memory, from a problem to a proven plan: four breakouts, two rounds, eight perspectives, few places."""

from __future__ import annotations

import random
import time
from math import ceil
from statistics import median
from typing import NamedTuple

from bench.settings import Settings, in_own_process
from bench.table import Figure, Limit, Row, short
from werkplaats.breakouts.assignment.plan import Status
from werkplaats.breakouts.assignment.problem import Breakout, Person, Problem
from werkplaats.breakouts.assignment.solver import solve

SMALL = 1_000
SIZES = (SMALL, 10_000, 100_000)
PLACES = {"security": 0.2, "inclusion": 0.24, "cohesion": 0.26, "empowerment": 0.32}
"""The share of all people that each breakout has places for in each round: 2 % more than needed."""
PERSPECTIVES = 8

SOLVER = Limit(5)
WHOLE = Limit(15)


class Solved(NamedTuple):
    """In seconds: all from problem to plan, and what of it passed inside the solver."""

    whole: float
    solver: float
    proven: bool


def measure(settings: Settings) -> list[Row]:
    seeds = range(settings.runs)
    solved: dict[int, list[Solved]] = {size: [] for size in SIZES}
    for seed in seeds:
        for number, size in enumerate(SIZES):
            settings.progress.at((seed + number / len(SIZES)) / len(seeds), f"assigning {short(size)} people")
            solved[size].append(in_own_process(solve_one, size, seed))
    proven = [run.proven for runs in solved.values() for run in runs]
    share = Figure(100 * sum(proven) / len(proven), "%")
    return [row for size in SIZES for row in _rows(size, solved)] + [
        Row("Assignments proven to be the best at every level", share, limit=Limit(100, "%", at_least=True))
    ]


def _rows(size: int, solved: dict[int, list[Solved]]) -> list[Row]:
    """The limits are those of the largest size against the smallest."""
    rows = [("problem to plan", 0, WHOLE), ("inside the solver", 1, SOLVER)]
    return [
        Row(
            f"Assigning {short(size)} people: {job}",
            _seconds(solved[size], part),
            None if size == SMALL else _seconds(solved[SMALL], part, f"{short(SMALL)} people"),
            limit if size == SIZES[-1] else None,
        )
        for job, part, limit in rows
    ]


def _seconds(runs: list[Solved], part: int, of: str = "") -> Figure:
    return Figure(median(run[part] for run in runs), "s", of)


def solve_one(size: int, seed: int) -> Solved:
    problem = problem_of(size, seed)
    began = time.perf_counter()
    result = solve(problem)
    whole = time.perf_counter() - began
    proven = result.status == Status.OPTIMAL and all(level.value == level.bound for level in result.levels)
    return Solved(whole, result.seconds, proven)


def problem_of(size: int, seed: int) -> Problem:
    """Each perspective leans to other breakouts; rankings are missing or short as often as in a real edition."""
    chance = random.Random(seed)
    breakouts = list(PLACES)
    leanings = [{name: 0.15 + chance.random() ** 2 for name in breakouts} for _ in range(PERSPECTIVES)]
    return Problem(
        rounds=("first", "second"),
        breakouts=tuple(Breakout(name, max=ceil(size * share)) for name, share in PLACES.items()),
        people=tuple(_person(number, chance, breakouts, leanings) for number in range(size)),
        seed=str(seed),
    )


def _person(number: int, chance: random.Random, breakouts: list[str], leanings: list[dict[str, float]]) -> Person:
    group = chance.randrange(PERSPECTIVES)
    order = sorted(breakouts, key=lambda name: -leanings[group][name] * chance.random())
    return Person(f"p{number}", f"perspective {group}", tuple(order[: chance.choice((0, 1, 2, 4, 4, 4))]))
