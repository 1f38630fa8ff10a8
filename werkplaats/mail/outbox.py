"""Queueing a mail: a row in the transaction of its reason. If that fails, the mail never existed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select, update

from werkplaats import clock
from werkplaats.db import one_at_a_time, session
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.render import Rendered


@dataclass(frozen=True)
class Recipient:
    """Who gets it, in which language, and whose personal link fills the placeholder (kind, public id, version)."""

    name: str
    email: str
    locale: str
    registration_id: int | None = None
    user_id: int | None = None
    link: tuple[str, str, int] | None = None


@dataclass(frozen=True)
class Sender:
    """Whose name stands in From, and who reads the answers. The address is the site's own, one and the same."""

    name: str
    reply_to: str = ""


def queue(
    key: str,
    kind: str,
    rendered: Rendered,
    to: Recipient,
    sender: Sender,
    edition_id: int | None = None,
    ics: bytes | None = None,
    method: str | None = None,
    secret: bool = False,
    last: bool = False,
    held: bool = False,
) -> OutgoingMail | None:
    """Put a mail in the outbox; None when the same key is there already. One that is `held` waits for somebody to
    release it."""
    one_at_a_time(f"mail {key}")
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.key == key)) is not None:
        return None
    link_kind, link_public_id, link_version = to.link or (None, None, None)
    mail = OutgoingMail(
        key=key, kind=kind, edition_id=edition_id, registration_id=to.registration_id, user_id=to.user_id,
        locale=to.locale, sender_name=sender.name, sender_email=from_address(), reply_to=sender.reply_to,
        to_name=to.name, to_email=to.email, subject=rendered.subject, text=rendered.text, html=rendered.html,
        ics=None if ics is None else ics.decode(), method=method,
        link_kind=link_kind, link_public_id=link_public_id, link_version=link_version,
        secret=secret, last=last, message_id=new_message_id(), created_at=clock.now(),
        state=MailState.HELD if held else MailState.QUEUED, next_at=None if held else clock.now(),
    )  # fmt: skip
    session.add(mail)
    wake_after_commit()
    return mail


def take_back(key: str) -> bool:
    """Call off a mail of which the reason is gone; False when it has left, or is leaving at this moment."""
    waits = OutgoingMail.state.in_((MailState.QUEUED, MailState.WAITING, MailState.HELD))
    statement = update(OutgoingMail).where(OutgoingMail.key == key, waits)
    stopped = session.execute(statement.values(state=MailState.CANCELLED, next_at=None).returning(OutgoingMail.id))
    return stopped.first() is not None


def stop(registration_id: int) -> None:
    """Call off whatever has not left to someone: it would go to an address that is theirs no longer."""
    waits = OutgoingMail.state.in_((MailState.QUEUED, MailState.WAITING, MailState.HELD))
    statement = update(OutgoingMail).where(OutgoingMail.registration_id == registration_id, waits)
    session.execute(statement.values(state=MailState.CANCELLED, next_at=None))


def forget(registration_id: int) -> bool:
    """Take every mail to someone who should never have had one out of the outbox; only what is leaving at this moment
    stays. Returns whether an entry for a calendar had left."""
    theirs = OutgoingMail.registration_id == registration_id
    left = theirs & OutgoingMail.ics.is_not(None) & OutgoingMail.state.in_((MailState.SENT, MailState.SENDING))
    had_left = session.scalar(select(OutgoingMail.id).where(left).limit(1)) is not None
    session.execute(delete(OutgoingMail).where(theirs, OutgoingMail.state != MailState.SENDING))
    return had_left


def from_address() -> str:
    """The one steady address that mails come from and calendars name as their organizer."""
    return str(current_app.config["MAIL_FROM"])


def new_message_id() -> str:
    return f"<{secrets.token_hex(16)}@{from_address().partition('@')[2]}>"
