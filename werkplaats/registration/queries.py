"""Who takes part, and whether there is room."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.editions.queries import SHOWN
from werkplaats.mail.addresses import email_key
from werkplaats.people import queries as people
from werkplaats.people.queries import Task
from werkplaats.registration.models import Perspective, Preference, Registration, RegistrationState, RoundAbsence


class Door(StrEnum):
    """Whether one can register now, and if not, why not."""

    OPEN = "open"
    FULL = "full"
    EARLY = "early"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def door(edition: Edition) -> Door:
    moment = clock.now()
    if edition.state == EditionState.CANCELLED:
        return Door.CANCELLED
    if edition.state != EditionState.PUBLISHED or moment >= edition.registration_closes_at:
        return Door.CLOSED
    if moment < edition.registration_opens_at:
        return Door.EARLY
    left = places_left(edition)
    return Door.FULL if left is not None and left <= 0 else Door.OPEN


def places_left(edition: Edition) -> int | None:
    """Free places; None when there is no limit."""
    return None if edition.capacity is None else edition.capacity - number_registered(edition.id)


def number_registered(edition_id: int) -> int:
    statement = select(func.count()).where(
        Registration.edition_id == edition_id, Registration.state == RegistrationState.REGISTERED
    )
    return session.scalar(statement) or 0


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


def listed(
    edition_id: int,
    search: str = "",
    state: RegistrationState | None = None,
    perspective: Perspective | None = None,
) -> Select[*tuple[Any, ...]]:
    """Everyone of an edition with the number of their choices, by name; the filters that are given must match. Who was
    erased is nobody any more."""
    choices = (
        select(func.count()).where(Preference.registration_id == Registration.id).correlate(Registration)
    ).scalar_subquery()
    statement = select(Registration, choices.label("choices")).where(Registration.edition_id == edition_id)
    statement = statement.where(Registration.state != RegistrationState.ERASED)
    if search:
        found = Registration.name.icontains(search, autoescape=True)
        statement = statement.where(found | Registration.email_key.icontains(search, autoescape=True))
    if state is not None:
        statement = statement.where(Registration.state == state)
    if perspective is not None:
        statement = statement.where(Registration.perspective == perspective)
    return statement.order_by(func.lower(Registration.name), Registration.id)
