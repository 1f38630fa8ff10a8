"""Sending what the outbox holds.

A row is claimed with a lease in a short transaction, sent with no transaction open, and its result recorded in
another. A worker that dies in between leaves a lease that runs out: the next one sends it, with the same Message-ID.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select

from werkplaats import clock, links
from werkplaats.db import one_at_a_time, session, transaction
from werkplaats.jobs import engine
from werkplaats.jobs.claim import first_free
from werkplaats.mail.message import Address, Letter, build
from werkplaats.mail.models import MailPause, MailState, OutgoingMail
from werkplaats.mail.reasons import Reason
from werkplaats.mail.steps import forget
from werkplaats.mail.transport import Permanent, Temporary, Transport
from werkplaats.web.log import log

Outcome = Temporary | Permanent | None

STEPS_ON_THE_WIRE = 10
"""From dialling to goodbye; each has the timeout of the settings. A worker that finds its connection gone dials once
more, so a lease of twice that many never ends while sending."""
WAITS = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 600, 1800)) + (timedelta(hours=1),) * 48
"""How long to wait after each failed try; when they are used up, about two days later, the mail has failed."""
NOW = timedelta()


def deliver_all(connect: Callable[[], Transport], per_minute: int = 0) -> int:
    """Send every mail that is ready over one connection; returns how many were tried.

    With `per_minute`, all workers together keep that pace, evenly. Told to stop, it ends after the mail at hand.
    """
    spacing = timedelta(minutes=1) / per_minute if per_minute else NOW
    if not _anything_ready():
        return 0
    tried = 0
    with closing(connect()) as transport:
        while not engine.stopping():
            mail = _claim(spacing)
            if mail is None:
                break
            if isinstance(mail, timedelta):
                engine.rest(mail)
                continue
            _record(mail, _send(transport, mail))
            tried += 1
    return tried


def letter_of(mail: OutgoingMail) -> Letter:
    """The mail as it leaves, personal links filled in."""
    return letter(mail, _with_link(mail, mail.text), _with_link(mail, mail.html))


def letter(mail: OutgoingMail, text: str, html: str) -> Letter:
    """The mail with these words in it: as it leaves, or with the personal link masked."""
    return Letter(
        message_id=mail.message_id,
        sender=Address(mail.sender_name, mail.sender_email),
        reply_to=Address("", mail.reply_to) if mail.reply_to else None,
        to=Address(mail.to_name, mail.to_email),
        subject=mail.subject,
        text=text,
        html=html,
        ics=None if mail.ics is None else mail.ics.encode(),
        method=mail.method,
        date=clock.now(),
    )


def _with_link(mail: OutgoingMail, body: str) -> str:
    if mail.link_kind is None or mail.link_public_id is None or mail.link_version is None:
        return body
    return body.replace(links.PLACEHOLDER, links.personal(mail.link_kind, mail.link_public_id, mail.link_version))


def _ready() -> ColumnElement[bool]:
    return (OutgoingMail.next_at <= clock.now()) & ~_paused()


def _paused() -> ColumnElement[bool]:
    of_it = or_(MailPause.edition_id.is_(None), MailPause.edition_id == OutgoingMail.edition_id)
    return exists(select(MailPause.id).where(of_it))


def _lease() -> timedelta:
    return timedelta(seconds=2 * STEPS_ON_THE_WIRE * current_app.config["WERKPLAATS"].mail_timeout)


def _anything_ready() -> bool:
    found = session.scalar(select(OutgoingMail.id).where(_ready()).limit(1))
    session.rollback()
    return found is not None


def _claim(spacing: timedelta) -> OutgoingMail | timedelta | None:
    """The next mail, or how long to wait before it may leave, or nothing. A mail comes back detached, to be read with
    no transaction open."""
    with transaction():
        if spacing and (wait := _too_soon(spacing)):
            return wait
        mail = first_free(OutgoingMail, _ready(), (OutgoingMail.next_at, OutgoingMail.id))
        if mail is None:
            return None
        moment = clock.now()
        mail.state, mail.tries = MailState.SENDING, mail.tries + 1
        mail.tried_at, mail.next_at = moment, moment + _lease()
        session.flush()
        session.expunge(mail)
        return mail


def _too_soon(spacing: timedelta) -> timedelta:
    """How long the last mail of any worker was less than `spacing` ago. One worker at a time asks, and then claims."""
    one_at_a_time("the next mail")
    moment = clock.now()
    last = session.scalar(select(func.max(OutgoingMail.tried_at)).where(OutgoingMail.tried_at <= moment))
    return NOW if last is None else max(NOW, last + spacing - moment)


def _send(transport: Transport, mail: OutgoingMail) -> Outcome:
    """Talk to the server, no transaction open. Whatever goes wrong with one letter must not stop the others."""
    try:
        ready = letter_of(mail)
        transport.send(build(ready), ready.sender.email, ready.to.email)
    except (Temporary, Permanent) as error:
        return error
    except ValueError as error:  # a letter that cannot be built will not build tomorrow either
        return Permanent(str(error), Reason.BROKEN)
    except Exception as error:
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("mail not built", id=mail.id, error=type(error).__name__, trace=trace)
        return Permanent(type(error).__name__, Reason.BROKEN)
    return None


def _record(claimed: OutgoingMail, outcome: Outcome) -> None:
    """Write down what became of it. Who was so slow that another worker took the mail over, or that its reader was
    erased meanwhile, tells only that it left."""
    with transaction():
        mail = session.get(OutgoingMail, claimed.id, with_for_update=True)
        if mail is None or mail.state == MailState.SENT or (outcome is not None and not _is_still(mail, claimed)):
            return
        mail.error, mail.reason = (None, None) if outcome is None else (str(outcome)[:500], outcome.reason)
        if outcome is None:
            mail.state, mail.sent_at, mail.next_at = MailState.SENT, clock.now(), None
        elif isinstance(outcome, Temporary) and mail.tries <= len(WAITS):
            mail.state, mail.next_at = MailState.WAITING, clock.now() + WAITS[mail.tries - 1]
        else:
            mail.state, mail.next_at = MailState.FAILED, None
        if mail.state != MailState.WAITING:
            _forget_secret(mail)
        log.info("mail", id=mail.id, kind=mail.kind, state=mail.state, tries=mail.tries, reason=mail.reason)


def _is_still(mail: OutgoingMail, claimed: OutgoingMail) -> bool:
    """Whether a mail is in the hands of the worker that claimed it."""
    return mail.state == MailState.SENDING and mail.tries == claimed.tries


def _forget_secret(mail: OutgoingMail) -> None:
    """Who still needs such a mail asks for a new one; who got their last one needs none."""
    if mail.last:
        forget([mail.id])
    elif mail.secret:
        mail.text = mail.html = ""
