"""Asking for a draft, keeping it, changing it by hand, publishing it, freezing the places.

A draft changes nothing for anyone; publishing tells those who move, and nobody else. Whoever was told a place keeps it
until an organiser has seen their name among those who move.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from werkplaats import audit, clock, files
from werkplaats.breakouts import movers, queries, since
from werkplaats.breakouts.assignment import explain
from werkplaats.breakouts.assignment.explain import Lot, Place, Reason
from werkplaats.breakouts.assignment.plan import Result
from werkplaats.breakouts.assignment.problem import Person, Problem
from werkplaats.breakouts.models import Placement, PlacementSource, Plan, PlanState
from werkplaats.breakouts.queries import Basis, Settings
from werkplaats.breakouts.since import Changes
from werkplaats.breakouts.steps import follow_registration, withdraw_offers
from werkplaats.breakouts.steps import places_changed as places_changed
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused, Stale
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.steps import ask
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, Round, Slot, SlotState
from werkplaats.registration.models import Registration, RegistrationState

SOLVE, LISTS = "plan.solve", "plan.lists"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS_ARE_KEPT = timedelta(days=1)
AS_THE_PROGRAMME = Settings()


@dataclass(frozen=True)
class Told:
    """How many people have other places now, and will get a mail."""

    changed: int


@dataclass(frozen=True)
class Spot:
    """What an organiser chose for someone in one round; no slot is no place."""

    slot_id: int | None
    locked: bool = False


class Changed(Stale):
    """What changed since a draft was made, so that publishing it would do something else than what was shown."""

    def __init__(self, changes: Changes) -> None:
        super().__init__(N_("Things changed since this draft, so it cannot be published. Make a new draft first."))
        self.changes = changes


class OtherMovers(Stale):
    """Other people move, or to other places, than the list that was looked at said."""

    def __init__(self) -> None:
        super().__init__(N_("Look at the list of who moves before you publish. It is below."))


# Drafts.


def draft_plan(edition_id: int, actor: str, settings: Settings = AS_THE_PROGRAMME) -> int:
    """Ask the worker for a draft; returns the job's id.

    The same question asked twice is one job, unless that job failed.
    """
    with transaction():
        _refuse_unless_something_to_divide(edition_id)
        question = _question(edition_id, queries.basis(edition_id), settings)
        job = ask(_key(question), SOLVE, edition_id=edition_id, settings=settings.to_dict())
        audit.record(actor, "asked for a draft", edition_id, job=job.id)
        return job.id


def read_basis(edition_id: int) -> Basis:
    """The basis of a draft, read while nobody can be halfway: whatever was changed later carries a later moment."""
    with transaction():
        editions.locked(edition_id)
        return queries.basis(edition_id)


def store_plan(
    edition_id: int,
    problem: Problem,
    result: Result,
    basis: Basis,
    settings: Settings = AS_THE_PROGRAMME,
    dial: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Keep a solved problem, explained, as a draft; returns its number. Nothing that exists is changed.

    `dial` holds what other mix budgets would give and cost.
    """
    interests = explain.interest(problem)
    reasons = explain.reasons(problem, result.placements)
    with transaction():
        editions.locked(edition_id)
        plan = Plan(
            edition_id=edition_id,
            number=queries.last_number(edition_id) + 1,
            base_id=basis.base_id,
            state=PlanState.DRAFT,
            settings=settings.to_dict(),
            input_stamp=basis.input_stamp,
            status=result.status,
            levels=[level.to_dict() for level in result.levels],
            explanation={
                "interest": [asdict(interest) for interest in interests.values()],
                "programme": since.programme_mark(problem),
                "pairs": since.pair_marks(problem),
                "base_version": basis.base_version,
                "dial": list(dial),
            },
            solver=result.solver,
            seed=result.seed,
            created_at=basis.at,
        )
        session.add(plan)
        session.flush()
        _insert_placements(plan, problem, reasons, settings.locks_of)
        audit.record(audit.WORKER, "made a draft", edition_id, plan=plan.id)
        return plan.number


