"""What only the worker does: solving. This is the only file of the product that loads the solver."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from werkplaats.breakouts import actions, queries
from werkplaats.breakouts.assignment.changes import Relief
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.solver import solve
from werkplaats.jobs import run
from werkplaats.jobs.run import work

TIME_LIMIT_S = 120.0
PERCENT_READ, PERCENT_SOLVED = 5, 90


@work(actions.SOLVE)
def make_draft(job_id: int, edition_id: int) -> dict[str, Any]:
    """Read, solve, keep. Reporting ends the reading transaction: none is open while the solver works."""
    basis, problem = queries.basis(edition_id), queries.problem_of(edition_id)
    run.report(job_id, PERCENT_READ)
    result = solve(problem, time_limit=TIME_LIMIT_S, progress=lambda _, part: _report(job_id, part))
    if result.status == Status.INFEASIBLE:
        return {"because": because(result), "relief": relief(result)}
    return {"plan": actions.store_plan(edition_id, problem, result, basis)}


def because(result: Result) -> list[dict[str, Any]]:
    """The rules that collide, as plain values that a page can say in its own language."""
    return [_told("rule", conflict) for conflict in result.conflicts]


def relief(result: Result) -> list[list[dict[str, Any]]]:
    """The changes of each way out, as plain values too."""
    return [[_told("change", change) for change in way.changes] for way in result.relief if isinstance(way, Relief)]


def _told(what: str, entry: Any) -> dict[str, Any]:
    return {what: type(entry).__name__, **asdict(entry)}


def _report(job_id: int, part: float) -> None:
    run.report(job_id, PERCENT_READ + int(part * (PERCENT_SOLVED - PERCENT_READ)))
