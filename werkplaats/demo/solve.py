"""A plan for the demo, solved in a process of its own: the solver is large, and only the worker carries it."""

from __future__ import annotations

from werkplaats.breakouts import actions, process, queries

SECONDS = 60


def make_draft(edition_id: int) -> int:
    """Solve as the worker does, and keep the draft; returns the plan's number."""
    basis, problem = queries.basis(edition_id), queries.problem_of(edition_id)
    return actions.store_plan(edition_id, problem, process.solved(problem, SECONDS), basis)