def remove_draft(plan_id: int, actor: str) -> None:
    """Take a draft and its places away. Its number is never given to another plan."""
    with transaction():
        plan = _locked_plan(plan_id)
        _refuse_unless_draft(plan)
        plan.state, plan.version = PlanState.REMOVED, plan.version + 1
        session.execute(delete(Placement).where(Placement.plan_id == plan.id))
        audit.record(actor, "removed a draft", plan.edition_id, plan=plan.id)


# Publishing.


def publish_plan(plan_id: int, actor: str, seen: str = "") -> Told:
    """Make a draft the plan that counts, and tell those who have other places now than were told before.

    `seen` is the mark of the list of movers that the organiser looked at; empty says that nobody moves. Whoever came
    after the draft was made has no place in it, and gets the best that is free.
    """
    with transaction():
        plan = _locked_plan(plan_id)
        _refuse_unless_publishable(plan, seen)
        withdraw_offers(plan.edition_id)
        came = since.newcomers(plan)
        ids = sorted({*queries.concerned(plan.id, plan.base_id), *came})
        if plan.base_id is not None:
            session.execute(update(Plan).where(Plan.id == plan.base_id).values(state=PlanState.SUPERSEDED))
        _take_over_numbers_of_places(plan)
        plan.state, plan.published_at, plan.told = PlanState.PUBLISHED, clock.now(), len(ids)
        audit.record(actor, "published a plan", plan.edition_id, plan=plan.id, changed=len(ids))
        session.flush()
        follow_registration(ids=came)
        if ids:
            places_changed.send(ids=ids)
        return Told(len(ids))


def freeze_places(edition_id: int, actor: str) -> None:
    """From now on no plan is published: only single places change. Doing it twice changes nothing."""
    with transaction():
        edition = editions.locked(edition_id)
        if queries.published_plan(edition_id) is None:
            raise Refused(N_("No plan is published yet, so there are no places to keep as they are."))
        if edition.places_frozen_at is None:
            edition.places_frozen_at = clock.now()
            audit.record(actor, "froze the places", edition_id)


def unfreeze_places(edition_id: int, actor: str) -> None:
    """Plans can be published again. Doing it twice changes nothing."""
    with transaction():
        edition = editions.locked(edition_id)
        if edition.places_frozen_at is not None:
            edition.places_frozen_at = None
            audit.record(actor, "unfroze the places", edition_id)


# By hand.


def change_day(plan_id: int, registration_id: int, day: Mapping[int, Spot], seen: str, actor: str) -> bool:
    """Put someone in other places of a draft, by round, and say which of them are locked; False when nothing changed.

    `seen` is the mark of the day that the organiser looked at: whoever comes second is shown what the first one did.
    """
    with transaction():
        plan = _locked_plan(plan_id)
        _refuse_unless_draft(plan)
        registration = _taking_part(registration_id)
        now = queries.placements_of(plan.id, registration_id)
        if day_mark(now) != seen:
            raise Stale(N_("Somebody else changed this while you were busy. Nothing is saved yet."))
        moved = {round_id: spot.slot_id for round_id, spot in day.items() if _slot_in(now, round_id) != spot.slot_id}
        relocked = [id for id, spot in day.items() if id in moved or now[id].locked != spot.locked]
        if not relocked:
            return False
        _refuse_unless_possible(plan, registration, now, moved)
        for round_id, slot_id in moved.items():
            now[round_id] = _put(plan, registration, now.get(round_id), round_id, slot_id)
        for round_id in relocked:
            now[round_id].locked = day[round_id].locked and now[round_id].slot_id is not None
        _explain_again(plan, registration, now)
        plan.version += 1
        audit.record(actor, "changed a draft by hand", plan.edition_id, plan=plan.id, registration=registration_id)
        return True


