"""What single people and organisers do with single places of the published plan: offering, accepting, keeping, taking.

Nobody is moved here who did not ask for it. Each action takes the lock of the edition and counts the seats again, so
that of two who want the last seat one has it and the other reads why not.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from werkplaats import audit, clock
from werkplaats.breakouts import seats, steps
from werkplaats.breakouts.models import PlacementSource
from werkplaats.breakouts.seats import Counting, Obstacle
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.errors import N_, Refused
from werkplaats.jobs.models import Job
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Offer, OfferState, Registration
from werkplaats.registration.seats import answer_until
from werkplaats.registration.steps import claim

TO_THEM = {
    Obstacle.AWAY: N_("You do not take part now, so there is no place to take."),
    Obstacle.GONE: N_("This breakout does not take place in this round any longer."),
    Obstacle.STARTED: N_("This round has started, so places do not change any more."),
    Obstacle.ABSENT: N_("You do not take part in this round. Change that first."),
    Obstacle.TASK: N_("You have a fixed place in this round, so you cannot choose another one."),
    Obstacle.TWICE: N_("You are in this breakout in another round already."),
    Obstacle.FULL: N_("The last place was just taken. Your other places stay as they are."),
    Obstacle.COMPANY: N_("You cannot take this place yourself. Ask the organisers about it."),
}
TO_ORGANISERS = {
    Obstacle.AWAY: N_("This person does not take part now."),
    Obstacle.GONE: N_("This breakout does not take place in this round any longer."),
    Obstacle.STARTED: N_("This round has started, so places do not change any more."),
    Obstacle.ABSENT: N_("This person does not take part in this round."),
    Obstacle.TASK: N_("This person has a fixed place in this round."),
    Obstacle.TWICE: N_("This person is in this breakout in another round already."),
    Obstacle.FULL: N_("This breakout has no free place in this round."),
    Obstacle.COMPANY: N_("This person is to be apart from somebody there, or together with somebody elsewhere."),
}
TOO_LATE = N_(
    "You can no longer say yes to this place: the time to answer has passed. Your other places stay as they are."
)
TAKEN_BACK = N_("This place is not there for you any longer. Your other places stay as they are.")
KEPT = N_("You kept what you had, so we have passed this place on.")
TAKEN = N_("You have taken this place already.")


def offer_place(registration_id: int, slot_id: int, actor: str) -> int:
    """Offer a free seat to someone whom an organiser chose; returns the offer's id. Their places stay as they are."""
    with transaction():
        registration, slot = _under_lock(registration_id), session.get_one(Slot, slot_id)
        _refuse(seats.obstacle(registration, slot), TO_ORGANISERS)
        if seats.day_of(registration_id).get(slot.round_id) is slot:
            raise Refused(N_("This person has this place already."))
        if any(o.slot.round_id == slot.round_id for o in seats.offers_of(registration)):
            raise Refused(N_("This person is thinking about another offer for this round."))
        until = answer_until(slot.round.starts_at)
        if until is None:
            raise Refused(N_("This round starts too soon to wait for an answer. Call this person."))
        return steps.make_offer(registration, slot, until, actor).id


def offer_to_whom_it_helps(edition_id: int, slot_id: int, actor: str) -> int:
    """Let the worker offer one free seat of a slot to whom it helps most; returns the job's id."""
    with transaction():
        editions.locked(edition_id)
        counting = seats.counting_in(edition_id)
        if counting is None or {room.slot_id: room.left for room in seats.rooms(edition_id)}.get(slot_id, 0) <= 0:
            raise Refused(TO_ORGANISERS[Obstacle.FULL])
        audit.record(actor, "asked to offer a place", edition_id, slot=slot_id)
        return steps.seat_came_free(counting, slot_id)


def offer_freed(job_id: int, counting: Counting, slot_id: int) -> dict[str, Any]:
    """Offer a seat that came free, if it is still free and helps anyone.

    The job remembers it in the same transaction: done again, because its worker died, it offers no second seat.
    """
    with transaction():
        editions.locked(counting.edition_id)
        job, slot = session.get_one(Job, job_id), session.get(Slot, slot_id)
        if job.result is None:
            job.result = {"offer": None if slot is None else _offer_to_whom_it_helps(counting, slot)}
        return job.result


