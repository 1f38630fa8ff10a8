"""Asking for a draft, keeping it, publishing it.

A draft changes nothing for anyone; publishing tells those who move, and nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from werkplaats import audit, clock
from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment import explain
from werkplaats.breakouts.assignment.explain import Place, Reason
from werkplaats.breakouts.assignment.plan import Result
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.models import Placement, PlacementSource, Plan, PlanState
from werkplaats.breakouts.queries import Basis
from werkplaats.breakouts.steps import places_changed as places_changed
from werkplaats.breakouts.steps import withdraw_offers
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.errors import N_, Refused, Stale
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.steps import ask

SOLVE = "plan.solve"
SETTINGS: dict[str, Any] = {"mix_budget": 0}


@dataclass(frozen=True)
class Told:
    """How many people have other places now, and will get a mail."""

    changed: int


def draft_plan(edition_id: int, actor: str) -> int:
    """Ask the worker for a draft; returns the job's id.

    The same question asked twice is one job, unless that job failed.
    """
    with transaction():
        _refuse_unless_something_to_divide(edition_id)
        job = ask(_job_key(edition_id, queries.basis(edition_id)), SOLVE, edition_id=edition_id)
        audit.record(actor, "asked for a draft", edition_id, job=job.id)
        return job.id


def store_plan(edition_id: int, problem: Problem, result: Result, basis: Basis) -> int:
    """Keep a solved problem, explained, as a draft; returns its number. Nothing that exists is changed."""
    interests = explain.interest(problem)
    reasons = explain.reasons(problem, result.placements)
    with transaction():
        editions.locked(edition_id)
        plan = Plan(
            edition_id=edition_id,
            number=queries.last_number(edition_id) + 1,
            base_id=basis.base_id,
            state=PlanState.DRAFT,
            settings=SETTINGS,
            input_stamp=basis.input_stamp,
            status=result.status,
            levels=[level.to_dict() for level in result.levels],
            explanation={"interest": [asdict(interest) for interest in interests.values()]},
            solver=result.solver,
            seed=result.seed,
            created_at=clock.now(),
        )
        session.add(plan)
        session.flush()
        _insert_placements(plan, problem, reasons)
        audit.record(audit.WORKER, "made a draft", edition_id, plan=plan.id)
        return plan.number


def publish_plan(plan_id: int, actor: str) -> Told:
    """Make a draft the plan that counts, and tell those who have other places now than were told before."""
    with transaction():
        plan = session.get_one(Plan, plan_id)
        editions.locked(plan.edition_id)
        session.refresh(plan)
        _refuse_unless_fresh(plan)
        withdraw_offers(plan.edition_id)
        ids = queries.concerned(plan.id, plan.base_id)
        if plan.base_id is not None:
            session.execute(update(Plan).where(Plan.id == plan.base_id).values(state=PlanState.SUPERSEDED))
        plan.state, plan.published_at, plan.told = PlanState.PUBLISHED, clock.now(), len(ids)
        audit.record(actor, "published a plan", plan.edition_id, plan=plan.id, changed=len(ids))
        session.flush()
        if ids:
            places_changed.send(ids=ids)
        return Told(len(ids))


def _refuse_unless_something_to_divide(edition_id: int) -> None:
    size = queries.size(edition_id)
    if not size.slots:
        raise Refused(N_("There are no breakouts in the programme yet. Add them first."))
    if not size.people:
        raise Refused(N_("Nobody has registered yet, so there is nobody to divide."))


def _refuse_unless_fresh(plan: Plan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused(N_("This plan is no longer a draft, so it cannot be published again."))
    now = queries.basis(plan.edition_id)
    if plan.base_id != now.base_id:
        raise Stale(N_("Another plan was published since this draft. Make a new draft first."))
    if plan.input_stamp != now.input_stamp:
        raise Stale(N_("Registrations or breakouts have changed since this draft. Make a new draft first."))


def _job_key(edition_id: int, basis: Basis) -> str:
    """Names the question, so that a double click asks it once; a crashed answer may be asked for again."""
    question = f"{queries.job_prefix(edition_id)}{basis.input_stamp}:{basis.base_id}:{json.dumps(SETTINGS)}:"
    same = Job.key.startswith(question, autoescape=True)
    failed = session.scalar(select(func.count()).where(same, Job.state == JobState.FAILED))
    return f"{question}{failed}"


def _insert_placements(plan: Plan, problem: Problem, reasons: Mapping[str, Reason]) -> None:
    """As plain rows: as objects ten thousand people would take seven times as long."""
    slot_ids, registration_ids = queries.slot_ids(plan.edition_id), queries.registration_ids(plan.edition_id)
    rows = [
        {
            "plan_id": plan.id,
            "registration_id": registration_ids[person.id],
            "round_id": int(place.round),
            "slot_id": slot_ids.get((place.breakout, place.round)),
            "source": PlacementSource.SOLVER,
            "why": _why(place, reasons[person.id]),
        }
        for person in problem.people
        if person.id in registration_ids
        for place in reasons[person.id].places
    ]
    if rows:
        session.execute(insert(Placement), rows)


def _why(place: Place, reason: Reason) -> dict[str, Any]:
    """The codes and numbers of which `explain_words` makes sentences; what is not there says nothing."""
    known = {
        "rank": place.rank,
        "first": asdict(reason.interest) if reason.interest else None,
        "lot": asdict(reason.lot) if reason.lot else None,
    }
    return {"why": place.why, **{key: value for key, value in known.items() if value is not None}}
