"""Seats of the published plan: which are free, who may have one, and whom one helps most.

A seat is held by a place in the published plan or by an open offer, of people who take part now. Rooms are counted
anew by whoever gives a seat away, under the lock of the edition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from werkplaats import clock
from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment import single
from werkplaats.breakouts.assignment.problem import Person, Problem
from werkplaats.breakouts.assignment.single import Seat
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.breakouts.queries import Settings, taking_part
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.programme.models import Breakout, Round, RoundKind, Slot, SlotState
from werkplaats.registration import dossier
from werkplaats.registration.models import Offer, OfferKind, OfferState, PairKind, Registration, RegistrationState


class Counting(NamedTuple):
    """The plan that counts in an edition."""

    plan_id: int
    edition_id: int


@dataclass(frozen=True)
class Room:
    """A slot, the names it has in a problem, and the seats in it that nobody holds; below 0 it holds too many."""

    slot_id: int
    seat: Seat
    left: int


@dataclass(frozen=True)
class Gap:
    """A round in which someone has no place, and where they can have one: slots with the number of seats left."""

    round: Round
    free: list[tuple[Slot, int]]


@dataclass(frozen=True)
class Company:
    """What the places of others mean to someone: where they must not be, and by round where they must be, because of
    who sits there."""

    shunned: frozenset[Seat] = frozenset()
    bound: Mapping[str, str] = field(default_factory=dict)

    def allows(self, seat: Seat) -> bool:
        return seat not in self.shunned and self.bound.get(seat.round, seat.breakout) == seat.breakout


ALONE = Company()


@dataclass(frozen=True)
class Offered:
    """A place that someone was offered, and the one they have in that round now."""

    offer: Offer
    slot: Slot
    present: Slot | None


class Obstacle(StrEnum):
    """Why a seat cannot be someone's."""

    AWAY = "away"
    GONE = "gone"
    STARTED = "started"
    ABSENT = "absent"
    TASK = "task"
    TWICE = "twice"
    FULL = "full"
    COMPANY = "company"


_COUNTING_FOR = (
    select(Plan.id, Plan.edition_id)
    .distinct()
    .join(Registration, Registration.edition_id == Plan.edition_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)), Plan.state == PlanState.PUBLISHED)
)


def counting_for(ids: Collection[int]) -> list[Counting]:
    """The published plans of these registrations' editions. Everyone who registers asks this."""
    return [Counting(*row) for row in session.execute(_COUNTING_FOR, {"ids": list(ids)})]


def counting_in(edition_id: int) -> Counting | None:
    plan = queries.published_plan(edition_id)
    return None if plan is None else Counting(plan.id, edition_id)


# Rooms.


def rooms(edition_id: int) -> list[Room]:
    """Every slot that runs, in the order of the day, with the seats that are left."""
    placed, offered = _placed(edition_id).subquery(), _held_open(edition_id).subquery()
    held = func.coalesce(placed.c.number, 0) + func.coalesce(offered.c.number, 0)
    statement = (
        select(Slot.id, Slot.round_id, Slot.breakout_id, Breakout.capacity - held)
        .select_from(Slot)
        .join(Slot.breakout)
        .join(Slot.round)
        .outerjoin(placed, placed.c.slot_id == Slot.id)
        .outerjoin(offered, offered.c.slot_id == Slot.id)
        .where(_runs(edition_id))
        .order_by(Round.position, Breakout.position)
    )
    return [
        Room(slot_id, Seat(str(round_id), str(breakout_id)), left)
        for slot_id, round_id, breakout_id, left in session.execute(statement)
    ]


def _runs(edition_id: int) -> ColumnElement[bool]:
    return (Round.edition_id == edition_id) & (Round.kind == RoundKind.BREAKOUTS) & (Slot.state == SlotState.PLANNED)


def _placed(edition_id: int) -> Select[int | None, int]:
    return (
        select(Placement.slot_id, func.count().label("number"))
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED, taking_part(edition_id))
        .group_by(Placement.slot_id)
    )


