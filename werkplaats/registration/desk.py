"""What organisers do for people who registered, one person at a time: add, change, take in again, pair, arrange.

They may do what the door refuses (register above the number of places, or after closing), and say so with a tick.
"""

from __future__ import annotations

from dataclasses import dataclass

from blinker import Signal
from sqlalchemy import select

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.mail import outbox
from werkplaats.mail.addresses import email_key
from werkplaats.registration import dossier, mails, queries, seats
from werkplaats.registration.models import (
    Need,
    OfferState,
    Pair,
    PairKind,
    Perspective,
    Registration,
    RegistrationState,
)
from werkplaats.registration.steps import (
    Above,
    Answers,
    claim,
    day_changed,
    insert_registration,
    refuse_unless_possible,
    set_absences,
    set_ranking,
    take_part,
)
from werkplaats.web.stale import refuse_when_changed

address_changed = Signal()
"""Sent inside the transaction with `ids`, the registrations of which the mails go to another address from now on."""

FULL = N_("All places are taken, or belong to people who wait. Tick that this person comes on top of them.")
NOT_THERE = N_("This person was erased meanwhile.")


class AlreadyThere(Refused):
    """Somebody has this address already; `public_id` says who."""

    def __init__(self, known: Registration) -> None:
        super().__init__(N_("%(name)s is registered with this address already."), name=known.name)
        self.public_id = known.public_id


@dataclass(frozen=True)
class Particulars:
    """What an organiser can change of someone; an empty `perspective` was not told."""

    name: str
    email: str
    perspective: str
    organisation: str
    locale: str


@dataclass(frozen=True)
class Remark:
    remark: str


def particulars_of(registration: Registration) -> Particulars:
    return Particulars(
        registration.name,
        registration.email,
        registration.perspective or "",
        registration.organisation,
        registration.locale,
    )


def add_by_hand(edition_id: int, answers: Answers, above_capacity: bool, actor: str) -> int:
    """Register someone who called; returns the registration's id. They get the confirmation like everyone."""
    with transaction():
        edition = editions.locked(edition_id)
        refuse_unless_possible(edition)
        if (known := queries.owner_of(edition_id, answers.email)) is not None:
            raise AlreadyThere(known)
        _refuse_above(edition, above_capacity)
        registration = insert_registration(edition, answers, clock.now())
        take_part(registration)
        audit.record(actor, "added by hand", edition_id, registration=registration.id)
        return registration.id


def register_again(registration_id: int, above_capacity: bool, actor: str) -> None:
    """Take in someone who cancelled or who waits. Doing it twice changes nothing."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state == RegistrationState.REGISTERED:
            return
        refuse_unless_possible(registration.edition)
        _refuse_above(registration.edition, above_capacity, besides=registration)
        if (held := seats.offer_to(registration)) is not None:
            held.state, held.answered_at = OfferState.ACCEPTED, clock.now()
        take_part(registration)
        audit.record(actor, "registered again", registration.edition_id, registration=registration_id)


def change_details(registration_id: int, details: Particulars, seen: str, actor: str) -> bool:
    """Save what an organiser changed; whether the address is another one now. Then every link in an earlier mail is
    dead, because it may be in the wrong hands, and the new address gets what the old one had. Another name or
    organisation makes no draft of a plan out of date."""
    with transaction():
        registration = _under_lock(registration_id)
        refuse_when_changed(particulars_of(registration), seen)
        moved = _move(registration, details.email)
        perspective = Perspective(details.perspective) if details.perspective else None
        counts = bool(moved) or perspective != registration.perspective
        registration.name, registration.organisation = details.name, details.organisation
        registration.perspective, registration.locale = perspective, details.locale
        audit.record(actor, "changed details", registration.edition_id, registration=registration_id)
        if counts and registration.state == RegistrationState.REGISTERED:
            day_changed(registration)
        if moved:
            address_changed.send(ids=[person.id for person in moved])
        return bool(moved)


def change_choices(
    registration_id: int, ranking: tuple[int, ...], indifferent: bool, absent_rounds: tuple[int, ...], actor: str
) -> None:
    """Replace someone's preferences and the rounds that they leave out, also when choosing is over for them."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state == RegistrationState.CANCELLED:
            raise Refused(N_("This person does not take part now, so there is nothing to choose."))
        set_ranking(registration, ranking, indifferent, clock.now())
        set_absences(registration, absent_rounds)
        audit.record(actor, "changed choices", registration.edition_id, registration=registration_id)
        if registration.state == RegistrationState.REGISTERED:
            day_changed(registration)


