"""Erasing people, inside an open transaction. What goes and what stays is not decided here but in `columns`."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import cache
from typing import Any, cast

from flask import current_app
from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select, update

from werkplaats import clock, consent, links
from werkplaats.db import Base, session
from werkplaats.editions.steps import input_changed
from werkplaats.files import File, remove_pictures, take_sent
from werkplaats.invitations.steps import take_leave, take_leave_of, tell_people
from werkplaats.jobs.models import WAITING, Job
from werkplaats.mail import steps as mail
from werkplaats.mail.models import OutgoingMail
from werkplaats.notes.models import Card, CardState, Response, ResponseState
from werkplaats.notes.note.steps import forget_remarks
from werkplaats.notes.steps import IN_WORDS, leave_response_without_author, leave_without_author, take_back
from werkplaats.people import queries as people
from werkplaats.people.models import Appearance, Person, Photo, Slides
from werkplaats.privacy.columns import COLUMNS, Fate, fate
from werkplaats.programme import steps as undoing
from werkplaats.registration.models import (
    Erasure,
    Offer,
    OfferKind,
    OfferState,
    Registration,
    RegistrationState,
    SentForm,
)
from werkplaats.registration.steps import registration_changed

CAN_STAY = (CardState.WAITING, CardState.PUBLISHED, ResponseState.WAITING, ResponseState.PUBLISHED)
"""Cards, and words said to cards, that may stay without their author; nobody reads the others, so their words go."""

_REGISTRATION = cast(Table, Registration.__table__)


def erase_person(registration: Registration, cards_stay: bool, at: datetime, tell: bool) -> None:
    """Let nothing be left of someone that says who it was. The edition is locked. `at` is when they wanted it; `tell`
    is whether they still have to hear it."""
    speaker = None if registration.guest_number else people.by_email_key(registration.email_key)
    comes_no_more = _step_out(registration, at)
    if comes_no_more:
        _free_places(registration)
    if tell:
        take_leave(registration)
    _erase_cards(registration.id, cards_stay)
    _erase_responses(registration.id, cards_stay)
    _erase_lists(registration)
    forget([registration])
    if comes_no_more and speaker is not None:
        tell_people(edition_id=registration.edition_id, ids=[speaker.id])


def erase_speaker(person: Person, tell: bool) -> None:
    """Let nothing be left of someone with tasks: their parts stand in the programme without them, and no undoing
    brings them back. `tell` is whether calendars still have to hear it."""
    mails = session.scalars(select(OutgoingMail.id).where(queries_of_mails(person))).all()
    editions = people.days_of(person.id)
    if tell:
        take_leave_of(person)
    mail.forget(mails)
    files = _files_of(person)
    photos = [id for id in (person.photo_id, person.new_photo_id) if id is not None]
    undoing.forget_person(person.id)
    _forget_pictures(person)
    session.delete(person)
    session.flush()
    remove_pictures(Photo, photos)
    session.execute(delete(File).where(File.id.in_(files)))
    for edition_id in sorted(editions):
        input_changed(edition_id)
        _erase_names(edition_id, [person.name, person.email, person.email_key, person.public_id])


def queries_of_mails(person: Person) -> ColumnElement[bool]:
    """Mails about what someone does: to their address, and about no registration."""
    about_tasks = OutgoingMail.registration_id.is_(None) & OutgoingMail.user_id.is_(None)
    to_them = func.lower(OutgoingMail.to_email) == (person.email or "").lower()
    return about_tasks & to_them & (OutgoingMail.to_email != "")


def _forget_pictures(person: Person) -> None:
    """What they sent and the worker has not made a picture of yet."""
    for job in session.scalars(select(Job).where(Job.key.startswith(people.photo_prefix(person)))):
        if job.state in WAITING:  # else it is gone, and another file may have its number by now
            take_sent(job.args["file_id"])
        session.delete(job)


def _files_of(person: Person) -> list[int]:
    mine = select(Appearance.id).where(Appearance.person_id == person.id)
    return list(session.scalars(select(Slides.file_id).where(Slides.appearance_id.in_(mine))))


def remember(public_id: str, cards_stay: bool, at: datetime) -> None:
    """Note that this person was erased, without saying who it was."""
    session.add(Erasure(public_id_hash=fingerprint(public_id), cards_kept=cards_stay, at=at))


def fingerprint(public_id: str) -> str:
    """By which an erasure knows somebody again in an older copy, and nobody else does."""
    key = str(current_app.config["LINK_KEY"]).encode()
    return hmac.digest(key, f"erased:{public_id}".encode(), hashlib.sha256).hex()


def forget(registrations: Sequence[Registration]) -> None:
    """Bring these people to what the table says is left of somebody: one in a count."""
    ids = [registration.id for registration in registrations]
    session.flush()
    forget_remarks(ids)
    for table, whose in _tables_that_go():
        session.execute(delete(table).where(or_(*(column.in_(ids) for column in whose))))
    mail.forget(session.scalars(select(OutgoingMail.id).where(OutgoingMail.registration_id.in_(ids))).all())
    _forget_forms(registrations)
    for registration in registrations:
        session.refresh(registration)
        _step_out(registration, clock.now())
        for name in _left_empty(registration):
            setattr(registration, name, None if _REGISTRATION.c[name].nullable else "")
        registration.public_id = links.new_public_id()
        registration.email_key = f"erased:{registration.public_id}"
        registration.created_at = _day_of(registration.created_at)
    session.flush()


def _forget_forms(registrations: Sequence[Registration]) -> None:
    """What a browser sent lately carries no number once somebody acted on what it made, so it is known by its words."""
    known = {(one.edition_id, word.casefold()) for one in registrations for word in (one.name, one.email) if word}
    of_editions = SentForm.edition_id.in_({edition_id for edition_id, _ in known})
    for form in session.scalars(select(SentForm).where(of_editions)):
        if not known.isdisjoint((form.edition_id, form.answers[word].casefold()) for word in ("name", "email")):
            session.delete(form)


def _left_empty(registration: Registration) -> list[str]:
    """Who took part stays in the counts of that day."""
    emptied = fate("registration", Fate.EMPTIED)
    return emptied if registration.cancelled_at is None else [*emptied, *fate("registration", Fate.COUNTED)]


@cache
def _tables_that_go() -> list[tuple[Table, list[Column[Any]]]]:
    """Every table whose rows go with their person, and by which columns it names them."""
    return [
        (table, whose)
        for table in reversed(Base.metadata.sorted_tables)
        if (whose := [column for column in table.columns if column.references(_REGISTRATION.c.id)])
        and COLUMNS[f"{table.name}.{whose[0].name}"].fate == Fate.GOES
    ]


def _step_out(registration: Registration, at: datetime) -> bool:
    """Walk to erased; whether they would have come, or waited to, and now do not. Who took part has come."""
    state, registration.state = registration.state, RegistrationState.ERASED
    came = state == RegistrationState.REGISTERED and at >= registration.edition.ends_at
    if state == RegistrationState.ERASED or came:
        return False
    registration.cancelled_at = registration.cancelled_at or at
    return state != RegistrationState.CANCELLED


def _free_places(registration: Registration) -> None:
    """As after a cancellation: what they had or were offered is somebody else's to have."""
    session.flush()
    mine = Offer.registration_id == registration.id, Offer.kind == OfferKind.EDITION, Offer.state == OfferState.OPEN
    session.execute(update(Offer).where(*mine).values(state=OfferState.WITHDRAWN, answered_at=clock.now()))
    registration_changed.send(ids=[registration.id])


