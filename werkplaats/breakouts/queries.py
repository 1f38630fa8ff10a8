"""What the solver reads, which plans there are, and where everyone is according to the published one.

Cancelling deletes no placement: a place counts only while its person is registered, as every query asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from werkplaats import clock
from werkplaats.breakouts.assignment import kinds
from werkplaats.breakouts.assignment.problem import Breakout as Choice
from werkplaats.breakouts.assignment.problem import Person as Participant
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.models import Placement, PlacementSource, Plan, PlanState
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import Job
from werkplaats.people.models import Appearance, Person
from werkplaats.people.queries import said_yes
from werkplaats.programme.models import Breakout, Round, RoundKind, Slot, SlotState
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import (
    Offer,
    OfferState,
    Pair,
    PairKind,
    Perspective,
    Preference,
    Registration,
    RegistrationState,
    RoundAbsence,
)

Places = dict[int, dict[int, int | None]]
"""By registration id and round id the id of a slot, or None where there was no place."""


@dataclass(frozen=True)
class Place:
    """Where someone is in a round; no slot means no place. `why` holds codes (see `explain_words`), `has_task` says
    that they also do something there."""

    round: Round
    slot: Slot | None
    why: dict[str, Any] | None
    source: PlacementSource = PlacementSource.SOLVER
    has_task: bool = False


# What the solver reads: plain rows, the same number of queries for ten people and for ten thousand.


@dataclass(frozen=True)
class Basis:
    """What a draft is made from, and when that was read: when either number is another one, something changed."""

    input_stamp: int
    base_id: int | None
    at: datetime = field(compare=False)
    base_version: int | None = field(compare=False)


@dataclass(frozen=True)
class Size:
    """How much there is to divide: breakouts in so many rounds, and the people who take part in one of these."""

    breakouts: int
    rounds: int
    people: int


def size(edition_id: int) -> Size:
    slots = session.execute(_planned_slots(edition_id)).all()
    here = taking_part(edition_id), Registration.id.not_in(absent_all_day(edition_id))
    people = session.scalar(select(func.count()).where(*here))
    return Size(len({slot.breakout_id for slot in slots}), len({slot.round_id for slot in slots}), people or 0)


def absent_all_day(edition_id: int) -> Select[int]:
    """Who takes part in no breakout round: they have no place in any plan, and miss none."""
    of_breakouts = Round.edition_id == edition_id, Round.kind == RoundKind.BREAKOUTS
    rounds = select(func.count()).select_from(Round).where(*of_breakouts).scalar_subquery()
    absent = select(RoundAbsence.registration_id).join(Round, Round.id == RoundAbsence.round_id).where(*of_breakouts)
    return absent.group_by(RoundAbsence.registration_id).having(func.count() == rounds)


def people_by_round(edition_id: int) -> dict[int, int]:
    """How many people take part in each breakout round."""
    everyone = session.scalar(select(func.count()).where(taking_part(edition_id))) or 0
    absent = select(RoundAbsence.round_id, func.count()).join(RoundAbsence.registration)
    away = dict(session.execute(absent.where(taking_part(edition_id)).group_by(RoundAbsence.round_id)).all())
    return {round_id: everyone - away.get(round_id, 0) for round_id in _round_ids(edition_id)}


def basis(edition_id: int) -> Basis:
    """Read it before the problem: what changes in between makes the draft stale, never wrong."""
    at = clock.now()
    stamp = session.scalars(select(Edition.input_stamp).where(Edition.id == edition_id)).one()
    base = session.execute(_published(edition_id).with_only_columns(Plan.id, Plan.version)).first()
    return Basis(stamp, *((base.id, at, base.version) if base else (None, at, None)))


@dataclass(frozen=True)
class Settings:
    """What an organiser may ask differently in a draft.

    `mix_budget` is a number of people; `capacity` replaces the places of breakouts, by id; whoever is locked in the
    plan `locks_of` keeps that place.
    """

    mix_budget: int = 0
    capacity: Mapping[int, int] = field(default_factory=dict)
    locks_of: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As a plan and a job keep it."""
        capacity = {str(id): places for id, places in sorted(self.capacity.items())}
        return {"mix_budget": self.mix_budget, "capacity": capacity, "locks_of": self.locks_of}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Settings:
        capacity = {int(id): places for id, places in kept.get("capacity", {}).items()}
        return cls(kept.get("mix_budget", 0), capacity, kept.get("locks_of"))


