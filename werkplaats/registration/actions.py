"""Registering, changing the ranking, cancelling, coming back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from werkplaats import audit, clock, links
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition, Phase
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.mail.addresses import email_key
from werkplaats.people.steps import mail_link_to
from werkplaats.registration import mails, queries, seats
from werkplaats.registration.models import Registration, RegistrationState, SentForm
from werkplaats.registration.queries import Door
from werkplaats.registration.seats import WayIn
from werkplaats.registration.steps import (
    Answers,
    Details,
    claim,
    day_changed,
    insert_registration,
    leave,
    registration_made_by_mistake,
    set_absences,
    set_need,
    set_newsletter,
    set_ranking,
    take_part,
    wait,
)

MOST_GUESTS = 10
"""People who share one address with its owner."""

MOVE_WITHIN = timedelta(hours=24)
OLD_LINK = N_("This link does not work any longer.")

COMING = (RegistrationState.REGISTERED, RegistrationState.WAITING)


class NoSuchLink(Refused):
    """The link was used already, is too old, or was never ours."""


class SentBefore(Refused):
    """The same form, with another address: the person looks at it once more."""


class Closed(Refused):
    """Registration is not open: too early, over, or the edition was cancelled."""


@dataclass(frozen=True)
class Registered:
    """`was_full` says how it was for anyone new, so that an answer made of it does not tell whom we know."""

    registration_id: int
    is_new: bool
    was_full: bool


class Standing(NamedTuple):
    """Where someone stands: in a place, or in line since this moment."""

    state: RegistrationState
    since: datetime | None


def register(edition_id: int, answers: Answers, token: str = "", before: str = "") -> Registered:
    """Take a place, or the last one on the waiting list. A known address keeps what it has: only a mail tells so, and
    where it can be changed.

    The `token` of a form makes that sending it twice does nothing more. `before` is that of the form that this browser
    sent before: if somebody else fills in the same address, what stands there is no longer that browser's to mend.
    The places are counted under the edition's lock: the last one is given once, and who comes first waits first.
    """
    with transaction():
        edition = editions.locked(edition_id)
        door = queries.door(edition)
        if door not in (Door.OPEN, Door.FULL):
            raise Closed(N_("You cannot register at this moment."))
        sent = queries.sent_form(edition_id, token)
        if sent is not None and email_key(sent.answers["email"]) != email_key(answers.email):
            raise SentBefore(N_(
                "You have sent this form already, with another address. Is this for somebody else? Press the button"
                " once more. Was the address wrong? Mend it on the page that came after this form."
            ))  # fmt: skip
        known = queries.owner_of(edition_id, answers.email)
        if known is not None and (sent is None or Answers.from_kept(sent.answers) != answers):
            mails.already_registered(edition, known)
            if not _is_made_by(known, sent, queries.sent_form(edition_id, before)):
                claim(known.id)
        person = known or _made(edition, answers, _standing_at(door))
        if sent is None and token:
            _remember(edition_id, token, answers, None if known else person)
        return Registered(person.id, is_new=known is None, was_full=door == Door.FULL)


def mend_address(edition_id: int, token: str, email: str) -> None:
    """Send what a browser has just sent to another address instead, which was meant.

    Only a registration that this browser made, and that nobody has touched since, goes away: it holds nothing but what
    was typed here, and so does the new one. For the rest it is as if the form was sent once more, so that an address
    that is known is told so, and keeps what it has.
    """
    with transaction():
        edition = editions.locked(edition_id)
        sent, door = queries.sent_form(edition_id, token), queries.door(edition)
        if sent is None or door not in (Door.OPEN, Door.FULL):
            raise Closed(N_("You can mend an address for half an hour. Register once more with the right one."))
        if email_key(sent.answers["email"]) == email_key(email):
            return
        answers, wrong, standing = _at(email, sent), sent.registration, _standing_at(door)
        if wrong is not None and wrong.state in COMING:
            standing = Standing(wrong.state, wrong.waiting_since)
            _take_away(wrong)
        known = queries.owner_of(edition_id, email)
        if known is not None:
            mails.already_registered(edition, known)
        made = None if known else _made(edition, answers, standing)
        sent.answers, sent.registration_id = answers.kept(), made.id if made else None


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
        if registration.state not in COMING:
            raise Refused(N_("You do not take part now, so there is nothing to choose."))
        set_ranking(registration, ranking, indifferent, clock.now())
        set_absences(registration, absent_rounds)
        audit.record(audit.PARTICIPANT, "ranked", registration.edition_id, registration=registration_id)
        if registration.state == RegistrationState.REGISTERED:
            day_changed(registration)


def change_answers(registration_id: int, wanted: Details) -> None:
    """Replace what someone told about themselves. What they need counts only as long as it can be arranged."""
    with transaction():
        registration = _under_lock(registration_id)
        moves = wanted.perspective != registration.perspective and registration.state == RegistrationState.REGISTERED
        registration.name, registration.organisation = wanted.name, wanted.organisation
        registration.perspective, registration.locale = wanted.perspective, wanted.locale
        if registration.state in COMING and registration.edition.phase != Phase.PAST:
            set_need(registration, wanted.need, wanted.need_consent)
        set_newsletter(registration, wanted.newsletter)
        audit.record(audit.PARTICIPANT, "changed answers", registration.edition_id, registration=registration_id)
        if moves:
            input_changed(registration.edition_id)


def add_guest(registration_id: int, answers: Answers, token: str) -> int:
    """Register somebody without an own address with that of this person; returns their registration's id. The same
    form sent twice adds one."""
    with transaction():
        helper = _under_lock(registration_id)
        edition, sharing = helper.edition, queries.at_address(helper)
        sent, door = queries.sent_form(edition.id, token), queries.door(edition)
        if sent is not None:
            return sent.registration_id or registration_id
        if door not in (Door.OPEN, Door.FULL):
            raise Closed(N_("You cannot register at this moment."))
        if len(sharing) > MOST_GUESTS:
            raise Refused(N_("You registered ten people with this address already. Ask us if there are more."))
        number = sharing[-1].guest_number + 1
        guest = _made(edition, replace(answers, email=helper.email), _standing_at(door), number)
        _remember(edition.id, token, answers, guest)
        return guest.id


def ask_for_new_address(registration_id: int, email: str) -> None:
    """Mail a link to an address that somebody wants to use from now on. If that is known, its owner hears that nothing
    changes; whoever asks cannot tell."""
    with transaction():
        registration = _under_lock(registration_id)
        owner = queries.owner_of(registration.edition_id, email)
        if owner is not None:
            mails.already_registered(registration.edition, owner)
            return
        until = int((clock.now() + MOVE_WITHIN).timestamp())
        token = links.address_token(registration.public_id, registration.link_version, email, until)
        mails.new_address(registration, email, token)
        audit.record(
            audit.PARTICIPANT, "asked for another address", registration.edition_id, registration=registration_id
        )


def take_address(token: str) -> list[int]:
    """Let a registration move to the address that a link was mailed to, with everyone who shares its address; returns
    their ids, its own first. Old links die; the old address is told. Refused for a link that is no longer good."""
    asked = queries.asked_to_move(token)
    if asked is None:
        raise NoSuchLink(OLD_LINK)
    with transaction():
        registration = _under_lock(asked[0].id)
        asked = queries.asked_to_move(token)
        if asked is None:
            raise NoSuchLink(OLD_LINK)
        email = asked[1]
        if queries.is_taken(registration.edition_id, email):
            raise Refused(N_("Somebody is registered with this address already, so it cannot be used once more."))
        moving = [registration] if registration.guest_number else queries.at_address(registration)
        old, registration.guest_number = registration.email, 0
        for person in moving:
            person.email, person.email_key = email, email_key(email)
            person.link_version += 1
        session.flush()
        mails.address_left(registration, old)
        for person in moving:
            mails.link_again(person.edition, person)
            if person.state == RegistrationState.REGISTERED:
                day_changed(person)
        audit.record(
            audit.PARTICIPANT, "moved to another address", registration.edition_id, registration=registration.id
        )
        return [person.id for person in moving]


def cancel(registration_id: int, actor: str = audit.PARTICIPANT) -> None:
    """Give the place back, or leave the waiting list. Doing it twice changes nothing."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state not in COMING:
            return
        if registration.edition.phase == Phase.PAST:
            raise Refused(N_("This day is over, so there is nothing left to cancel."))
        leave(registration)
        audit.record(actor, "cancelled", registration.edition_id, registration=registration_id)