def _erase_cards(author_id: int, stay: bool) -> None:
    mine = select(Card).where(Card.author_id == author_id).with_for_update()
    for card in session.scalars(mine.execution_options(populate_existing=True)).all():
        if stay and card.state in CAN_STAY:
            leave_without_author(card)
        else:
            take_back(card)
            consent.forget_for_card(card.id)
            card.author_id = None


def _erase_responses(author_id: int, stay: bool) -> None:
    """Only words may stay. Who is gone recognises nothing any more, and nobody is there to ask about a report."""
    mine = select(Response).where(Response.author_id == author_id).with_for_update()
    for response in session.scalars(mine.execution_options(populate_existing=True)).all():
        if stay and response.kind in IN_WORDS and response.state in CAN_STAY:
            leave_response_without_author(response)
        else:
            session.delete(response)


def _erase_lists(registration: Registration) -> None:
    """Lists that were made of an edition go as a whole: organisers make them anew, and are not given the old ones. What
    tasks asked and answered is searched for this person."""
    input_changed(registration.edition_id)
    names = [registration.name, registration.email, registration.email_key, registration.public_id]
    _erase_names(registration.edition_id, names)


def _erase_names(edition_id: int, names: Sequence[str | None]) -> None:
    session.execute(delete(File).where(File.edition_id == edition_id, File.keep_until.is_not(None)))
    without = _without(names)
    for job in session.scalars(select(Job)):
        job.result = _replaced(job.result, without)
        if job.state not in WAITING:
            job.args = _replaced(job.args, without) or {}


def _without(names: Sequence[str | None]) -> Callable[[str], str]:
    """Takes these names out of a text, as whole words."""
    found = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names if name), re.IGNORECASE)
    return lambda text: found.sub("…", text)


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every text in it changed."""
    if isinstance(value, dict):
        return {change(key): _replaced(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, change) for inner in value]
    return change(value) if isinstance(value, str) else value


def _day_of(moment: datetime) -> datetime:
    """The beginning of that day: the exact moment would point at somebody."""
    return datetime.combine(moment.astimezone(clock.AMSTERDAM).date(), time(), clock.AMSTERDAM)