def accept_offer(registration_id: int, offer_id: int) -> None:
    """Take the offered place and leave the one they had in that round. Doing it twice changes nothing."""
    with transaction():
        registration, offer = _under_lock(registration_id), session.get_one(Offer, offer_id)
        if offer.state == OfferState.ACCEPTED:
            return
        _refuse_unless_open(offer)
        slot, counting = session.get_one(Slot, offer.slot_id), seats.counting_in(registration.edition_id)
        _refuse(seats.obstacle(registration, slot, is_theirs=True), TO_THEM)
        assert counting is not None
        offer.state, offer.answered_at = OfferState.ACCEPTED, clock.now()
        session.flush()
        audit.record(audit.PARTICIPANT, "accepted a place", registration.edition_id, offer=offer.id, slot=slot.id)
        steps.move(counting, registration, slot, PlacementSource.OFFER)


def decline_offer(registration_id: int, offer_id: int) -> bool:
    """Keep what they have, and the seat goes on to the next; False for an offer that was over already."""
    with transaction():
        registration, offer = _under_lock(registration_id), session.get_one(Offer, offer_id)
        if offer.state == OfferState.ACCEPTED:
            raise Refused(TAKEN)
        if offer.state != OfferState.OPEN:
            return False
        steps.close(seats.counting_in(registration.edition_id), [offer], OfferState.DECLINED)
        audit.record(audit.PARTICIPANT, "declined a place", registration.edition_id, offer=offer.id)
        return True


def withdraw_offer(offer_id: int, actor: str) -> None:
    """Take back an offer that was not answered yet. Nobody else is asked: the organiser needs the seat."""
    with transaction():
        registration_id = session.get_one(Offer, offer_id).registration_id
        registration, offer = _under_lock(registration_id), session.get_one(Offer, offer_id)
        if offer.state != OfferState.OPEN:
            raise Refused(N_("This offer was answered or is over, so it cannot be taken back."))
        steps.close(None, [offer], OfferState.WITHDRAWN)
        audit.record(actor, "took back an offer", registration.edition_id, offer=offer.id)


def take_place(registration_id: int, slot_id: int) -> None:
    """Take a free place in a round where someone has none. Doing it twice changes nothing."""
    with transaction():
        registration, slot = _under_lock(registration_id), session.get_one(Slot, slot_id)
        has = seats.day_of(registration_id).get(slot.round_id)
        if has is slot:
            return
        if has is not None:
            raise Refused(N_("You have a place in this round already. It stays as it is."))
        holds = any(offered.slot is slot for offered in seats.offers_of(registration))
        _refuse(seats.obstacle(registration, slot, is_theirs=holds), TO_THEM)
        counting = seats.counting_in(registration.edition_id)
        assert counting is not None
        audit.record(
            audit.PARTICIPANT, "took a place", registration.edition_id, registration=registration_id, slot=slot_id
        )
        steps.move(counting, registration, slot, PlacementSource.TAKEN)


def expire_offers() -> int:
    """Pass on the seats of those who did not answer in time; returns how many."""
    overdue = seats.overdue()
    session.rollback()
    for edition_id, offers in groupby(overdue, key=lambda pair: pair[0]):
        with transaction():
            editions.locked(edition_id)
            found = [session.get_one(Offer, offer_id, populate_existing=True) for _, offer_id in offers]
            due = [offer for offer in found if offer.state == OfferState.OPEN and offer.expires_at <= clock.now()]
            steps.close(seats.counting_in(edition_id), due, OfferState.EXPIRED)
    return len(overdue)


def _under_lock(registration_id: int) -> Registration:
    """The registration, read again after its edition's lock was taken. Whoever acts on it owns it."""
    registration = session.get_one(Registration, registration_id)
    editions.locked(registration.edition_id)
    session.expire_all()
    claim(registration_id)
    return registration


def _refuse(obstacle: Obstacle | None, words: dict[Obstacle, str]) -> None:
    if obstacle is not None:
        raise Refused(words[obstacle])


def _refuse_unless_open(offer: Offer) -> None:
    if offer.state == OfferState.DECLINED:
        raise Refused(KEPT)
    if offer.state == OfferState.WITHDRAWN:
        raise Refused(TAKEN_BACK)
    if offer.state == OfferState.EXPIRED or offer.expires_at <= clock.now():
        raise Refused(TOO_LATE)


def _offer_to_whom_it_helps(counting: Counting, slot: Slot) -> int | None:
    """The id of the offer; None where there is no seat, no time, another plan, or nobody whom it helps."""
    until = answer_until(slot.round.starts_at)
    left = {room.slot_id: room.left for room in seats.rooms(counting.edition_id)}
    if until is None or counting != seats.counting_in(counting.edition_id) or left.get(slot.id, 0) <= 0:
        return None
    registration = seats.helped_most(counting, slot)
    if registration is None or seats.obstacle(registration, slot) is not None:
        return None
    return steps.make_offer(registration, slot, until, audit.WORKER).id