def give_place(registration_id: int, slot_id: int, actor: str) -> None:
    """Put someone who has no place in a round of the published plan in a free one, and tell them."""
    with transaction():
        registration = _taking_part(registration_id)
        plan = _locked_published(registration.edition_id)
        slot = session.get_one(Slot, slot_id)
        now = queries.placements_of(plan.id, registration_id)
        if _has_place(now.get(slot.round_id)):
            raise Refused(N_("This person has a place in that round by now. Nothing was changed."))
        _refuse_unless_possible(plan, registration, now, {slot.round_id: slot_id})
        now[slot.round_id] = _put(plan, registration, now.get(slot.round_id), slot.round_id, slot_id)
        _explain_again(plan, registration, now)
        plan.version += 1
        input_changed(plan.edition_id)
        audit.record(actor, "gave a place", plan.edition_id, registration=registration_id, slot=slot_id)
        session.flush()
        places_changed.send(ids=[registration_id])


def day_mark(placements: Mapping[int, Placement]) -> str:
    """A short mark of someone's places and locks in a plan, as a page shows them."""
    return json.dumps([[id, one.slot_id, one.locked] for id, one in sorted(placements.items())])


# Lists.


def ask_for_lists(plan_id: int, slot_id: int | None, language: str, actor: str) -> int:
    """Ask the worker for a workbook with the people of one slot, or of every slot; returns the job's id."""
    with transaction():
        plan = session.get_one(Plan, plan_id)
        edition = session.get_one(Edition, plan.edition_id)
        moment = f"{clock.now():%Y-%m-%d %H}"
        question = f"lists:{plan_id}:{slot_id}:{language}:{plan.version}:{edition.input_stamp}:{moment}:"
        job = ask(_key(question), LISTS, plan_id=plan_id, slot_id=slot_id, language=language)
        audit.record(actor, "asked for lists", plan.edition_id, plan=plan_id, job=job.id)
        return job.id


def keep_lists(edition_id: int, content: bytes, name: str) -> str:
    """Keep a workbook for a day, for whoever asked to download it; returns its public id."""
    with transaction():
        return files.keep(content, name, XLSX, edition_id, clock.now() + LISTS_ARE_KEPT).public_id


# What they share, inside an open transaction.


def _locked_plan(plan_id: int) -> Plan:
    """The plan, read again after its edition's lock was taken."""
    plan = session.get_one(Plan, plan_id)
    editions.locked(plan.edition_id)
    session.refresh(plan)
    return plan


def _locked_published(edition_id: int) -> Plan:
    editions.locked(edition_id)
    plan = queries.published_plan(edition_id)
    if plan is None:
        raise Refused(N_("No plan is published yet, so there are no places to give."))
    return plan


def _taking_part(registration_id: int) -> Registration:
    registration = session.get_one(Registration, registration_id)
    session.refresh(registration)
    if registration.state != RegistrationState.REGISTERED:
        raise Refused(N_("%(name)s does not take part any more. Nothing was changed."), name=registration.name)
    return registration


def _refuse_unless_something_to_divide(edition_id: int) -> None:
    size = queries.size(edition_id)
    if not size.breakouts:
        raise Refused(N_("There are no breakouts in the programme yet. Add them first."))
    if not size.people:
        raise Refused(N_("Nobody takes part in a breakout yet, so there is nobody to divide."))


def _refuse_unless_draft(plan: Plan) -> None:
    if plan.state == PlanState.REMOVED:
        raise Refused(N_("Somebody removed this draft. Nothing was changed."))
    if plan.state != PlanState.DRAFT:
        raise Refused(N_("This plan is no longer a draft, so it stays as it is."))


def _refuse_unless_publishable(plan: Plan, seen: str) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused(N_("This plan is no longer a draft, so it cannot be published again."))
    if session.get_one(Edition, plan.edition_id).places_frozen_at is not None:
        raise Refused(N_("The places are frozen, so no plan can be published now. Only single places change."))
    changes = since.changes(plan)
    if not changes.harmless:
        raise Changed(changes)
    if movers.mark(movers.moves_of(plan)) != seen:
        raise OtherMovers


