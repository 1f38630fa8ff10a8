"""What we hold of one participant, read by the table of `columns`, and what erasing them would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from werkplaats import clock
from werkplaats.accounts import queries as accounts
from werkplaats.audit import AuditEntry
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.consent import Consent
from werkplaats.db import Base, session
from werkplaats.editions.models import Edition, Phase
from werkplaats.ical import Method
from werkplaats.invitations import queries as invitations
from werkplaats.invitations.models import CalendarObject
from werkplaats.mail.models import OutgoingMail
from werkplaats.notes import queries as notes
from werkplaats.notes.models import Card, Response
from werkplaats.notes.note.models import NoteVersion
from werkplaats.people import queries as people
from werkplaats.people.models import Appearance, Person, Photo, Slides
from werkplaats.privacy.columns import KINDS, REGISTRATIONS, Column, Kind, Shown, Since
from werkplaats.privacy.steps import CAN_STAY
from werkplaats.registration.models import Pair, PairKind, Registration, RegistrationState

# What we hold.


@dataclass(frozen=True)
class Fact:
    """One thing that we know of somebody. Of what it points at it is the title, in both languages where it has them."""

    column: Column
    value: Any


@dataclass(frozen=True)
class Held:
    """Everything of one kind: a list of facts for each row."""

    kind: Kind
    rows: list[list[Fact]]


def everything_of(registration: Registration) -> list[Held]:
    """All that we hold of one participant, kind by kind; what they have nothing of is not in it."""
    found = (Held(kind, list(_rows(kind, registration))) for kind in KINDS if kind.of_participants)
    return [held for held in found if held.rows]


def _rows(kind: Kind, registration: Registration) -> Iterator[list[Fact]]:
    for table, columns in groupby(kind.columns, key=lambda column: column.table):
        shown = [column for column in columns if column.shown != Shown.NOT]
        for row in _own(table, registration) if shown else ():
            facts = [Fact(column, _value(row, column)) for column in shown]
            if any(fact.value not in (None, "", [], {}) for fact in facts):
                yield facts


def _own(table: str, registration: Registration) -> list[Any]:
    """Someone's own rows of a table, in the order in which they were made."""
    model = _models()[table]
    of_theirs = _OWN[table](registration) if table in _OWN else _names(model, registration)
    return list(session.scalars(select(model).where(of_theirs).order_by(model.id)))


def _value(row: Any, column: Column) -> Any:
    value = getattr(row, column.name)
    if column.shown != Shown.TITLE or value is None:
        return value
    (target,) = row.__table__.c[column.name].foreign_keys
    return _title(session.get_one(_models()[target.column.table.name], value))


def _title(row: Any) -> Any:
    if isinstance(row, Plan):
        return row.number
    return row.title if hasattr(row, "title") else row.breakout.title


@cache
def _models() -> dict[str, Any]:
    """Every model by the name of its table."""
    return {str(mapper.local_table): mapper.class_ for mapper in Base.registry.mappers}


def _names(model: Any, registration: Registration) -> ColumnElement[bool]:
    """The condition that a row points at this registration."""
    id = Registration.__table__.c.id
    return or_(*(column == registration.id for column in model.__table__.columns if column.references(id)))


def _told_places(registration: Registration) -> ColumnElement[bool]:
    """Places in plans that were published: a draft was told to nobody."""
    told = select(Plan.id).where(Plan.state.in_((PlanState.PUBLISHED, PlanState.SUPERSEDED)))
    return (Placement.registration_id == registration.id) & Placement.plan_id.in_(told)


def _together(registration: Registration) -> ColumnElement[bool]:
    """That somebody wants to be apart from them is that other person's, and may be a matter of their safety."""
    return _names(Pair, registration) & (Pair.kind == PairKind.TOGETHER)


def _consents(registration: Registration) -> ColumnElement[bool]:
    cards = select(Card.id).where(Card.author_id == registration.id)
    responses = select(Response.id).where(Response.author_id == registration.id)
    return or_(
        _names(Consent, registration),
        Consent.card_id.in_(cards),
        Consent.response_id.in_(responses),
        Consent.person_id.in_(select(Person.id).where(_persons(registration))),
        Consent.appearance_id.in_(select(Appearance.id).where(_appearances(registration))),
    )


def _persons(registration: Registration) -> ColumnElement[bool]:
    """Who owns the address is the person of that address; a guest there is somebody else."""
    owns = Person.email_key == registration.email_key
    return owns if registration.guest_number == 0 else owns & (Person.id != Person.id)


def _appearances(registration: Registration) -> ColumnElement[bool]:
    return Appearance.person_id.in_(select(Person.id).where(_persons(registration)))


