"""Sending what the outbox holds.

A row is claimed with a lease in a short transaction, sent with no transaction open, and its result recorded in
another. A worker that dies in between leaves a lease that runs out: the next one sends it, with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select

from werkplaats import clock, links
from werkplaats.db import session, transaction
from werkplaats.jobs.claim import first_free
from werkplaats.mail.message import Address, Letter, build
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.transport import Permanent, Temporary, Transport
from werkplaats.web.log import log

STEPS_ON_THE_WIRE = 10
"""From dialling to goodbye; each has the timeout of the settings, so a lease of that many never ends while sending."""
WAITS = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 600, 1800)) + (timedelta(hours=1),) * 48
"""How long to wait after each failed try; when they are used up, about two days later, the mail has failed."""


def deliver_all(connect: Callable[[], Transport]) -> int:
    """Send every mail that is ready over one connection; returns how many were tried."""
    if not _anything_ready():
        return 0
    tried = 0
    with closing(connect()) as transport:
        while (mail := _claim()) is not None:
            _record(mail.id, _send(transport, mail))
            tried += 1
    return tried


def letter_of(mail: OutgoingMail) -> Letter:
    """The mail as it leaves, personal links filled in."""
    return Letter(
        message_id=mail.message_id,
        sender=Address(mail.sender_name, mail.sender_email),
        reply_to=Address("", mail.reply_to) if mail.reply_to else None,
        to=Address(mail.to_name, mail.to_email),
        subject=mail.subject,
        text=_with_link(mail, mail.text),
        html=_with_link(mail, mail.html),
        ics=None if mail.ics is None else mail.ics.encode(),
        method=mail.method,
        date=clock.now(),
    )


def _with_link(mail: OutgoingMail, body: str) -> str:
    if mail.link_kind is None or mail.link_public_id is None or mail.link_version is None:
        return body
    return body.replace(links.PLACEHOLDER, links.personal(mail.link_kind, mail.link_public_id, mail.link_version))


def _ready() -> ColumnElement[bool]:
    moment = clock.now()
    return or_(
        and_(OutgoingMail.state.in_((MailState.QUEUED, MailState.WAITING)), OutgoingMail.next_at <= moment),
        and_(OutgoingMail.state == MailState.SENDING, OutgoingMail.lease_until < moment),
    )


def _lease() -> timedelta:
    return timedelta(seconds=STEPS_ON_THE_WIRE * current_app.config["WERKPLAATS"].mail_timeout)


def _anything_ready() -> bool:
    found = session.scalar(select(OutgoingMail.id).where(_ready()).limit(1))
    session.rollback()
    return found is not None


def _claim() -> OutgoingMail | None:
    """Take the next mail; it comes back detached, to be read with no transaction open."""
    with transaction():
        mail = first_free(OutgoingMail, _ready(), (OutgoingMail.next_at, OutgoingMail.id))
        if mail is None:
            return None
        mail.state, mail.lease_until, mail.tries = MailState.SENDING, clock.now() + _lease(), mail.tries + 1
        session.flush()
        session.expunge(mail)
        return mail


def _send(transport: Transport, mail: OutgoingMail) -> Temporary | Permanent | None:
    """Talk to the server, no transaction open. Whatever goes wrong with one letter must not stop the others."""
    try:
        letter = letter_of(mail)
        transport.send(build(letter), letter.sender.email, letter.to.email)
    except (Temporary, Permanent) as error:
        return error
    except ValueError as error:  # a letter that cannot be built will not build tomorrow either
        return Permanent(str(error))
    return None


def _record(mail_id: int, error: Temporary | Permanent | None) -> None:
    with transaction():
        mail = session.get_one(OutgoingMail, mail_id)
        mail.lease_until, mail.error = None, None if error is None else str(error)[:500]
        if error is None:
            _record_sent(mail)
        elif isinstance(error, Temporary) and mail.tries <= len(WAITS):
            mail.state, mail.next_at = MailState.WAITING, clock.now() + WAITS[mail.tries - 1]
        else:
            mail.state = MailState.FAILED
            _forget_secret(mail)
        log.info("mail", id=mail.id, kind=mail.kind, state=mail.state, tries=mail.tries)


def _record_sent(mail: OutgoingMail) -> None:
    mail.state, mail.sent_at = MailState.SENT, clock.now()
    _forget_secret(mail)


def _forget_secret(mail: OutgoingMail) -> None:
    """Who still needs such a mail asks for a new one."""
    if mail.secret:
        mail.text = mail.html = ""