def problem_of(edition_id: int, settings: Settings | None = None, only: Collection[int] | None = None) -> Problem:
    """Everything that decides the assignment. Rounds and breakouts go by their ids, people by random ones.

    Who asks about a few people alone names their registrations in `only`.
    """
    settings, who = settings or Settings(), taking_part(edition_id, only)
    return Problem(
        rounds=tuple(str(id) for id in _round_ids(edition_id)),
        breakouts=_choices(edition_id, settings.capacity),
        people=_people(who, _fixed(edition_id, who, settings.locks_of)),
        apart=(pairs := pairs_in(edition_id, only))[PairKind.APART],
        together=pairs[PairKind.TOGETHER],
        seed=session.scalars(select(Edition.lot_seed).where(Edition.id == edition_id)).one(),
        published=_published_by_names(edition_id, who),
        mix_budget=settings.mix_budget,
    )


def _round_ids(edition_id: int) -> list[int]:
    statement = select(Round.id).where(Round.edition_id == edition_id, Round.kind == RoundKind.BREAKOUTS)
    return list(session.scalars(statement.order_by(Round.position)))


def _choices(edition_id: int, places: Mapping[int, int]) -> tuple[Choice, ...]:
    running: dict[int, list[str]] = defaultdict(list)
    for breakout_id, round_id in session.execute(_planned_slots(edition_id)):
        running[breakout_id].append(str(round_id))
    statement = select(Breakout.id, Breakout.capacity, Breakout.minimum, Breakout.may_cancel)
    rows = session.execute(statement.where(Breakout.edition_id == edition_id).order_by(Breakout.position))
    return tuple(
        Choice(
            str(id),
            max=(most := places.get(id, capacity)),
            min=min(minimum, most),
            rounds=tuple(running[id]),
            may_cancel=may_cancel,
        )
        for id, capacity, minimum, may_cancel in rows
    )


def _planned_slots(edition_id: int) -> Select[int, int]:
    return (
        select(Slot.breakout_id, Slot.round_id)
        .join(Slot.round)
        .where(Round.edition_id == edition_id, Round.kind == RoundKind.BREAKOUTS)
        .where(Slot.state == SlotState.PLANNED)
        .order_by(Round.position)
    )


def _people(who: ColumnElement[bool], fixed: Mapping[int, Mapping[str, str]]) -> tuple[Participant, ...]:
    rankings: dict[int, list[str]] = defaultdict(list)
    ranked = select(Preference.registration_id, Preference.breakout_id).join(Preference.registration)
    ranked = ranked.where(who).order_by(Preference.rank)
    for registration_id, breakout_id in session.execute(ranked):
        rankings[registration_id].append(str(breakout_id))
    absent = _absences(who)
    people = select(Registration.id, Registration.public_id, Registration.perspective)
    rows = session.execute(people.where(who).order_by(Registration.id))
    return tuple(
        Participant(
            name,
            perspective,
            ranking=tuple(rankings.get(id, ())),
            fixed=(places := fixed.get(id, {})),
            absent=tuple(round_ for round_ in absent.get(id, ()) if round_ not in places),
        )
        for id, name, perspective in rows
    )