def _refuse_unless_possible(
    plan: Plan, registration: Registration, now: Mapping[int, Placement], moved: Mapping[int, int | None]
) -> None:
    """Every hard rule, for the rounds of one person that would change."""
    slots = {slot.id: slot for slot in programme.slots(plan.edition_id)}
    rounds = {round_.id: round_ for round_ in programme.breakout_rounds(plan.edition_id)}
    taken, absent = queries.taken(plan), queries.absent_rounds(registration.id)
    tasks = queries.tasks_of(registration.id, plan.edition_id)
    for round_id, slot_id in moved.items():
        slot = slots.get(slot_id) if slot_id else None
        if round_id not in rounds or (slot_id and (slot is None or slot.round_id != round_id)):
            raise Refused(N_("This breakout does not take place in that round. Nothing was changed."))
        _refuse_task_or_absence(registration, rounds[round_id], slot, tasks, absent)
        if slot is not None and taken.get(slot.id, 0) >= (places := queries.places_in(slot, plan)):
            _refuse_full(slot, places)
    whole = {**{round_id: placement.slot_id for round_id, placement in now.items()}, **moved}
    _refuse_the_same_twice(registration, [slots[id] for id in whole.values() if id in slots], tasks)


def _refuse_task_or_absence(
    registration: Registration, round_: Round, slot: Slot | None, tasks: Mapping[int, int], absent: set[int]
) -> None:
    names = {"name": registration.name, "round": round_.title}
    if round_.id in tasks and (slot is None or slot.breakout_id != tasks[round_.id]):
        raise Refused(N_("%(name)s has a task in %(round)s and stays there. Change that in the programme."), **names)
    if round_.id in absent:
        raise Refused(N_("%(name)s does not take part in %(round)s."), **names)


def _refuse_full(slot: Slot, places: int) -> None:
    raise Refused(
        N_("%(breakout)s is full in %(round)s: it has %(places)s places. Move somebody else first."),
        breakout=slot.breakout.title,
        round=slot.round.title,
        places=places,
    )


def _refuse_the_same_twice(registration: Registration, slots: Iterable[Slot], tasks: Mapping[int, int]) -> None:
    """A task may be twice the same: who guides a breakout does so in each of its rounds."""
    held: set[int] = set()
    for slot in slots:
        if slot.breakout_id in held and slot.breakout_id not in tasks.values():
            names = {"name": registration.name, "breakout": slot.breakout.title}
            raise Refused(N_("%(name)s would be in %(breakout)s twice. Choose another one."), **names)
        held.add(slot.breakout_id)


def _slot_in(now: Mapping[int, Placement], round_id: int) -> int | None:
    return now[round_id].slot_id if round_id in now else None


def _has_place(placement: Placement | None) -> bool:
    """A place in a slot that was cancelled is none."""
    slot = session.get(Slot, placement.slot_id) if placement and placement.slot_id else None
    return slot is not None and slot.state == SlotState.PLANNED


def _put(
    plan: Plan, registration: Registration, present: Placement | None, round_id: int, slot_id: int | None
) -> Placement:
    placement = present or Placement(plan_id=plan.id, registration_id=registration.id, round_id=round_id, locked=False)
    placement.slot_id, placement.source = slot_id, PlacementSource.HAND
    session.add(placement)
    return placement


