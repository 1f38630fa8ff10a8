"""Assignment in memory, from a problem to a proven plan.

Rankings: four breakouts, two rounds, eight perspectives, few places. Scores: 300 people, 40 breakouts, five rounds,
everyone another list. Beside them what others do: first come, first served, and a plain MIP that has some seconds.
"""

from __future__ import annotations

import random
import time
from math import ceil
from statistics import median
from typing import NamedTuple

from bench.rivals import Tried, greedy, plain_mip
from bench.settings import Settings, in_own_process
from bench.table import Figure, Limit, Row, short
from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.plan import Number, Status
from werkplaats.breakouts.assignment.problem import Breakout, Person, Problem
from werkplaats.breakouts.assignment.solver import solve

SMALL = 1_000
SIZES = (SMALL, 10_000, 100_000)
PLACES = {"security": 0.2, "inclusion": 0.24, "cohesion": 0.26, "empowerment": 0.32}
"""The share of all people that each breakout has places for in each round: 2 % more than needed."""
PERSPECTIVES = 8

SCORED, SCORED_BREAKOUTS, SCORED_ROUNDS = 300, 40, 5
GAP = Limit(0.1, "%")
SCORED_WHOLE = Limit(60, "s")

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
        Row("Assignments proven to be the best at every level", share, limit=Limit(100, "%", at_least=True)),
        *_rivals(f"Rankings of {short(SMALL)} people", "regret", problem_of(SMALL, 0), settings),
        *_rivals(f"Scores of {SCORED} people", "penalty", scored_problem(0), settings),
    ]


def _rivals(job: str, level: str, problem: Problem, settings: Settings) -> list[Row]:
    """How much all people together miss, ours and that of others, and what is left to prove."""
    settings.progress.at(1.0, f"{job.lower()}, as others do it")
    began = time.perf_counter()
    result = solve(problem)
    seconds = time.perf_counter() - began
    ours, first_come = _missed(problem, result.placements, level), greedy(problem)
    began = time.perf_counter()
    mip = in_own_process(plain_mip, problem, 60.0 if settings.full else 10.0)
    mip_seconds = time.perf_counter() - began
    bounds = {each.name: each.bound for each in result.levels}
    gap = 100 * (ours - _sum(bounds[level])) / max(1, ours)
    limits = (GAP, SCORED_WHOLE) if level == "penalty" else (None, None)
    return [
        Row(f"{job}: problem to plan", Figure(seconds, "s"), Figure(mip_seconds, "s", "plain MIP"), limits[1]),
        Row(f"{job}: {level}", Figure(ours, ""), Figure(_missed(problem, first_come, level), "", "first come")),
        Row(f"{job}: {level}", Figure(ours, ""), Figure(_missed(problem, mip.placements, level), "", "plain MIP")),
        Row(f"{job}: {level} not proven", Figure(gap, "%"), _gap(mip), limits[0], given_ratio=0.0),
    ]


def _gap(mip: Tried) -> Figure:
    return Figure(100 * mip.gap, "%", "plain MIP")


def _missed(problem: Problem, placements: check.Placements, level: str) -> int:
    return _sum(dict(check.levels(problem, placements))[level])


def _sum(number: Number | None) -> int:
    """Regret is counted by step: together the steps are the regret of all."""
    return sum(number) if isinstance(number, tuple) else number or 0


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


def scored_problem(seed: int) -> Problem:
    """Everyone scores every breakout otherwise, though some are wanted more; each needs a third of its places."""
    chance = random.Random(seed)
    names = [f"b{number}" for number in range(SCORED_BREAKOUTS)]
    pull = {name: chance.randint(0, 50) for name in names}
    most = ceil(1.2 * SCORED / SCORED_BREAKOUTS)
    return Problem(
        rounds=tuple(f"r{number}" for number in range(SCORED_ROUNDS)),
        breakouts=tuple(Breakout(name, max=most, min=most // 3) for name in names),
        people=tuple(
            Person(f"p{number}", scores={name: pull[name] + chance.randint(0, 50) for name in names})
            for number in range(SCORED)
        ),
        seed=str(seed),
    )
