"""What becomes of places that came free while people wait: offered, accepted, declined, passed on.

Only the worker offers, whatever it was that made a place free: somebody cancelled or was erased, an offer was not
answered, or there are more places now. So nobody on the list can be forgotten.
"""

from __future__ import annotations

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import EditionState, Phase
from werkplaats.errors import N_, Refused
from werkplaats.registration import seats
from werkplaats.registration.models import Offer, OfferState, Registration, RegistrationState
from werkplaats.registration.steps import claim, leave, let_pass, offer_place, take_part

MOST_AT_ONCE = 50
"""Offers in one transaction: whoever registers meanwhile waits for no more."""

GONE = N_("The time to answer has passed, so this place went to the next one on the list.")
DECLINED = N_("You said that you do not come, so we have passed this place on.")


def pass_on_places() -> int:
    """Offer every place that is free to who waits longest, and take back what was not answered in time; returns how
    many people that concerned."""
    editions_ = seats.editions_to_look_at()
    session.rollback()
    return sum(_pass_on_all(edition_id) for edition_id in editions_)


def accept_place(registration_id: int, offer_id: int) -> None:
    """Take part, in the place that was held. Doing it twice changes nothing."""
    with transaction():
        offer = _under_lock(registration_id, offer_id)
        registration, edition = offer.registration, offer.registration.edition
        if offer.state == OfferState.ACCEPTED and registration.state == RegistrationState.REGISTERED:
            return
        if edition.state != EditionState.PUBLISHED or edition.phase == Phase.PAST:
            raise Refused(N_("You cannot register at this moment."))
        _refuse_unless_held(offer)
        offer.state, offer.answered_at = OfferState.ACCEPTED, clock.now()
        audit.record(audit.PARTICIPANT, "accepted a place", registration.edition_id, offer=offer.id)
        take_part(registration)


def decline_place(registration_id: int, offer_id: int) -> None:
    """Not come after all: the place goes to the next. Doing it twice changes nothing."""
    with transaction():
        offer = _under_lock(registration_id, offer_id)
        if offer.state == OfferState.DECLINED:
            return
        _refuse_unless_held(offer)
        leave(offer.registration)
        audit.record(audit.PARTICIPANT, "declined a place", offer.registration.edition_id, offer=offer.id)


def _pass_on_all(edition_id: int) -> int:
    number = 0
    while done := _pass_on(edition_id):
        number += done
    return number


def _pass_on(edition_id: int) -> int:
    with transaction():
        edition = editions.locked(edition_id)
        late = seats.overdue(edition_id)[:MOST_AT_ONCE]
        for offer in late:
            let_pass(offer)
        session.flush()
        until = seats.answer_until(edition.starts_at)
        number = min(MOST_AT_ONCE, seats.number_to_offer(edition))
        first = list(session.scalars(seats.line(edition_id).limit(number))) if until else []
        for registration in first:
            offer_place(registration, until or clock.now())
        return len(late) + len(first)


def _under_lock(registration_id: int, offer_id: int) -> Offer:
    """The offer, read again after the lock of its edition was taken."""
    editions.locked(session.get_one(Registration, registration_id).edition_id)
    session.expire_all()
    claim(registration_id)
    return session.get_one(Offer, offer_id)


def _refuse_unless_held(offer: Offer) -> None:
    if offer.state == OfferState.DECLINED:
        raise Refused(DECLINED)
    if offer.state != OfferState.OPEN or offer.expires_at <= clock.now():
        raise Refused(GONE)
