"""Places of an edition: how many are free, and who comes before whom on the waiting list.

A place is held by who takes part, or by an open offer. The list is in the order of `waiting_since`, then of the row;
whoever stands in it comes before everyone who registers later. Who let an offer pass stands in no line until they ask
for it again. Whoever gives a place away counts anew, under the lock of the edition.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select

from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState, Phase
from werkplaats.registration.models import Offer, OfferKind, OfferState, Registration, RegistrationState

ANSWER_WITHIN = timedelta(hours=48)
"""Long enough for who reads mail once a day; a place is empty meanwhile."""

LEAST_TO_ANSWER = timedelta(minutes=30)
"""Who would have less is not asked: the mail may not even be there."""


class WayIn(StrEnum):
    """What happens when someone who does not take part says that they want to: a place, the first one of the waiting
    list, or the last one; or nothing, because nobody can come in any more."""

    PLACE = "place"
    FIRST = "first"
    LAST = "last"
    NONE = "none"


def answer_until(starts_at: datetime) -> datetime | None:
    """Until when a place in what starts then can be offered: at most half of the time that is left, so that the next
    one has a chance too. None when that is too short."""
    at_most = min(ANSWER_WITHIN, (starts_at - clock.now()) / 2)
    return None if at_most < LEAST_TO_ANSWER else (clock.now() + at_most).replace(second=0, microsecond=0)


def is_ahead() -> ColumnElement[bool]:
    """The condition that somebody comes before who registers now: they take part, or stand in line."""
    in_line = (Registration.state == RegistrationState.WAITING) & Registration.waiting_since.is_not(None)
    return (Registration.state == RegistrationState.REGISTERED) | in_line


def places_left(edition: Edition) -> int | None:
    """Places for who comes new; None when there is no limit."""
    return None if edition.capacity is None else edition.capacity - _number(edition.id, is_ahead())


def free_places(edition: Edition) -> int | None:
    """Places that nobody holds, whoever may be in line for them; None when there is no limit."""
    if edition.capacity is None:
        return None
    offered = select(Offer.registration_id).where(_is_open())
    held = _waits() & Registration.id.in_(offered)
    return edition.capacity - _number(edition.id, (Registration.state == RegistrationState.REGISTERED) | held)


def line(edition_id: int) -> Select[Registration]:
    """Everyone to whom a place can be offered, in the order in which that happens."""
    asked = select(Offer.registration_id).where(
        Offer.kind == OfferKind.EDITION, Offer.state == OfferState.OPEN, Offer.registration_id == Registration.id
    )
    return (
        select(Registration)
        .where(Registration.edition_id == edition_id, _waits(), Registration.waiting_since.is_not(None))
        .where(~asked.correlate(Registration).exists())
        .order_by(Registration.waiting_since, Registration.id)
    )


def number_in_line(registration: Registration) -> int | None:
    """1 for who is offered the next place; None for who stands in no line."""
    since = registration.waiting_since
    mine = line(registration.edition_id).where(Registration.id == registration.id)
    if since is None or session.scalars(mine).first() is None:
        return None
    as_long = (Registration.waiting_since == since) & (Registration.id <= registration.id)
    upto = line(registration.edition_id).where(as_long | (Registration.waiting_since < since))
    return session.scalar(select(func.count()).select_from(upto.subquery()))


def number_waiting(edition_id: int) -> int:
    """How many people stand in line."""
    return session.scalar(select(func.count()).select_from(line(edition_id).subquery())) or 0


def offer_to(registration: Registration) -> Offer | None:
    """The place that is held for someone now."""
    return session.scalars(select(Offer).where(_is_open(), Offer.registration_id == registration.id)).first()


def offer(registration_id: int, offer_id: int) -> Offer | None:
    """An offer of a place in the edition to this person, answered or not."""
    statement = select(Offer).where(Offer.id == offer_id, Offer.kind == OfferKind.EDITION)
    return session.scalars(statement.where(Offer.registration_id == registration_id)).first()


def overdue(edition_id: int) -> list[Offer]:
    """Offers of an edition that nobody answered in time."""
    statement = select(Offer).join(Offer.registration).where(Registration.edition_id == edition_id)
    late = (Offer.kind == OfferKind.EDITION) & (Offer.state == OfferState.OPEN) & (Offer.expires_at <= clock.now())
    return list(session.scalars(statement.where(late).order_by(Offer.expires_at, Offer.id)))


def editions_to_look_at() -> list[int]:
    """Editions in which a place can be passed on: an offer is over, or there is a free place and a line for it."""
    waits = select(Registration.edition_id).where(_waits())
    comes = (Edition.state == EditionState.PUBLISHED) & (Edition.ends_at > clock.now())
    found = session.scalars(select(Edition).where(Edition.id.in_(waits), comes).order_by(Edition.id))
    return [edition.id for edition in found if overdue(edition.id) or number_to_offer(edition)]


def number_to_offer(edition: Edition) -> int:
    """How many places can be offered now to people in line."""
    if answer_until(edition.starts_at) is None:
        return 0
    waiting, free = number_waiting(edition.id), free_places(edition)
    return waiting if free is None else max(0, min(waiting, free))


def way_in(registration: Registration, *, is_open: bool) -> WayIn:
    """What saying "I want to come" does for someone who does not take part. `is_open`: whether one can register now.

    Who had a place and cancelled has it again if it is still free, and else comes first. Anyone else comes after
    whoever waits. Shortly before the day, when nobody can be asked any more, a free place goes to who takes it.
    """
    edition = registration.edition
    if edition.state != EditionState.PUBLISHED or edition.phase == Phase.PAST:
        return WayIn.NONE
    free = free_places(edition)
    is_free = free is None or free > 0
    if registration.state == RegistrationState.CANCELLED and registration.waiting_since is None:
        return WayIn.PLACE if is_free else WayIn.FIRST
    if registration.state == RegistrationState.CANCELLED and not is_open:
        return WayIn.NONE
    left = places_left(edition)
    nobody_before = left is None or left > 0 or answer_until(edition.starts_at) is None
    return WayIn.PLACE if is_free and nobody_before else WayIn.LAST


def before_everyone(edition_id: int) -> datetime:
    """A moment that puts someone first on the waiting list."""
    first = session.scalar(select(func.min(Registration.waiting_since)).where(
        Registration.edition_id == edition_id, _waits()
    ))  # fmt: skip
    return min(clock.now(), first - timedelta(microseconds=1)) if first else clock.now()


def _waits() -> ColumnElement[bool]:
    return Registration.state == RegistrationState.WAITING


def _is_open() -> ColumnElement[bool]:
    """The condition that an offer holds its place."""
    return (Offer.kind == OfferKind.EDITION) & (Offer.state == OfferState.OPEN) & (Offer.expires_at > clock.now())


def _number(edition_id: int, which: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(Registration)
    return session.scalar(statement.where(Registration.edition_id == edition_id, which)) or 0
