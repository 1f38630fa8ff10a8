"""What there is of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import func, select

from werkplaats.accounts.models import User
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.people.models import Appearance, AppearanceRole, Person
from werkplaats.programme.models import Round, Slot
from werkplaats.registration.models import Registration

ORGANISER_EMAIL = "organisatie@example.org"
LOADED = "demo.loaded"
DAYS_AHEAD = 60
MARCH, THURSDAY = 3, 3


def is_empty() -> bool:
    """Whether nobody has done anything here yet."""
    return not _any(Edition) and not _any(User)


def is_wanted() -> bool:
    """Whether a start should load the demo: into an empty database, or again where it was broken off halfway."""
    return bool(current_app.config["DEMO"]) and (is_empty() or is_unfinished())


def is_unfinished() -> bool:
    """Whether loading was killed before it could clean up: nothing but parts of a demo, and no word of its end."""
    ended = select(AuditEntry.id).where(AuditEntry.verb == LOADED, AuditEntry.edition_id.is_not(None))
    if session.scalar(ended.limit(1)) is not None:
        return False
    others = session.scalar(select(Edition.id).where(Edition.is_demo.is_(False)).limit(1)) is not None
    strangers = session.scalar(select(User.id).where(User.email != ORGANISER_EMAIL).limit(1)) is not None
    return not is_empty() and not others and not strangers


def editions() -> list[Edition]:
    """The demo editions, the newest first."""
    return list(session.scalars(select(Edition).where(Edition.is_demo).order_by(Edition.starts_at.desc())))


def somebody_in(edition_id: int) -> Registration | None:
    """A participant to look with: the first who registered."""
    statement = select(Registration).where(Registration.edition_id == edition_id).order_by(Registration.id).limit(1)
    return session.scalars(statement).first()


def host_in(edition_id: int) -> Person | None:
    """A host to look with, if there is one."""
    statement = select(Person).join(Appearance, Appearance.person_id == Person.id).join(Slot).join(Slot.round)
    hosts = statement.where(Round.edition_id == edition_id, Appearance.role == AppearanceRole.HOST)
    return session.scalars(hosts.order_by(Appearance.id).limit(1)).first()


def coming_day(today: date) -> date:
    """The third Thursday of the first March that gives people time enough."""
    days = (_third_thursday(year) for year in (today.year, today.year + 1))
    return next(day for day in days if day - today >= timedelta(days=DAYS_AHEAD))


def _third_thursday(year: int) -> date:
    first = date(year, MARCH, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 14)


def _any(table: type[Edition] | type[User]) -> bool:
    return bool(session.scalar(select(func.count()).select_from(table)))