def _photos(registration: Registration) -> ColumnElement[bool]:
    own = (select(column).where(_persons(registration)) for column in (Person.photo_id, Person.new_photo_id))
    return or_(*(Photo.id.in_(ids) for ids in own))


def _slides(registration: Registration) -> ColumnElement[bool]:
    return Slides.appearance_id.in_(select(Appearance.id).where(_appearances(registration)))


def _calendars(registration: Registration) -> ColumnElement[bool]:
    own = select(Person.id).where(_persons(registration))
    return or_(CalendarObject.registration_id == registration.id, CalendarObject.person_id.in_(own))


def _mails(registration: Registration) -> ColumnElement[bool]:
    """About their registration, or about what they do on the day."""
    own = select(func.lower(Person.email)).where(_persons(registration))
    about_tasks = OutgoingMail.registration_id.is_(None) & OutgoingMail.user_id.is_(None)
    return or_(
        OutgoingMail.registration_id == registration.id, about_tasks & func.lower(OutgoingMail.to_email).in_(own)
    )


def _entries(registration: Registration) -> ColumnElement[bool]:
    number: ColumnElement[int] = AuditEntry.ids["registration"].as_integer()
    return (AuditEntry.edition_id == registration.edition_id) & (number == registration.id)


_OWN: dict[str, Callable[[Registration], ColumnElement[bool]]] = {
    "registration": lambda registration: Registration.id == registration.id,
    "placement": _told_places,
    "pair": _together,
    "consent": _consents,
    "person": _persons,
    "appearance": _appearances,
    "photo": _photos,
    "slides": _slides,
    "note_version": lambda registration: NoteVersion.author_id.in_(select(Person.id).where(_persons(registration))),
    "calendar_object": _calendars,
    "outgoing_mail": _mails,
    "audit_entry": _entries,
}
"""By table which rows are somebody's own; where nothing is said, those that point at their registration."""

# Before erasing.


@dataclass(frozen=True)
class AtStake:
    """What erasing somebody would do. `leaves` says that they give up a place or their turn on the waiting list,
    `in_calendar` that their calendar knows a day to come; `can_stay` are cards, and words that they said to cards of
    others, that may stay without them; `other_cards` is how many go at any rate. Of the rest:
    who else is known by their address, and whether they are known as a speaker or as staff."""

    leaves: bool
    in_calendar: bool
    took_part: bool
    choices: int
    mails: int
    can_stay: list[Card | Response]
    other_cards: int
    guests: list[str]
    speaker: Person | None
    is_staff: bool


def at_stake(registration: Registration) -> AtStake:
    cards, calendar = notes.cards_of(registration.id), invitations.calendar_of(registration.id)
    over, owner = registration.edition.phase == Phase.PAST, registration.guest_number == 0
    registered = registration.state == RegistrationState.REGISTERED
    said: list[Card | Response] = [*cards, *notes.words_of(registration.id)]
    can_stay = [one for one in said if one.state in CAN_STAY]
    mails = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.registration_id == registration.id)
    return AtStake(
        leaves=not over and registration.state in (RegistrationState.REGISTERED, RegistrationState.WAITING),
        in_calendar=not over and calendar is not None and calendar.method == Method.REQUEST,
        took_part=over and registered,
        choices=len(registration.preferences),
        mails=session.scalar(mails) or 0,
        can_stay=can_stay,
        other_cards=sum(card.state not in CAN_STAY for card in cards),
        guests=_guests(registration) if owner else [],
        speaker=people.by_email_key(registration.email_key) if owner else None,
        is_staff=owner and accounts.by_email(registration.email) is not None,
    )


def _guests(registration: Registration) -> list[str]:
    """Others who are reached by the same address."""
    same = Registration.edition_id == registration.edition_id, Registration.email_key == registration.email_key
    others = select(Registration.name).where(*same, Registration.id != registration.id)
    return list(session.scalars(others.order_by(Registration.guest_number)))


# When it goes.


@dataclass(frozen=True)
class Going:
    """What goes of an edition at one moment."""

    at: datetime
    kinds: list[Kind]

    @property
    def is_over(self) -> bool:
        return self.at <= clock.now()


def calendar_of(edition: Edition) -> list[Going]:
    """What goes because the day is long enough ago, the first first."""
    terms = sorted({kind.term for kind in KINDS if kind.term.since == Since.DAY}, key=lambda term: term.days)
    return [
        Going(edition.ends_at + term.length, [kind for kind in KINDS if kind.term == term])
        for term in ([] if edition.is_demo else terms)
    ]


def forgotten_at(edition: Edition) -> datetime | None:
    """From when on nobody knows who took part; None for a demo."""
    return None if edition.is_demo else edition.ends_at + REGISTRATIONS.length