def come_back(registration_id: int) -> WayIn:
    """Take part after all, or wait for it (`seats.way_in`); returns what it was. Doing it twice changes nothing."""
    with transaction():
        registration = _under_lock(registration_id)
        way = queries.way_in(registration)
        if way is None:
            return WayIn.NONE
        if way == WayIn.NONE:
            raise Closed(N_("You cannot register at this moment."))
        if way == WayIn.PLACE:
            take_part(registration)
        else:
            first = way == WayIn.FIRST
            wait(registration, seats.before_everyone(registration.edition_id) if first else clock.now())
        audit.record(audit.PARTICIPANT, "came back", registration.edition_id, registration=registration_id)
        return way


def send_link_again(email: str) -> None:
    """Mail the personal links of an address, also to who has a task; for an unknown one nothing happens, and nobody can
    tell."""
    with transaction():
        for registration in queries.coming_of(email):
            mails.link_again(registration.edition, registration)
        mail_link_to(email)


def renew_feed(registration_id: int) -> None:
    """Give someone's calendar feed another address; whoever has the old one sees nothing any more."""
    with transaction():
        registration = _under_lock(registration_id)
        registration.feed_version += 1
        audit.record(audit.PARTICIPANT, "renewed feed", registration.edition_id, registration=registration_id)


