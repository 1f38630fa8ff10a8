"""Who takes part, and whether there is room."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from werkplaats import clock, links
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.editions.queries import SHOWN
from werkplaats.mail.addresses import email_key
from werkplaats.people import queries as people
from werkplaats.people.queries import Task
from werkplaats.registration import seats
from werkplaats.registration.models import Need, Registration, RegistrationState, RoundAbsence, SentForm
from werkplaats.registration.seats import WayIn

REMEMBERED_FOR = timedelta(minutes=30)
"""How long a browser may mend the address that it sent."""


class Door(StrEnum):
    """Whether one can register now, and if not, why not. When it is full one registers for the waiting list."""

    OPEN = "open"
    FULL = "full"
    EARLY = "early"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def door(edition: Edition, *, looking_first: bool = False) -> Door:
    """How the door stands now; of a draft, for who is `looking_first`, how it would if the edition were public."""
    moment = clock.now()
    is_public = edition.state == EditionState.PUBLISHED or (looking_first and edition.state == EditionState.DRAFT)
    if edition.state == EditionState.CANCELLED:
        return Door.CANCELLED
    if not is_public or moment >= edition.registration_closes_at:
        return Door.CLOSED
    if moment < edition.registration_opens_at:
        return Door.EARLY
    left = seats.places_left(edition)
    return Door.FULL if left is not None and left <= 0 else Door.OPEN


def way_in(registration: Registration) -> WayIn | None:
    """What saying "I want to come" does for this person; None when they take part, or wait and can do no more."""
    if registration.state in (RegistrationState.REGISTERED, RegistrationState.ERASED):
        return None
    is_open = door(registration.edition) in (Door.OPEN, Door.FULL)
    way = seats.way_in(registration, is_open=is_open)
    waits = registration.state == RegistrationState.WAITING and registration.waiting_since is not None
    return None if waits and way != WayIn.PLACE else way


def number_registered(edition_id: int) -> int:
    statement = select(func.count()).where(
        Registration.edition_id == edition_id, Registration.state == RegistrationState.REGISTERED
    )
    return session.scalar(statement) or 0


def number_known(edition_id: int) -> int:
    """Of how many people we still know who they are, whether they came or not."""
    known = Registration.edition_id == edition_id, Registration.state != RegistrationState.ERASED
    return session.scalar(select(func.count()).where(*known)) or 0


def by_id(registration_id: int) -> Registration:
    return session.get_one(Registration, registration_id)


def counts() -> ColumnElement[bool]:
    """The condition that a registration is one of those who take part or took part, known by name or not any more."""
    anonymous = and_(Registration.state == RegistrationState.ERASED, Registration.cancelled_at.is_(None))
    return or_(Registration.state == RegistrationState.REGISTERED, anonymous)


def gave_up() -> ColumnElement[bool]:
    """The condition that a registration is one of those who do not come after all, known by name or not any more."""
    anonymous = and_(Registration.state == RegistrationState.ERASED, Registration.cancelled_at.is_not(None))
    return or_(Registration.state == RegistrationState.CANCELLED, anonymous)


def by_public_id(public_id: str) -> Registration | None:
    return session.scalars(select(Registration).where(Registration.public_id == public_id)).first()


_OWNER_OF = select(Registration).where(
    Registration.edition_id == bindparam("edition_id"),
    Registration.email_key == bindparam("email_key"),
    Registration.guest_number == 0,
)


def owner_of(edition_id: int, email: str) -> Registration | None:
    """The registration that owns this address in this edition."""
    return session.scalars(_OWNER_OF, {"edition_id": edition_id, "email_key": email_key(email)}).first()


def sent_form(edition_id: int, token: str) -> SentForm | None:
    """What was sent with this form in the last half hour."""
    statement = select(SentForm).where(SentForm.edition_id == edition_id, SentForm.token == token)
    return session.scalars(statement.where(SentForm.sent_at > clock.now() - REMEMBERED_FOR)).first() if token else None


def need_of(registration: Registration) -> Need | None:
    """What they need to take part."""
    return session.scalars(select(Need).where(Need.registration_id == registration.id)).first()


def at_address(registration: Registration) -> list[Registration]:
    """Everyone of the edition who shares this person's address, its owner first."""
    here = (Registration.edition_id == registration.edition_id) & (Registration.email_key == registration.email_key)
    return list(session.scalars(select(Registration).where(here).order_by(Registration.guest_number)))


def asked_to_move(token: str) -> tuple[Registration, str] | None:
    """Who may move to which address with this link; None when it is no longer good, or was never ours."""
    claimed = links.new_address(token)
    registration = by_public_id(claimed.public_id) if claimed else None
    if claimed is None or registration is None or claimed.until < clock.now().timestamp():
        return None
    good = links.address_matches(token, claimed, registration.link_version)
    return (registration, claimed.email) if good else None


def is_taken(edition_id: int, email: str) -> bool:
    """Whether anybody in this edition is registered with this address."""
    here = (Registration.edition_id == edition_id) & (Registration.email_key == email_key(email))
    return session.scalar(select(Registration.id).where(here).limit(1)) is not None


def tasks_of(registration: Registration) -> list[Task]:
    """What this participant also does in breakouts; a guest at somebody's address is somebody else."""
    if registration.guest_number:
        return []
    return people.bound_to(registration.edition_id, registration.email_key)


def coming_of(email: str) -> list[Registration]:
    """The registrations of an address in editions that the public sees, the newest edition first."""
    statement = (
        select(Registration)
        .join(Edition)
        .where(Registration.email_key == email_key(email), Edition.state.in_(SHOWN))
        .order_by(Edition.starts_at.desc())
    )
    return list(session.scalars(statement))


def by_public_ids(public_ids: list[str]) -> list[Registration]:
    """Registrations with their edition, the newest edition first."""
    statement = (
        select(Registration)
        .join(Registration.edition)
        .where(Registration.public_id.in_(public_ids))
        .order_by(Edition.starts_at.desc(), Registration.id)
        .options(contains_eager(Registration.edition))
    )
    return list(session.scalars(statement))


def taking_part(edition_id: int) -> list[Registration]:
    """Everyone who is registered, with their preferences, in order of registering."""
    statement = (
        select(Registration)
        .where(Registration.edition_id == edition_id, Registration.state == RegistrationState.REGISTERED)
        .order_by(Registration.id)
        .options(selectinload(Registration.preferences))
    )
    return list(session.scalars(statement))


def absences(edition_id: int) -> dict[int, frozenset[int]]:
    """The rounds that people leave out, by registration; who leaves out none is not in it."""
    statement = select(RoundAbsence.registration_id, RoundAbsence.round_id).join(RoundAbsence.registration)
    found: dict[int, set[int]] = defaultdict(set)
    for registration_id, round_id in session.execute(statement.where(Registration.edition_id == edition_id)):
        found[registration_id].add(round_id)
    return {id: frozenset(rounds) for id, rounds in found.items()}