def _explain_again(plan: Plan, registration: Registration, now: Mapping[int, Placement]) -> None:
    """The codes of one person's day. The lot is not in them: somebody's hand came after it."""
    breakouts = dict(session.execute(select(Slot.id, Slot.breakout_id).where(Slot.id.in_(_slot_ids(now)))).all())
    places = {str(id): str(breakouts[one.slot_id]) for id, one in now.items() if one.slot_id in breakouts}
    settings = replace(Settings.from_dict(plan.settings), locks_of=None)
    problem = queries.problem_of(plan.edition_id, settings, only=[registration.id])
    for reason in explain.reasons(problem, {registration.public_id: places}).values():
        first = reason.interest.breakout if reason.interest else None
        interest = next((one for one in plan.explanation["interest"] if one["breakout"] == first), None)
        for place in reason.places:
            if int(place.round) in now:
                now[int(place.round)].why = _why(place, interest, None)


def _slot_ids(now: Mapping[int, Placement]) -> list[int]:
    return [placement.slot_id for placement in now.values() if placement.slot_id is not None]


def _take_over_numbers_of_places(plan: Plan) -> None:
    """What was another number of places in the draft becomes the breakout's; fewer than its minimum lower that too."""
    other = Settings.from_dict(plan.settings).capacity
    for breakout in session.scalars(select(Breakout).where(Breakout.id.in_(other))) if other else ():
        breakout.capacity = other[breakout.id]
        breakout.minimum = min(breakout.minimum, breakout.capacity)
    if other:
        input_changed(plan.edition_id)


def _question(edition_id: int, basis: Basis, settings: Settings) -> str:
    """Names what is asked: after a change by hand the same words ask for something else."""
    asked = f"{basis.input_stamp}:{basis.base_id}:{queries.turns(edition_id)}:{json.dumps(settings.to_dict())}"
    return f"{queries.job_prefix(edition_id)}{asked}:"


def _key(question: str) -> str:
    """A double click asks a question once; a crashed answer may be asked for again."""
    same = Job.key.startswith(question, autoescape=True)
    failed = session.scalar(select(func.count()).where(same, Job.state == JobState.FAILED))
    return f"{question}{failed}"


def _insert_placements(plan: Plan, problem: Problem, reasons: Mapping[str, Reason], locks_of: int | None) -> None:
    """As plain rows: as objects ten thousand people would take seven times as long."""
    slot_ids, registration_ids = queries.slot_ids(plan.edition_id), queries.registration_ids(plan.edition_id)
    locks = queries.locked_in(locks_of)
    rows = [
        {
            "plan_id": plan.id,
            "registration_id": (id := registration_ids[person.id]),
            "round_id": int(place.round),
            "slot_id": slot_ids.get((place.breakout, place.round)),
            "source": PlacementSource.SOLVER,
            "locked": False,
            "why": _why(place, asdict(reason.interest) if reason.interest else None, reason.lot),
            **_as_locked(problem, person, place, locks.get((id, int(place.round)))),
        }
        for person in problem.people
        if person.id in registration_ids
        for reason in [reasons[person.id]]
        for place in reason.places
    ]
    if rows:
        session.execute(insert(Placement), rows)


def _as_locked(
    problem: Problem, person: Person, place: Place, lock: tuple[str, PlacementSource] | None
) -> dict[str, Any]:
    """What a place by a lock keeps: it stays locked, comes from whom it came, and has its own rank on the list."""
    if lock is None or lock[0] != place.breakout:
        return {}
    without = replace(person, fixed={r: b for r, b in person.fixed.items() if r != place.round})
    alone = replace(problem, people=(without,), apart=(), together=())
    [reason] = explain.reasons(alone, {person.id: {place.round: place.breakout}}).values()
    why = next(_why(one, None, None) for one in reason.places if one.round == place.round)
    return {"locked": True, "source": lock[1], "why": why}


def _why(place: Place, interest: Mapping[str, Any] | None, lot: Lot | None) -> dict[str, Any]:
    """The codes and numbers of which `explain_words` makes sentences; what is not there says nothing."""
    known = {
        "rank": place.rank,
        "full": asdict(place.full) if place.full else None,
        "first": interest,
        "lot": asdict(lot) if lot else None,
    }
    return {"why": place.why, **{key: value for key, value in known.items() if value is not None}}