def _absences(who: ColumnElement[bool]) -> dict[int, list[str]]:
    """By registration the rounds that they do not take part in."""
    found: dict[int, list[str]] = defaultdict(list)
    statement = select(RoundAbsence.registration_id, RoundAbsence.round_id).join(RoundAbsence.registration)
    statement = statement.join(Round, Round.id == RoundAbsence.round_id)
    statement = statement.where(who, Round.kind == RoundKind.BREAKOUTS).order_by(Round.position)
    for registration_id, round_id in session.execute(statement):
        found[registration_id].append(str(round_id))
    return found


def _fixed(edition_id: int, who: ColumnElement[bool], locks_of: int | None) -> dict[int, dict[str, str]]:
    """By registration the breakout by round where they must be: a task on the day, else a lock by hand."""
    fixed: dict[int, dict[str, str]] = defaultdict(dict)
    for registration_id, round_id, breakout_id in (
        *session.execute(_locked_places(edition_id, who, locks_of)),
        *session.execute(_tasks(edition_id, who)),
    ):
        fixed[registration_id][str(round_id)] = str(breakout_id)
    return fixed


def _tasks(edition_id: int, who: ColumnElement[bool]) -> Select[int, int, int]:
    """Who takes part and also does something in a slot: their address is that of the person who appears there."""
    return (
        select(Registration.id, Slot.round_id, Slot.breakout_id)
        .select_from(Appearance)
        .join(Slot, Slot.id == Appearance.slot_id)
        .join(Person, Person.id == Appearance.person_id)
        .join(Registration, Registration.email_key == Person.email_key)
        .where(who, Registration.guest_number == 0, Slot.id.in_(_planned_slot_ids(edition_id)))
        .where(said_yes())
        .order_by(Appearance.position.desc(), Appearance.id.desc())
    )


def _locked_places(edition_id: int, who: ColumnElement[bool], plan_id: int | None) -> Select[int, int, int]:
    return (
        select(Placement.registration_id, Slot.round_id, Slot.breakout_id)
        .select_from(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Placement.plan_id == plan_id, Placement.locked, who)
        .where(Slot.id.in_(_planned_slot_ids(edition_id)))
    )


def _planned_slot_ids(edition_id: int) -> Select[int]:
    return _planned_slots(edition_id).with_only_columns(Slot.id).order_by(None)


def pairs_in(edition_id: int, only: Collection[int] | None = None) -> dict[PairKind, tuple[tuple[str, str], ...]]:
    """By kind the pairs of which both take part, and both are asked about, by the names they have in a problem."""
    one, other = aliased(Registration), aliased(Registration)
    statement = (
        select(Pair.kind, one.public_id, other.public_id)
        .join(one, one.id == Pair.first_id)
        .join(other, other.id == Pair.second_id)
        .where(one.edition_id == edition_id, one.state == RegistrationState.REGISTERED)
        .where(other.state == RegistrationState.REGISTERED)
        .order_by(Pair.id)
    )
    if only is not None:
        statement = statement.where(one.id.in_(only), other.id.in_(only))
    found: dict[PairKind, list[tuple[str, str]]] = {kind: [] for kind in PairKind}
    for kind, first, second in session.execute(statement):
        found[kind].append((first, second))
    return {kind: tuple(pairs) for kind, pairs in found.items()}


def _published_by_names(edition_id: int, who: ColumnElement[bool]) -> dict[str, dict[str, str]]:
    """The places people were told before, of those who still take part."""
    statement = (
        select(Registration.public_id, Placement.round_id, Slot.breakout_id)
        .select_from(Placement)
        .join(Registration, Registration.id == Placement.registration_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Placement.plan_id == _published_id(edition_id), who)
    )
    published: dict[str, dict[str, str]] = defaultdict(dict)
    for name, round_id, breakout_id in session.execute(statement):
        published[name][str(round_id)] = str(breakout_id)
    return dict(published)


def tasks_of(registration_id: int, edition_id: int) -> dict[int, int]:
    """The breakout by round in which someone has something to do."""
    mine = _tasks(edition_id, taking_part(edition_id, [registration_id]))
    return {round_id: breakout_id for _, round_id, breakout_id in session.execute(mine)}


