"""Everything we know of people who registered, as organisers may read it; who was erased is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from werkplaats import clock
from werkplaats.audit import AuditEntry
from werkplaats.consent import Consent
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.registration import seats
from werkplaats.registration.models import Need, Offer, Pair, PairKind, Registration, RegistrationState

MOST_FOUND = 10
"""Who finds more people has to say more of the name."""

LOG_SHOWN = 100


class Partner(NamedTuple):
    """The other one of a pair."""

    pair_id: int
    kind: PairKind
    person: Registration


def in_edition(edition_id: int, public_id: str) -> Registration | None:
    """The person of this edition with this random id."""
    here = Registration.edition_id == edition_id, Registration.public_id == public_id, _is_there()
    return session.scalars(select(Registration).where(*here)).first()


def public_id_of(registration_id: int) -> str:
    return session.scalars(select(Registration.public_id).where(Registration.id == registration_id)).one()


def number_by_state(edition_id: int) -> Counter[RegistrationState]:
    counted = select(Registration.state, func.count()).where(Registration.edition_id == edition_id)
    return Counter(dict(session.execute(counted.group_by(Registration.state)).all()))


def room(edition: Edition, besides: Registration | None = None) -> int | None:
    """How many people can come without being more than there are places, or going before who waits; None without a
    limit. Who is asked about does not stand in their own way."""
    left = seats.places_left(edition)
    if left is None:
        return None
    return left + (besides is not None and seats.number_in_line(besides) is not None)


def consents_of(registration_id: int) -> list[Consent]:
    """What someone agreed to, and what of it they took back, in the order of agreeing."""
    mine = select(Consent).where(Consent.registration_id == registration_id)
    return list(session.scalars(mine.order_by(Consent.given_at, Consent.id)))


def log_of(registration: Registration) -> list[AuditEntry]:
    """What was done to a registration and by whom, the last first."""
    offers = select(Offer.id).where(Offer.registration_id == registration.id)
    mine = or_(
        *(AuditEntry.ids[name].as_integer() == registration.id for name in ("registration", "other")),
        AuditEntry.ids["offer"].as_integer().in_(offers),
    )
    statement = select(AuditEntry).where(AuditEntry.edition_id == registration.edition_id, mine)
    return list(session.scalars(statement.order_by(AuditEntry.id.desc()).limit(LOG_SHOWN)))


# Pairs.


def partners_of(registration_id: int) -> list[Partner]:
    """Everyone with whom this person is to be together, or apart from, by name."""
    mine = or_(Pair.first_id == registration_id, Pair.second_id == registration_id)
    other = or_(Registration.id == Pair.first_id, Registration.id == Pair.second_id)
    statement = select(Pair.id, Pair.kind, Registration).join(Registration, other)
    statement = statement.where(mine, Registration.id != registration_id).order_by(Registration.name, Registration.id)
    return [Partner(*row) for row in session.execute(statement)]


def partners(ids: Collection[int] | None, edition_id: int | None = None) -> list[tuple[int, PairKind, int]]:
    """Each pair of these people, or of everyone in an edition, once from each side: who, how, and with whom."""
    statement = select(Pair.first_id, Pair.kind, Pair.second_id)
    if edition_id is not None:
        statement = statement.join(Registration, Registration.id == Pair.first_id)
        statement = statement.where(Registration.edition_id == edition_id)
    if ids is not None:
        statement = statement.where(or_(Pair.first_id.in_(ids), Pair.second_id.in_(ids)))
    rows = session.execute(statement.order_by(Pair.id)).all()
    both = [side for one, kind, other in rows for side in ((one, kind, other), (other, kind, one))]
    return both if ids is None else [side for side in both if side[0] in ids]


def names_of_pairs(edition_id: int) -> dict[str, str]:
    """By public id what everyone is called who is in a pair."""
    paired = or_(Registration.id == Pair.first_id, Registration.id == Pair.second_id)
    statement = select(Registration.public_id, Registration.name).join(Pair, paired).distinct()
    return dict(session.execute(statement.where(Registration.edition_id == edition_id)).all())


def found_beside(registration: Registration, search: str) -> list[Registration]:
    """The first people of the same edition whom a search finds, without this one; who cancelled can come back."""
    columns = (Registration.name, Registration.email_key)
    fits = or_(*(column.icontains(search, autoescape=True) for column in columns))
    others = select(Registration).where(Registration.edition_id == registration.edition_id, _is_there())
    others = others.where(fits, Registration.id != registration.id)
    return list(session.scalars(others.order_by(func.lower(Registration.name), Registration.id).limit(MOST_FOUND)))


# What people need to take part. From `delete_after` on nobody needs to know any more.


def need_of(registration_id: int) -> Need | None:
    return session.scalars(select(Need).where(Need.registration_id == registration_id, _is_known())).first()


def need_in(edition_id: int, need_id: int) -> Need | None:
    """A need of somebody in this edition."""
    return session.scalars(_needs(edition_id).where(Need.id == need_id)).first()


def needs(edition_id: int) -> list[Need]:
    """What people need who take part or wait, with their registrations: what is not arranged first, then by name."""
    coming = Registration.state.in_((RegistrationState.REGISTERED, RegistrationState.WAITING))
    statement = _needs(edition_id).where(coming)
    order = Need.arranged_at.is_not(None), func.lower(Registration.name), Need.id
    return list(session.scalars(statement.order_by(*order)))


def _needs(edition_id: int) -> Select[Need]:
    statement = select(Need).join(Need.registration).where(Registration.edition_id == edition_id, _is_known())
    return statement.options(contains_eager(Need.registration))


def _is_known() -> ColumnElement[bool]:
    return Need.delete_after > clock.now()


def _is_there() -> ColumnElement[bool]:
    return Registration.state != RegistrationState.ERASED
