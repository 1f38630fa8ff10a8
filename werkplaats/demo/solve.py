"""A plan for the demo, solved in a process of its own: the solver is large, and only the worker carries it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from werkplaats.breakouts import actions, queries
from werkplaats.breakouts.assignment.plan import Level, Number, Result, Status
from werkplaats.breakouts.assignment.problem import Problem

SOLVER = ("-m", "werkplaats.breakouts.assignment")
SECONDS = 60


def make_draft(edition_id: int) -> int:
    """Solve as the worker does, and keep the draft; returns the plan's number."""
    basis, problem = queries.basis(edition_id), queries.problem_of(edition_id)
    return actions.store_plan(edition_id, problem, _solved(problem), basis)


def _solved(problem: Problem) -> Result:
    command = [sys.executable, *SOLVER, "--time-limit", str(SECONDS)]
    question = json.dumps(problem.to_dict()).encode()
    answer = subprocess.run(command, input=question, capture_output=True, check=True, timeout=2 * SECONDS)
    return _result(json.loads(answer.stdout))


def _result(plan: Mapping[str, Any]) -> Result:
    return Result(
        status=Status(plan["status"]),
        placements=plan["placements"],
        unplaced=tuple((person, round_) for person, round_ in plan["unplaced"]),
        levels=tuple(Level(v["name"], _number(v["value"]), _number(v["bound"])) for v in plan["levels"]),
        conflicts=(),
        seed=plan["seed"],
        solver=plan["solver"],
        seconds=0.0,
    )


def _number(given: int | list[int]) -> Number:
    return tuple(given) if isinstance(given, list) else given