def tasks_elsewhere(plan: Plan) -> int:
    """How many people have something to do in a round where this plan puts them somewhere else."""
    found = session.execute(_tasks(plan.edition_id, taking_part(plan.edition_id)))
    tasks = {(person, round_id): breakout for person, round_id, breakout in found}
    if not tasks:
        return 0
    statement = select(Placement.registration_id, Placement.round_id, Slot.breakout_id).outerjoin(
        Slot, Slot.id == Placement.slot_id
    )
    concerned = statement.where(
        Placement.plan_id == plan.id, Placement.registration_id.in_({person for person, _ in tasks})
    )
    places = {(person, round_id): breakout for person, round_id, breakout in session.execute(concerned)}
    return len({person for (person, r), b in tasks.items() if (person, r) in places and places[person, r] != b})


def slot_ids(edition_id: int) -> dict[tuple[str | None, str], int]:
    """The slots by the names that their breakout and round have in a problem."""
    statement = select(Slot.id, Slot.breakout_id, Slot.round_id).join(Slot.round)
    statement = statement.where(Round.edition_id == edition_id)
    return {(str(breakout_id), str(round_id)): id for id, breakout_id, round_id in session.execute(statement)}


def registration_ids(edition_id: int, only: Collection[int] | None = None) -> dict[str, int]:
    """Everyone, or only these, by the name they have in a problem."""
    statement = select(Registration.public_id, Registration.id).where(Registration.edition_id == edition_id)
    statement = statement if only is None else statement.where(Registration.id.in_(only))
    return dict(session.execute(statement).all())


def taking_part(edition_id: int, only: Collection[int] | None = None) -> ColumnElement[bool]:
    """The condition that a registration counts; `only` leaves no others than these."""
    counts = (Registration.edition_id == edition_id) & (Registration.state == RegistrationState.REGISTERED)
    return counts if only is None else counts & Registration.id.in_(only)


# Plans.


def published_plan(edition_id: int) -> Plan | None:
    return session.scalars(_published(edition_id)).first()


def _published(edition_id: int) -> Select[Plan]:
    return select(Plan).where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED)


def _published_id(edition_id: int) -> int | None:
    return session.scalars(_published(edition_id).with_only_columns(Plan.id)).first()


def plans(edition_id: int) -> list[Plan]:
    """Every plan that is there, the newest first."""
    return list(session.scalars(_there(edition_id).order_by(Plan.number.desc())))


def _there(edition_id: int) -> Select[Plan]:
    return select(Plan).where(Plan.edition_id == edition_id, Plan.state != PlanState.REMOVED)


def last_number(edition_id: int) -> int:
    return session.scalar(select(func.max(Plan.number)).where(Plan.edition_id == edition_id)) or 0


def plan(edition_id: int, number: int) -> Plan | None:
    return session.scalars(_there(edition_id).where(Plan.number == number)).first()


def number_of(plan_id: int | None) -> int | None:
    """The number that people know a plan by."""
    return session.scalar(select(Plan.number).where(Plan.id == plan_id)) if plan_id else None


def with_locks(edition_id: int) -> dict[int, int]:
    """By id the number of every plan with locked places, the newest first."""
    statement = select(Plan.id, Plan.number).where(Plan.id.in_(select(Placement.plan_id).where(Placement.locked)))
    rows = session.execute(statement.where(Plan.edition_id == edition_id).order_by(Plan.number.desc()))
    return dict(rows.all())


def turns(edition_id: int) -> int:
    """Rises when a plan is changed by hand or removed: then the same question deserves a new answer."""
    return session.scalar(select(func.sum(Plan.version - 1)).where(Plan.edition_id == edition_id)) or 0


