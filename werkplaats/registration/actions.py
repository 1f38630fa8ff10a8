"""Registering, changing the ranking, cancelling, coming back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from blinker import Signal

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition, Phase
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.registration import mails, queries
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.queries import Door
from werkplaats.registration.steps import Answers, insert_registration, set_absences, set_ranking

registration_changed = Signal()
"""Sent inside the transaction with `ids`, the registrations whose day may have changed."""


DOUBLE_CLICK = timedelta(minutes=2)


class Full(Refused):
    """There is no place left: not a mistake, but a page of its own."""


class Closed(Refused):
    """Registration is not open: too early, over, or the edition was cancelled."""


@dataclass(frozen=True)
class Registered:
    registration_id: int
    is_new: bool


def register(edition_id: int, answers: Answers) -> Registered:
    """Take a place. A known address keeps what it has: only a mail tells so, and where it can be changed.

    The places are counted under the edition's lock, so that the last one is given once.
    """
    with transaction():
        edition = editions.locked(edition_id)
        known = queries.owner_of(edition_id, answers.email)
        if known is not None:
            if not _pressed_twice(known, answers):
                mails.already_registered(edition, known)
            return Registered(known.id, is_new=False)
        _refuse_unless_open(edition)
        registration = insert_registration(edition, answers, clock.now())
        input_changed(edition_id)
        audit.record(audit.PARTICIPANT, "registered", edition_id, registration=registration.id)
        registration_changed.send(ids=[registration.id])
        return Registered(registration.id, is_new=True)


def change_ranking(
    registration_id: int, ranking: tuple[int, ...], indifferent: bool = False, absent_rounds: tuple[int, ...] = ()
) -> None:
    """Replace someone's preferences and the rounds that they leave out, as long as ranking is open.

    An empty ranking is no answer, unless it is said that every breakout is fine.
    """
    with transaction():
        registration = _under_lock(registration_id)
        if not registration.edition.ranking_open:
            raise Refused(N_("The time to choose has passed. Your earlier choices still count."))
        if registration.state != RegistrationState.REGISTERED:
            raise Refused(N_("You do not take part now, so there is nothing to choose."))
        set_ranking(registration, ranking, indifferent, clock.now())
        set_absences(registration, absent_rounds)
        input_changed(registration.edition_id)
        audit.record(audit.PARTICIPANT, "ranked", registration.edition_id, registration=registration_id)
        registration_changed.send(ids=[registration_id])


def cancel(registration_id: int, actor: str = audit.PARTICIPANT) -> None:
    """Give the place back. Doing it twice changes nothing."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state == RegistrationState.CANCELLED:
            return
        if registration.edition.phase == Phase.PAST:
            raise Refused(N_("This day is over, so there is nothing left to cancel."))
        registration.state, registration.cancelled_at = RegistrationState.CANCELLED, clock.now()
        input_changed(registration.edition_id)
        audit.record(actor, "cancelled", registration.edition_id, registration=registration_id)
        registration_changed.send(ids=[registration_id])


def come_back(registration_id: int) -> bool:
    """Undo a cancellation, if there is still a place; False when they take part already."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state == RegistrationState.REGISTERED:
            return False
        _refuse_unless_open(registration.edition)
        registration.state, registration.cancelled_at = RegistrationState.REGISTERED, None
        input_changed(registration.edition_id)
        audit.record(audit.PARTICIPANT, "came back", registration.edition_id, registration=registration_id)
        registration_changed.send(ids=[registration_id])
        return True


def send_link_again(email: str) -> None:
    """Mail the personal links of an address; for an unknown one nothing happens, and nobody can tell."""
    with transaction():
        for registration in queries.coming_of(email):
            mails.link_again(registration.edition, registration)


def renew_feed(registration_id: int) -> None:
    """Give someone's calendar feed another address; whoever has the old one sees nothing any more."""
    with transaction():
        registration = _under_lock(registration_id)
        registration.feed_version += 1
        audit.record(audit.PARTICIPANT, "renewed feed", registration.edition_id, registration=registration_id)


def _pressed_twice(known: Registration, answers: Answers) -> bool:
    """The same answers again at once need no mail: the confirmation is on its way. Other answers do."""
    said = (answers.name, answers.perspective, answers.organisation, answers.ranking, answers.indifferent)
    kept = (known.name, known.perspective, known.organisation, known.ranking, known.is_indifferent)
    same = said == kept and set(answers.absent_rounds) == known.absent_rounds
    return same and clock.now() - known.created_at < DOUBLE_CLICK


def _under_lock(registration_id: int) -> Registration:
    """The registration, read again after its edition's lock was taken: two buttons at once act one after the other."""
    registration = session.get_one(Registration, registration_id)
    editions.locked(registration.edition_id)
    session.refresh(registration)
    if registration.state == RegistrationState.ERASED:
        raise Refused(N_("You had yourself erased, so there is nothing left to change."))
    return registration


def _refuse_unless_open(edition: Edition) -> None:
    door = queries.door(edition)
    if door == Door.FULL:
        raise Full(N_("All places are taken."))
    if door != Door.OPEN:
        raise Closed(N_("You cannot register at this moment."))
