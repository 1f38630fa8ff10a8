"""What happens to single places after a plan was published, inside an open transaction.

Nothing moves anyone by itself. Who comes gets the best that is free, who goes leaves a seat, and a seat that came free
in such a way is offered on by the worker (`offer_freed`): a job each, so that a fresh plan with room to spare, which is
the best for everyone as it is, mails nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import select, update

from werkplaats import audit, clock, links
from werkplaats.breakouts import mails, queries, seats
from werkplaats.breakouts.assignment.explain import Place, place_of
from werkplaats.breakouts.assignment.problem import Person, Problem
from werkplaats.breakouts.assignment.single import best_places
from werkplaats.breakouts.models import Placement, PlacementSource, Plan
from werkplaats.breakouts.seats import Counting
from werkplaats.db import session
from werkplaats.editions import queries as editions
from werkplaats.editions.steps import input_changed
from werkplaats.jobs.steps import ask
from werkplaats.programme.models import Round, Slot
from werkplaats.registration.models import Offer, OfferKind, OfferState, Registration, RegistrationState

places_changed = Signal()
"""Sent inside the transaction with `ids`, the registrations whose places are others than before."""

OFFER_SEAT = "seat.offer"

HAD = "had"
"""In the `why` of who cancelled: the slot they left, which is theirs again when they come back while it is free."""


def follow_registration(_sender: Any = None, *, ids: list[int]) -> None:
    """Let the places follow who came, went, or takes part in other rounds now. Without a plan it is one query."""
    for counting in seats.counting_for(ids):
        editions.locked(counting.edition_id)
        _leave_cancelled(counting, ids)
        problem = queries.problem_of(counting.edition_id, only=ids)
        people = queries.registration_ids(counting.edition_id, ids)
        for person in problem.people:
            _leave_absent(counting, problem, person, people[person.id])
            _fill_gaps(counting, problem, person, people[person.id])


def make_offer(registration: Registration, slot: Slot, until: datetime, actor: str) -> Offer:
    """Hold a seat for someone and tell them by mail."""
    offer = Offer(
        registration=registration,
        kind=OfferKind.SLOT,
        slot_id=slot.id,
        state=OfferState.OPEN,
        created_at=clock.now(),
        expires_at=until,
    )
    session.add(offer)
    session.flush()
    mails.place_offered(offer, slot, seats.day_of(registration.id).get(slot.round_id))
    audit.record(actor, "offered a place", registration.edition_id, offer=offer.id, slot=slot.id)
    return offer


def close(counting: Counting | None, offers: Iterable[Offer], state: OfferState) -> None:
    """End offers that are open; their seats are offered on, unless another plan has taken all seats into account."""
    for offer in offers:
        offer.state, offer.answered_at = state, clock.now()
        if counting is not None and offer.slot_id is not None:
            seat_came_free(counting, offer.slot_id)


def withdraw_offers(edition_id: int) -> None:
    """Take back whatever is offered: another plan divides all seats anew."""
    close(
        None, _open_offers(select(Registration.id).where(Registration.edition_id == edition_id)), OfferState.WITHDRAWN
    )


def move(counting: Counting, registration: Registration, slot: Slot, source: PlacementSource) -> None:
    """Put someone where they chose to be. What they leave is offered on, and they are told."""
    problem = queries.problem_of(counting.edition_id, only=[registration.id])
    left = seats.day_of(registration.id).get(slot.round_id)
    place = place_of(problem, problem.people[0], str(slot.round_id), str(slot.breakout_id))
    _put(counting, registration.id, place, slot.id, source)
    if left is not None:
        seat_came_free(counting, left.id)
    _close_pointless(counting, registration)
    session.execute(update(Plan).where(Plan.id == counting.plan_id).values(version=Plan.version + 1))
    input_changed(counting.edition_id)
    places_changed.send(ids=[registration.id])


def seat_came_free(counting: Counting, slot_id: int) -> int:
    """Let the worker offer this seat to whom it helps most; each seat that comes free is asked about once. Returns the
    job's id."""
    job = ask(
        f"seat:{links.new_public_id()}",
        OFFER_SEAT,
        edition_id=counting.edition_id,
        plan_id=counting.plan_id,
        slot_id=slot_id,
    )
    return job.id


def _leave_cancelled(counting: Counting, ids: Collection[int]) -> None:
    """Who cancelled leaves their seats, and remembers them."""
    gone = select(Registration.id).where(Registration.id.in_(ids), Registration.state != RegistrationState.REGISTERED)
    rows = select(Placement).where(Placement.plan_id == counting.plan_id, Placement.registration_id.in_(gone))
    for row in session.scalars(rows).all():
        if HAD not in (row.why or {}):
            row.why = {**(row.why or {}), HAD: row.slot_id}
            _vacate(counting, row)
    close(counting, _open_offers(gone), OfferState.WITHDRAWN)