def _held_open(edition_id: int) -> Select[int | None, int]:
    return (
        select(Offer.slot_id, func.count().label("number"))
        .join(Offer.registration)
        .where(is_open(), taking_part(edition_id))
        .group_by(Offer.slot_id)
    )


def is_open() -> ColumnElement[bool]:
    """The condition that an offer holds its seat: from the moment it expires, whoever comes first may have it."""
    return (Offer.kind == OfferKind.SLOT) & (Offer.state == OfferState.OPEN) & (Offer.expires_at > clock.now())


def slot(edition_id: int, slot_id: int) -> Slot | None:
    """A breakout slot of this edition, whether it runs or not."""
    statement = select(Slot).join(Slot.round).where(Slot.id == slot_id, Round.edition_id == edition_id)
    statement = statement.where(Round.kind == RoundKind.BREAKOUTS).options(joinedload(Slot.round))
    return session.scalars(statement.options(joinedload(Slot.breakout))).first()


def gaps(registration: Registration) -> list[Gap]:
    """The coming rounds in which someone who takes part has no place, once there is a plan."""
    if registration.state != RegistrationState.REGISTERED or counting_in(registration.edition_id) is None:
        return []
    have = day_of(registration.id)
    missed = [r for r in _coming_rounds(registration.edition_id) if r.id not in have]
    if not missed:
        return []
    person, problem = _person(registration)
    choosing = {r for r in problem.attended(person) if r not in person.fixed}
    beside = {slot.breakout_id for slot in have.values()}
    free = _free_beside(registration.edition_id, beside, company(registration.id))
    return [Gap(round_, free.get(round_.id, [])) for round_ in missed if str(round_.id) in choosing]


def _coming_rounds(edition_id: int) -> list[Round]:
    statement = select(Round).where(Round.edition_id == edition_id, Round.kind == RoundKind.BREAKOUTS)
    return list(session.scalars(statement.where(Round.starts_at > clock.now()).order_by(Round.position)))


def _free_beside(edition_id: int, breakout_ids: set[int], company: Company) -> dict[int, list[tuple[Slot, int]]]:
    """By round the slots with seats left, but for these breakouts and where others stand in the way."""
    statement = select(Slot).join(Slot.round).where(_runs(edition_id)).options(joinedload(Slot.breakout))
    slots = {slot.id: slot for slot in session.scalars(statement)}
    found: dict[int, list[tuple[Slot, int]]] = defaultdict(list)
    for room in rooms(edition_id):
        slot = slots[room.slot_id]
        if room.left > 0 and slot.breakout_id not in breakout_ids and company.allows(room.seat):
            found[slot.round_id].append((slot, room.left))
    return found


def day_of(registration_id: int) -> dict[int, Slot]:
    """By round the slot where someone has a place now."""
    return {p.round.id: p.slot for p in queries.places_of(registration_id) if p.slot is not None}


# Who may have a seat, and whom it helps.


def company(registration_id: int) -> Company:
    """Of the people with whom someone is to be together or apart, where they are now."""
    return companies([registration_id]).get(registration_id, ALONE)


def companies(ids: Collection[int] | None, edition_id: int | None = None) -> dict[int, Company]:
    """The same for these people, or for everyone of an edition; who is in no pair is not in it."""
    pairs = dossier.partners(ids, edition_id)
    places = queries.places_of_many({other for _one, _kind, other in pairs})
    seats = {
        id: [Seat(str(p.round.id), str(p.slot.breakout_id)) for p in theirs if p.slot] for id, theirs in places.items()
    }
    found: dict[int, Company] = {}
    for one, kind, other in pairs:
        before, there = found.get(one, ALONE), seats.get(other, [])
        if kind == PairKind.APART:
            found[one] = replace(before, shunned=before.shunned.union(there))
        else:
            found[one] = replace(before, bound={**before.bound, **{seat.round: seat.breakout for seat in there}})
    return found