def is_stale(plan: Plan, now: Basis) -> bool:
    """Whether anything has changed since this draft was made; `since.changes` says what."""
    return plan.state == PlanState.DRAFT and (plan.input_stamp, plan.base_id) != (now.input_stamp, now.base_id)


def latest_job(edition_id: int) -> Job | None:
    """The last request for a draft."""
    return session.scalars(_requests(edition_id).order_by(Job.id.desc()).limit(1)).first()


def request_for_draft(edition_id: int, job_id: int) -> Job | None:
    """The request for a draft of this edition with this id."""
    return session.scalars(_requests(edition_id).where(Job.id == job_id)).first()


def _requests(edition_id: int) -> Select[Job]:
    return select(Job).where(Job.key.startswith(job_prefix(edition_id), autoescape=True))


def job(job_id: int) -> Job | None:
    return session.get(Job, job_id)


def job_prefix(edition_id: int) -> str:
    """How the keys of this edition's solving jobs begin."""
    return f"plan:{edition_id}:"


# Places.


def places_in(slot: Slot, plan: Plan) -> int:
    """How many places a slot has: a draft's own number counts until it is published, then the programme's does."""
    own = Settings.from_dict(plan.settings).capacity if plan.state == PlanState.DRAFT else {}
    return own.get(slot.breakout_id, slot.breakout.capacity)


def locked_in(plan_id: int | None) -> dict[tuple[int, int], tuple[str, PlacementSource]]:
    """By registration and round the locked places of a plan: the breakout, by its name in a problem, and the source."""
    statement = select(Placement.registration_id, Placement.round_id, Slot.breakout_id, Placement.source)
    statement = statement.join(Slot, Slot.id == Placement.slot_id)
    rows = session.execute(statement.where(Placement.plan_id == plan_id, Placement.locked)) if plan_id else ()
    return {(person, round_id): (str(breakout_id), source) for person, round_id, breakout_id, source in rows}


def places_of(registration_id: int) -> list[Place]:
    """Someone's places in the published plan, in the order of the day; none after cancelling."""
    return places_of_many([registration_id]).get(registration_id, [])


def places_of_many(ids: Collection[int]) -> dict[int, list[Place]]:
    """The same for many people at once; who has no places is not in it."""
    if not ids:
        return {}
    rows = session.execute(_current_places().where(Placement.registration_id.in_(ids))).all()
    if not rows:
        return {}
    rounds = _by_id(session.scalars(select(Round).where(Round.id.in_({row.round_id for row in rows}))))
    slots = _by_id(session.scalars(_slots_that_run().where(Slot.round_id.in_(rounds))))
    found: dict[int, list[Place]] = defaultdict(list)
    for registration_id, round_id, slot_id, why, source, has_task in rows:
        found[registration_id].append(Place(rounds[round_id], slots.get(slot_id), why, source, has_task))
    return dict(found)


@cache
def _current_places() -> Select[int, int, int | None, dict[str, Any] | None, PlacementSource, bool]:
    return (
        select(
            Placement.registration_id,
            Placement.round_id,
            Placement.slot_id,
            Placement.why,
            Placement.source,
            _has_task().label("has_task"),
        )
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .join(Round, Round.id == Placement.round_id)
        .where(Plan.state == PlanState.PUBLISHED, Registration.state == RegistrationState.REGISTERED)
        .order_by(Round.position)
    )


def _has_task() -> ColumnElement[bool]:
    """Whether the person of a placement also does something in its slot."""
    return (
        exists()
        .where(Appearance.slot_id == Placement.slot_id, said_yes())
        .where(Appearance.person_id == Person.id, Person.email_key == Registration.email_key)
        .where(Registration.guest_number == 0)
        .correlate(Placement, Registration)
    )


@cache
def _slots_that_run() -> Select[Slot]:
    return select(Slot).where(Slot.state == SlotState.PLANNED).options(joinedload(Slot.breakout))


def _by_id(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.id: row for row in rows}