def _leave_absent(counting: Counting, problem: Problem, person: Person, registration_id: int) -> None:
    """A round that someone no longer takes part in has no place of theirs, and no offer."""
    away = [int(round_) for round_ in problem.rounds if round_ not in problem.attended(person)]
    for round_id, row in _rows(counting, registration_id).items():
        if round_id in away:
            _vacate(counting, row)
            session.delete(row)
    in_those = select(Slot.id).where(Slot.round_id.in_(away))
    close(counting, _open_offers([registration_id], Offer.slot_id.in_(in_those)), OfferState.WITHDRAWN)
    session.flush()


def _vacate(counting: Counting, row: Placement) -> None:
    if row.slot_id is not None:
        seat_came_free(counting, row.slot_id)
        row.slot_id = None


def _fill_gaps(counting: Counting, problem: Problem, person: Person, registration_id: int) -> None:
    """Give the best free places in the coming rounds about which this person was told nothing yet."""
    rows = _rows(counting, registration_id)
    _take_up_again(counting, rows.values())
    told = {str(id) for id, row in rows.items() if HAD not in (row.why or {})}
    coming = {str(id) for id in _coming_rounds(counting.edition_id)}
    rounds = [r for r in problem.attended(person) if r in coming and r not in told]
    if not rounds:
        return
    rooms = {room.seat: room for room in seats.rooms(counting.edition_id)}
    kept = {str(round_id): str(slot.breakout_id) for round_id, slot in seats.day_of(registration_id).items()}
    company = seats.company(registration_id)
    free = {seat: room.left for seat, room in rooms.items() if company.allows(seat)}
    found = best_places(problem, person, free, rounds, kept)
    slot_ids = {(room.seat.round, room.seat.breakout): room.slot_id for room in rooms.values()}
    for round_, breakout in found.items():
        slot_id = None if breakout is None else slot_ids[round_, breakout]
        _put(counting, registration_id, place_of(problem, person, round_, breakout), slot_id, PlacementSource.LATE)
    audit.record(audit.WORKER, "placed late", counting.edition_id, plan=counting.plan_id, registration=registration_id)


def _take_up_again(counting: Counting, rows: Iterable[Placement]) -> None:
    """Who comes back has the places they left, where these are still free."""
    left = {room.slot_id: room.left for room in seats.rooms(counting.edition_id)}
    for row in rows:
        had = (row.why or {}).get(HAD)
        if had is not None and left.get(had, 0) > 0:
            row.slot_id, row.why = had, {key: value for key, value in (row.why or {}).items() if key != HAD}
    session.flush()


def _close_pointless(counting: Counting, registration: Registration) -> None:
    """Offers of what someone has now: this place itself, or the same breakout in another round."""
    have = [slot.breakout_id for slot in seats.day_of(registration.id).values()]
    same = Offer.slot_id.in_(select(Slot.id).where(Slot.breakout_id.in_(have)))
    close(counting, _open_offers([registration.id], same), OfferState.WITHDRAWN)


def _open_offers(of: Any, *which: Any) -> list[Offer]:
    """Offers that nobody has answered or closed, even when their time has passed."""
    statement = select(Offer).where(Offer.registration_id.in_(of), Offer.kind == OfferKind.SLOT, *which)
    return list(session.scalars(statement.where(Offer.state == OfferState.OPEN)))


def _rows(counting: Counting, registration_id: int) -> dict[int, Placement]:
    statement = select(Placement).where(Placement.plan_id == counting.plan_id)
    return {row.round_id: row for row in session.scalars(statement.where(Placement.registration_id == registration_id))}


def _coming_rounds(edition_id: int) -> list[int]:
    return list(session.scalars(select(Round.id).where(Round.edition_id == edition_id, Round.starts_at > clock.now())))


def _put(counting: Counting, registration_id: int, place: Place, slot_id: int | None, source: PlacementSource) -> None:
    rows = _rows(counting, registration_id)
    row = rows.get(int(place.round))
    if row is None:
        row = Placement(plan_id=counting.plan_id, registration_id=registration_id, round_id=int(place.round))
        session.add(row)
    row.slot_id, row.source = slot_id, source
    row.why = {"why": place.why, **({} if place.rank is None else {"rank": place.rank})}
    session.flush()