def obstacle(registration: Registration, wanted: Slot, is_theirs: bool = False) -> Obstacle | None:
    """What stands between someone and a seat in a slot of their edition; `is_theirs`: an open offer holds it for them.

    Whoever then gives the seat asks this under the lock of the edition.
    """
    if registration.state != RegistrationState.REGISTERED or registration.edition.state != EditionState.PUBLISHED:
        return Obstacle.AWAY
    if wanted.state != SlotState.PLANNED or counting_in(registration.edition_id) is None:
        return Obstacle.GONE
    if wanted.round.starts_at <= clock.now():
        return Obstacle.STARTED
    return _against_rules(registration, wanted) or (None if _has_room(wanted, is_theirs) else Obstacle.FULL)


def _against_rules(registration: Registration, wanted: Slot) -> Obstacle | None:
    person, problem = _person(registration)
    seat = Seat(str(wanted.round_id), str(wanted.breakout_id))
    if seat.round not in problem.attended(person):
        return Obstacle.ABSENT
    if seat.round in person.fixed:
        return Obstacle.TASK
    elsewhere = (held for round_id, held in day_of(registration.id).items() if round_id != wanted.round_id)
    if any(held.breakout_id == wanted.breakout_id for held in elsewhere) or seat.breakout in person.fixed.values():
        return Obstacle.TWICE
    return None if company(registration.id).allows(seat) else Obstacle.COMPANY


def _has_room(wanted: Slot, is_theirs: bool) -> bool:
    left = {room.slot_id: room.left for room in rooms(wanted.round.edition_id)}
    return left.get(wanted.id, 0) + is_theirs > 0


def _person(registration: Registration) -> tuple[Person, Problem]:
    """Someone who takes part, as the assignment sees them; a lock by hand holds like a task."""
    counting = counting_in(registration.edition_id)
    settings = Settings(locks_of=counting.plan_id if counting else None)
    problem = queries.problem_of(registration.edition_id, settings, only=[registration.id])
    return problem.people[0], problem


def helped_most(counting: Counting, wanted: Slot) -> Registration | None:
    """Whom a seat in this slot helps most, of those who may be asked."""
    problem = queries.problem_of(counting.edition_id, Settings(locks_of=counting.plan_id))
    places = _running_places(problem)
    spoken_to, needed = _not_to_be_asked(wanted), _needed_where_they_are(problem, places)
    seat = Seat(str(wanted.round_id), str(wanted.breakout_id))
    out = spoken_to | _elsewhere_by_company(counting.edition_id, seat)
    may_leave = (p for p in problem.people if Seat(seat.round, places[p.id].get(seat.round, "")) not in needed)
    person = single.helped_most(problem, seat, [p for p in may_leave if p.id not in out], places)
    if person is None:
        return None
    return session.scalars(select(Registration).where(Registration.public_id == person.id)).one()


def _elsewhere_by_company(edition_id: int, seat: Seat) -> set[str]:
    """By public id who cannot have this seat because of the places of others."""
    barred = {id for id, theirs in companies(None, edition_id).items() if not theirs.allows(seat)}
    return {name for name, id in queries.registration_ids(edition_id, barred).items()} if barred else set()


def _running_places(problem: Problem) -> dict[str, dict[str, str]]:
    """Where everyone is now; a place in a slot that no longer runs is no place."""
    runs = {(round_, b.id) for b in problem.breakouts for round_ in problem.rounds_of(b)}
    return {p.id: {r: b for r, b in problem.published.get(p.id, {}).items() if (r, b) in runs} for p in problem.people}


def _needed_where_they_are(problem: Problem, places: dict[str, dict[str, str]]) -> set[Seat]:
    """The slots that would have too few people if one left."""
    people = Counter(Seat(round_, breakout) for day in places.values() for round_, breakout in day.items())
    least = {breakout.id: breakout.min for breakout in problem.breakouts}
    return {seat for seat, number in people.items() if number <= least[seat.breakout]}


