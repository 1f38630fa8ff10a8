"""What the outbox holds, for the people who look after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from werkplaats.db import session
from werkplaats.mail.models import MailState, OutgoingMail

UNDER_WAY = (MailState.QUEUED, MailState.SENDING, MailState.WAITING)


def number_per_state(edition_id: int) -> dict[MailState, int]:
    statement = select(OutgoingMail.state, func.count()).where(OutgoingMail.edition_id == edition_id)
    return dict(session.execute(statement.group_by(OutgoingMail.state)).all())


def oldest_under_way(edition_id: int) -> datetime | None:
    """Since when the mail that waits longest has been waiting."""
    statement = select(func.min(OutgoingMail.created_at))
    return session.scalar(statement.where(OutgoingMail.edition_id == edition_id, OutgoingMail.state.in_(UNDER_WAY)))


def listed(edition_id: int, state: MailState | None = None) -> Select[*tuple[Any, ...]]:
    """The mails of an edition without their bodies, the newest first."""
    columns = (
        OutgoingMail.id, OutgoingMail.created_at, OutgoingMail.kind, OutgoingMail.to_name, OutgoingMail.to_email,
        OutgoingMail.subject, OutgoingMail.state, OutgoingMail.tries, OutgoingMail.next_at, OutgoingMail.error,
    )  # fmt: skip
    statement: Select[*tuple[Any, ...]] = select(*columns).where(OutgoingMail.edition_id == edition_id)
    if state is not None:
        statement = statement.where(OutgoingMail.state == state)
    return statement.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())


def by_id(edition_id: int, mail_id: int) -> OutgoingMail | None:
    statement = select(OutgoingMail).where(OutgoingMail.edition_id == edition_id, OutgoingMail.id == mail_id)
    return session.scalars(statement).first()
