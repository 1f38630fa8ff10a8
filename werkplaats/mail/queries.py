"""What the outbox holds, for the people who look after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select

from werkplaats.db import session
from werkplaats.mail.models import MailPause, MailState, MailText, OutgoingMail

UNDER_WAY = (MailState.QUEUED, MailState.SENDING, MailState.WAITING)


@dataclass(frozen=True)
class Asked:
    """Which mails somebody looks for; what is left empty may be anything."""

    search: str = ""
    state: MailState | None = None
    kind: str = ""
    reason: str = ""
    registration_id: int | None = None


@dataclass
class Counts:
    """The mails of an edition by state and by kind; and by reason, those that did not arrive yet."""

    states: Counter[MailState] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def counts(edition_id: int) -> Counts:
    """Counted from an index alone, whatever the mails say."""
    columns = (OutgoingMail.state, OutgoingMail.kind, OutgoingMail.reason)
    statement = select(*columns, func.count()).where(OutgoingMail.edition_id == edition_id).group_by(*columns)
    found = Counts()
    for state, kind, reason, number in session.execute(statement):
        found.states[state] += number
        found.kinds[kind] += number
        if reason is not None and state in (MailState.FAILED, MailState.WAITING):
            found.reasons[reason] += number
    return found


def oldest_under_way(edition_id: int) -> datetime | None:
    """Since when the mail that waits longest has been waiting."""
    statement = select(func.min(OutgoingMail.created_at))
    return session.scalar(statement.where(OutgoingMail.edition_id == edition_id, OutgoingMail.state.in_(UNDER_WAY)))


def listed(edition_id: int, asked: Asked) -> Select[*tuple[Any, ...]]:
    """The mails of an edition without their bodies, the newest first."""
    columns = (
        OutgoingMail.id, OutgoingMail.created_at, OutgoingMail.kind, OutgoingMail.to_name, OutgoingMail.to_email,
        OutgoingMail.subject, OutgoingMail.state, OutgoingMail.tries, OutgoingMail.next_at, OutgoingMail.reason,
    )  # fmt: skip
    statement: Select[*tuple[Any, ...]] = select(*columns).where(OutgoingMail.edition_id == edition_id, *_fits(asked))
    return statement.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())


def sent_to(edition_id: int, registration_id: int, most: int) -> list[Row[*tuple[Any, ...]]]:
    """The newest mails to one person, and one more when there are more than this."""
    statement = listed(edition_id, Asked(registration_id=registration_id))
    return list(session.execute(statement.limit(most + 1)))


def by_id(edition_id: int, mail_id: int) -> OutgoingMail | None:
    statement = select(OutgoingMail).where(OutgoingMail.edition_id == edition_id, OutgoingMail.id == mail_id)
    return session.scalars(statement).first()


def any_with_calendar(edition_id: int, ids: Collection[int]) -> bool:
    statement = select(OutgoingMail.id).where(OutgoingMail.edition_id == edition_id, OutgoingMail.id.in_(ids))
    not_yet = OutgoingMail.state.not_in((MailState.SENT, MailState.CANCELLED))
    return session.scalar(statement.where(OutgoingMail.ics.is_not(None), not_yet).limit(1)) is not None


def pauses(edition_id: int) -> list[MailPause]:
    """Why no mail of this edition leaves: a pause of the whole site, one of its own, or both."""
    statement = select(MailPause).where(or_(MailPause.edition_id.is_(None), MailPause.edition_id == edition_id))
    return list(session.scalars(statement.order_by(MailPause.since)))


def own_pause(edition_id: int | None) -> MailPause | None:
    """The pause of this edition alone; without an edition, that of the whole site."""
    its_own = MailPause.edition_id.is_(None) if edition_id is None else MailPause.edition_id == edition_id
    return session.scalars(select(MailPause).where(its_own)).first()


_OWN_TEXT = select(MailText).where(
    MailText.edition_id == bindparam("edition_id"),
    MailText.kind == bindparam("kind"),
    MailText.locale == bindparam("locale"),
)


def own_text(edition_id: int, kind: str, locale: str) -> MailText | None:
    """What this edition says in this kind of mail instead of our own words. Every mail asks it, so the statement is
    built once."""
    return session.scalars(_OWN_TEXT, {"edition_id": edition_id, "kind": kind, "locale": locale}).first()


def own_texts(edition_id: int) -> list[MailText]:
    return list(session.scalars(select(MailText).where(MailText.edition_id == edition_id)))


def _fits(asked: Asked) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if asked.search:
        columns = (OutgoingMail.to_name, OutgoingMail.to_email, OutgoingMail.subject)
        fits.append(or_(*(column.icontains(asked.search, autoescape=True) for column in columns)))
    if asked.state is not None:
        fits.append(OutgoingMail.state == asked.state)
    if asked.kind:
        fits.append(OutgoingMail.kind == asked.kind)
    if asked.reason:
        fits.append(OutgoingMail.reason == asked.reason)
    if asked.registration_id is not None:
        fits.append(OutgoingMail.registration_id == asked.registration_id)
    return fits