def write_remark(registration_id: int, remark: Remark, seen: str, actor: str) -> None:
    """Keep what organisers want to remember of someone."""
    with transaction():
        registration = _under_lock(registration_id)
        refuse_when_changed(Remark(registration.remark), seen)
        registration.remark = remark.remark
        audit.record(actor, "wrote a remark", registration.edition_id, registration=registration_id)


def send_link(registration_id: int, actor: str) -> None:
    """Mail someone their personal link once more; at most once an hour."""
    with transaction():
        registration = _under_lock(registration_id)
        mails.link_again(registration.edition, registration)
        audit.record(actor, "sent the link", registration.edition_id, registration=registration_id)


# Pairs.


def pair_up(registration_id: int, other_id: int, kind: PairKind, actor: str) -> None:
    """Say that two people are to be together, or apart; a pair that is the other kind becomes this one."""
    with transaction():
        one, other = _under_lock(registration_id), session.get_one(Registration, other_id)
        if other.id == one.id or other.edition_id != one.edition_id or other.state == RegistrationState.ERASED:
            raise Refused(N_("Choose another person of this edition."))
        first, second = sorted((one.id, other.id))
        pair = session.scalars(select(Pair).where(Pair.first_id == first, Pair.second_id == second)).first()
        if pair is None:
            pair = Pair(first_id=first, second_id=second, kind=kind)
            session.add(pair)
        pair.kind = kind
        input_changed(one.edition_id)
        audit.record(actor, f"put {kind}", one.edition_id, registration=first, other=second)


def unpair(registration_id: int, pair_id: int, actor: str) -> None:
    """Let two people be independent of each other again. Doing it twice changes nothing."""
    with transaction():
        registration = _under_lock(registration_id)
        mine = (Pair.first_id == registration_id) | (Pair.second_id == registration_id)
        pair = session.scalars(select(Pair).where(Pair.id == pair_id, mine)).first()
        if pair is None:
            return
        session.delete(pair)
        input_changed(registration.edition_id)
        audit.record(actor, "unpaired", registration.edition_id, registration=pair.first_id, other=pair.second_id)


# What people need.


def arrange(need_id: int, actor: str) -> None:
    """Say that what someone needs is arranged, and tell them. Doing it twice tells nobody twice."""
    with transaction():
        need = _need_under_lock(need_id)
        if need.arranged_at is not None:
            return
        if need.registration.state == RegistrationState.CANCELLED:
            raise Refused(N_("This person does not take part any more, so there is nothing to arrange."))
        need.arranged_at = clock.now()
        mails.need_arranged(need)
        audit.record(actor, "arranged a need", need.registration.edition_id, registration=need.registration_id)


def take_back_arranged(need_id: int, actor: str) -> bool:
    """It is not arranged after all. Whether the mail could be stopped: if not, they have read that it was."""
    with transaction():
        need = _need_under_lock(need_id)
        if need.arranged_at is None:
            return True
        stopped = outbox.take_back(mails.key_of_need(need))
        need.arranged_at = None
        audit.record(actor, "need not arranged", need.registration.edition_id, registration=need.registration_id)
        return stopped


# What they share, inside an open transaction.


def _refuse_above(edition: Edition, above_capacity: bool, besides: Registration | None = None) -> None:
    left = dossier.room(edition, besides)
    if left is not None and left <= 0 and not above_capacity:
        raise Above(FULL)


def _under_lock(registration_id: int) -> Registration:
    """The registration, read again after its edition's lock was taken; who was erased is not touched any more. What an
    organiser has touched, no browser can take away as what it has just made."""
    registration = session.get_one(Registration, registration_id)
    editions.locked(registration.edition_id)
    session.refresh(registration)
    if registration.state == RegistrationState.ERASED:
        raise Refused(NOT_THERE)
    claim(registration_id)
    return registration


def _need_under_lock(need_id: int) -> Need:
    need = session.get_one(Need, need_id)
    _under_lock(need.registration_id)
    session.refresh(need)
    return need


def _move(registration: Registration, email: str) -> list[Registration]:
    """Give someone another address, and who shares it with them; returns who moved. Other letters in the same one are
    no other address. The old address is told, and what had not left to it does not leave."""
    if email_key(email) == registration.email_key:
        registration.email = email
        return []
    if (known := queries.owner_of(registration.edition_id, email)) is not None:
        raise AlreadyThere(known)
    moving = [registration] if registration.guest_number else queries.at_address(registration)
    old, registration.guest_number = registration.email, 0
    for person in moving:
        person.email, person.email_key = email, email_key(email)
        person.link_version += 1
        outbox.stop(person.id)
    session.flush()
    mails.address_left(registration, old)
    for person in moving:
        if person.state != RegistrationState.REGISTERED:
            mails.link_again(person.edition, person)
    return moving