def forget_forms() -> None:
    """Take away what browsers sent longer ago than they may still mend."""
    old = SentForm.sent_at <= clock.now() - queries.REMEMBERED_FOR
    is_any = session.scalar(select(SentForm.id).where(old).limit(1)) is not None
    session.rollback()
    if is_any:
        with transaction():
            session.execute(delete(SentForm).where(old))


def _standing_at(door: Door) -> Standing:
    """Where someone new comes to stand."""
    if door == Door.FULL:
        return Standing(RegistrationState.WAITING, clock.now())
    return Standing(RegistrationState.REGISTERED, None)


def _made(edition: Edition, answers: Answers, standing: Standing, guest_number: int = 0) -> Registration:
    registration = insert_registration(edition, answers, clock.now(), guest_number)
    audit.record(audit.PARTICIPANT, "registered", edition.id, registration=registration.id)
    if standing.state == RegistrationState.WAITING:
        wait(registration, standing.since or clock.now())
    else:
        take_part(registration)
    return registration


def _is_made_by(registration: Registration, *forms: SentForm | None) -> bool:
    return any(form.registration_id == registration.id for form in forms if form is not None)


def _at(email: str, sent: SentForm) -> Answers:
    return replace(Answers.from_kept(sent.answers), email=email)


def _take_away(wrong: Registration) -> None:
    """Undo a registration that was made with a wrong address: its seats come free, its calendar entry is called off."""
    audit.record(audit.PARTICIPANT, "mended an address", wrong.edition_id, registration=wrong.id)
    wrong.state = RegistrationState.CANCELLED
    session.flush()
    day_changed(wrong)
    registration_made_by_mistake.send(registration=wrong)
    session.delete(wrong)
    session.flush()
    session.expire_all()


def _remember(edition_id: int, token: str, answers: Answers, made: Registration | None) -> None:
    made_id = made.id if made else None
    session.add(SentForm(
        edition_id=edition_id, token=token, registration_id=made_id, answers=answers.kept(), sent_at=clock.now()
    ))  # fmt: skip


def _under_lock(registration_id: int) -> Registration:
    """The registration, read again after its edition's lock was taken: two buttons at once act one after the other.
    Whoever acts on it owns it."""
    registration = session.get_one(Registration, registration_id)
    editions.locked(registration.edition_id)
    session.refresh(registration)
    if registration.state == RegistrationState.ERASED:
        raise Refused(N_("You had yourself erased, so there is nothing left to change."))
    claim(registration_id)
    return registration