def placed_by(plan_id: int | None) -> Places:
    """Where a plan puts everyone who takes part now; nobody when there is no plan."""
    statement = (
        select(Placement.registration_id, Placement.round_id, Placement.slot_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Placement.plan_id == plan_id, Registration.state == RegistrationState.REGISTERED)
    )
    places: Places = defaultdict(dict)
    for registration_id, round_id, slot_id in session.execute(statement) if plan_id else ():
        places[registration_id][round_id] = slot_id
    return dict(places)


def perspectives_at(edition_id: int, slot_id: int | None) -> Counter[Perspective | None]:
    """How many people of each perspective come to a slot by the published plan, or to the plenary when none is named;
    None is no answer."""
    statement = select(Registration.perspective, func.count()).where(
        Registration.edition_id == edition_id, Registration.state == RegistrationState.REGISTERED
    )
    if slot_id is not None:
        plan = select(Plan.id).where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED)
        placed = select(Placement.registration_id).where(Placement.slot_id == slot_id, Placement.plan_id.in_(plan))
        statement = statement.where(Registration.id.in_(placed))
    found: Counter[Perspective | None] = Counter()
    for perspective, number in session.execute(statement.group_by(Registration.perspective)):
        found[perspective] += number
    order: list[Perspective | None] = [*Perspective, None]
    return Counter({key: found[key] for key in order if found[key]})


class PlacedRow(NamedTuple):
    """Someone who takes part, in one round of a plan. `given` is the slot that the plan gave; once that does not take
    place any more it is no place, so then `slot_id` is None."""

    registration_id: int
    public_id: str
    name: str
    organisation: str
    perspective: Perspective | None
    round_id: int
    slot_id: int | None
    given: int | None
    source: PlacementSource
    locked: bool
    why: dict[str, Any] | None


NAMELESS = "–"


def rows_of(plan_id: int) -> list[PlacedRow]:
    """Everyone who takes part in each of their rounds, by name. Who took part and was erased afterwards has a dash for
    a name: the numbers of that day stay what they were."""
    statement = (
        select(
            Registration.id,
            Registration.public_id,
            func.coalesce(func.nullif(Registration.name, ""), NAMELESS),
            Registration.organisation,
            Registration.perspective,
            Placement.round_id,
            Slot.id,
            Placement.slot_id,
            Placement.source,
            Placement.locked,
            Placement.why,
        )
        .select_from(Placement)
        .outerjoin(Slot, _takes_place())
        .join(Registration, Registration.id == Placement.registration_id)
        .join(Round, Round.id == Placement.round_id)
        .where(Placement.plan_id == plan_id, registrations.counts())
        .order_by(Registration.name, Registration.id, Round.position)
    )
    return [PlacedRow(*row) for row in session.execute(statement)]


def _takes_place() -> ColumnElement[bool]:
    """Joins the slot of a placement to it, unless that does not take place any more."""
    return (Slot.id == Placement.slot_id) & (Slot.state == SlotState.PLANNED)


def placements_of(plan_id: int, registration_id: int) -> dict[int, Placement]:
    """Someone's placements in a plan, by round."""
    mine = Placement.plan_id == plan_id, Placement.registration_id == registration_id
    return {placement.round_id: placement for placement in session.scalars(select(Placement).where(*mine))}


def taken(plan: Plan) -> dict[int, int]:
    """By slot how many places are taken in this plan; in the published one an open offer holds its place too."""
    placed = (
        select(Placement.slot_id, func.count())
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Placement.plan_id == plan.id, Placement.slot_id.is_not(None), taking_part(plan.edition_id))
        .group_by(Placement.slot_id)
    )
    counted = Counter[int | None](dict(session.execute(placed).all()))
    if plan.state == PlanState.PUBLISHED:
        held = select(Offer.slot_id, func.count()).join(Offer.registration).where(taking_part(plan.edition_id))
        held = held.where(Offer.state == OfferState.OPEN, Offer.expires_at > clock.now(), Offer.slot_id.is_not(None))
        for slot_id, number in session.execute(held.group_by(Offer.slot_id)):
            counted[slot_id] += number
    return {id: number for id, number in counted.items() if id is not None}