def _not_to_be_asked(wanted: Slot) -> set[str]:
    """By public id who said no to this slot or did not answer, and who is thinking about another one: an offer in the
    same round, or of the same breakout."""
    no = (Offer.slot_id == wanted.id) & Offer.state.in_((OfferState.DECLINED, OfferState.EXPIRED))
    near = or_(Slot.round_id == wanted.round_id, Slot.breakout_id == wanted.breakout_id)
    statement = (
        select(Registration.public_id)
        .select_from(Offer)
        .join(Offer.registration)
        .join(Slot, Slot.id == Offer.slot_id)
        .where(or_(no, near & is_open()))
    )
    return set(session.scalars(statement))


# Offers.


def offers_of(registration: Registration) -> list[Offered]:
    """The places that someone may take now, the one that expires first on top."""
    return _offered(registration, is_open())


def missed_offers_of(registration: Registration) -> list[Offered]:
    """Places in coming rounds that someone did not take in time, or that were taken back."""
    gone = (Offer.state == OfferState.OPEN) & (Offer.expires_at <= clock.now())
    closed = Offer.state.in_((OfferState.EXPIRED, OfferState.WITHDRAWN))
    missed = _offered(registration, or_(gone, closed) & (Round.starts_at > clock.now()))
    return [offered for offered in missed if offered.present is not offered.slot]


def _offered(registration: Registration, which: ColumnElement[bool]) -> list[Offered]:
    statement = (
        select(Offer, Slot)
        .join(Slot, Slot.id == Offer.slot_id)
        .join(Slot.round)
        .where(Offer.registration_id == registration.id, which)
        .order_by(Offer.expires_at, Offer.id)
        .options(joinedload(Slot.round), joinedload(Slot.breakout))
    )
    found = session.execute(statement).all()
    have = day_of(registration.id) if found else {}
    return [Offered(offer, slot, have.get(slot.round_id)) for offer, slot in found]


def offer(registration_id: int, offer_id: int) -> Offer | None:
    """An offer of a place to this person."""
    statement = select(Offer).where(Offer.id == offer_id, Offer.kind == OfferKind.SLOT)
    return session.scalars(statement.where(Offer.registration_id == registration_id)).first()


def offer_in(edition_id: int, offer_id: int) -> Offer | None:
    """An offer of a place to anyone in this edition."""
    statement = select(Offer).join(Offer.registration).where(Offer.id == offer_id, Offer.kind == OfferKind.SLOT)
    return session.scalars(statement.where(Registration.edition_id == edition_id)).first()


def open_offers(edition_id: int) -> list[tuple[Offer, Slot]]:
    """Every offer that holds a seat now with its slot, the one that expires first on top."""
    statement = _offers_in(edition_id).where(is_open()).order_by(Offer.expires_at, Offer.id)
    return [(offer, slot) for offer, slot in session.execute(statement)]


def answered_offers(edition_id: int) -> Select[Offer, Slot]:
    """Every offer that holds no seat any more, the newest first."""
    return _offers_in(edition_id).where(~is_open()).order_by(Offer.id.desc())


def _offers_in(edition_id: int) -> Select[Offer, Slot]:
    return (
        select(Offer, Slot)
        .join(Offer.registration)
        .join(Slot, Slot.id == Offer.slot_id)
        .where(Registration.edition_id == edition_id, Offer.kind == OfferKind.SLOT)
        .options(joinedload(Offer.registration), joinedload(Slot.round), joinedload(Slot.breakout))
    )


def number_open(edition_id: int) -> int:
    """How many offers hold a seat now; publishing another plan takes them back."""
    statement = select(func.count()).select_from(Offer).join(Offer.registration)
    return session.scalar(statement.where(Registration.edition_id == edition_id, is_open())) or 0


def overdue() -> list[tuple[int, int]]:
    """(edition id, offer id) of every open offer of a seat whose time has passed."""
    statement = (
        select(Edition.id, Offer.id)
        .select_from(Offer)
        .join(Offer.registration)
        .join(Registration.edition)
        .where(Offer.kind == OfferKind.SLOT, Offer.state == OfferState.OPEN, Offer.expires_at <= clock.now())
        .order_by(Edition.id, Offer.id)
    )
    return [(edition_id, offer_id) for edition_id, offer_id in session.execute(statement)]