def changes_by_hand(plan_id: int) -> int:
    """How many places of a plan somebody chose by hand."""
    by_hand = Placement.plan_id == plan_id, Placement.source == PlacementSource.HAND
    return session.scalar(select(func.count()).where(*by_hand)) or 0


def rankings(ids: Collection[int]) -> dict[int, list[int]]:
    """By registration the breakouts of their list, the first choice first."""
    found: dict[int, list[int]] = defaultdict(list)
    statement = select(Preference.registration_id, Preference.breakout_id).where(Preference.registration_id.in_(ids))
    for registration_id, breakout_id in session.execute(statement.order_by(Preference.rank)) if ids else ():
        found[registration_id].append(breakout_id)
    return found


def absent_rounds(registration_id: int) -> set[int]:
    """The rounds that someone does not take part in."""
    return set(session.scalars(select(RoundAbsence.round_id).where(RoundAbsence.registration_id == registration_id)))


def left_out_by_plan(edition_id: int) -> dict[int, int]:
    """By plan how many people who take part now have no place in some round."""
    statement = (
        select(Placement.plan_id, func.count(Placement.registration_id.distinct()))
        .join(Registration, Registration.id == Placement.registration_id)
        .outerjoin(Slot, _takes_place())
        .where(taking_part(edition_id), Slot.id.is_(None))
        .group_by(Placement.plan_id)
    )
    return dict(session.execute(statement).all())


def number_changed(plan_id: int) -> int:
    """How many places of a plan are no longer as it was solved: changed by hand, by an offer, or by who took them."""
    changed = Placement.source.in_((PlacementSource.HAND, PlacementSource.OFFER, PlacementSource.TAKEN))
    return session.scalar(select(func.count()).where(Placement.plan_id == plan_id, changed)) or 0


def number_late(plan_id: int) -> int:
    """How many people got their places in a plan when it was published already."""
    late = select(func.count(Placement.registration_id.distinct()))
    return session.scalar(late.where(Placement.plan_id == plan_id, Placement.source == PlacementSource.LATE)) or 0


def interest(edition_id: int) -> list[dict[str, Any]]:
    """How wanted each breakout is now, in the shape in which a plan keeps it."""
    firsts = select(Preference.breakout_id, func.count()).join(Preference.registration)
    firsts = firsts.where(taking_part(edition_id), Preference.rank == 1).group_by(Preference.breakout_id)
    wanted = dict(session.execute(firsts).all())
    slots = _planned_slots(edition_id).with_only_columns(Slot.breakout_id, Breakout.capacity).order_by(None)
    places: Counter[int] = Counter()
    for breakout_id, capacity in session.execute(slots.join(Slot.breakout)):
        places[breakout_id] += capacity
    return [
        {"breakout": str(id), "first_choice_of": wanted.get(id, 0), "places": number} for id, number in places.items()
    ]


def ticket(edition: Edition, code: str) -> int:
    """The lot number of the participant with this public id: anyone can make it once the seed is public."""
    return kinds.ticket(edition.lot_seed, code)


def number_ranked(edition_id: int) -> int:
    """How many people who take part gave a preference."""
    statement = select(func.count(Preference.registration_id.distinct())).join(Preference.registration)
    return session.scalar(statement.where(taking_part(edition_id))) or 0


def concerned(plan_id: int, base_id: int | None) -> list[int]:
    """Who has other places by this plan than by the one before it, or has places for the first time."""
    before, after = placed_by(base_id), placed_by(plan_id)
    return sorted(id for id in before.keys() | after.keys() if before.get(id) != after.get(id))
