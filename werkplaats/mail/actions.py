"""What people may do with the outbox: send again, hold, release, call off, and pause all of it.

Nothing here touches a mail that is leaving at this moment, and what was sent stays sent.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, update

from werkplaats import audit, clock
from werkplaats.db import one_at_a_time, session, transaction
from werkplaats.errors import N_, Refused
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.mail import queries
from werkplaats.mail.models import MailPause, MailState, OutgoingMail

Ids = Collection[int] | None
"""Which mails of the edition; None is all of them that it can be done to."""

LEAVING_SOON = (MailState.QUEUED, MailState.WAITING)


def send_again(edition_id: int, actor: str, ids: Ids = None) -> int:
    """Queue what failed again, and what was called off when it is named; returns how many. What was sent is never sent
    twice, and a secret that was forgotten cannot be told."""
    states = (MailState.FAILED,) if ids is None else (MailState.FAILED, MailState.CANCELLED)
    number = _move("mail.again", edition_id, actor, ids, _in(states) & (OutgoingMail.text != ""), MailState.QUEUED)
    if not number:
        raise Refused(N_("There is nothing to send again: no mail has failed."))
    return number


def hold(edition_id: int, actor: str, ids: Ids = None) -> int:
    """Keep mails here until somebody releases them; returns how many."""
    number = _move("mail.hold", edition_id, actor, ids, _in(LEAVING_SOON), MailState.HELD)
    if not number:
        raise Refused(N_("There is nothing to hold back: no mail is about to leave."))
    return number


def release(edition_id: int, actor: str, ids: Ids = None) -> int:
    """Let held mails leave; returns how many."""
    number = _move("mail.release", edition_id, actor, ids, _in((MailState.HELD,)), MailState.QUEUED)
    if not number:
        raise Refused(N_("There is nothing to release: no mail is held back."))
    return number


def call_off(edition_id: int, actor: str, ids: Collection[int]) -> int:
    """Let mails that need not leave any more stay here for good; returns how many.

    A mail with a calendar is not among them as long as it may arrive: our tables say that this calendar knows the day,
    and the next change builds on it. It can be held, and each later change sends the whole day again anyway. Once it
    has failed nothing more is lost by putting it aside.
    """
    plain = _in((*LEAVING_SOON, MailState.HELD)) & OutgoingMail.ics.is_(None)
    number = _move("mail.call_off", edition_id, actor, ids, plain | _in((MailState.FAILED,)), MailState.CANCELLED)
    if not number and queries.any_with_calendar(edition_id, ids):
        raise Refused(
            N_(
                "A mail with a calendar cannot be called off: the calendar of this person would miss something. "
                "Hold it back, or cancel the registration."
            )
        )
    if not number:
        raise Refused(N_("There is nothing to call off: these mails are gone already."))
    return number


def pause(edition_id: int | None, actor: str) -> bool:
    """Let no mail of this edition leave, or of the whole site; whether that was not so already. New mails wait too."""
    with transaction():
        one_at_a_time("mail pause")
        if queries.own_pause(edition_id) is not None:
            return False
        session.add(MailPause(edition_id=edition_id, since=clock.now(), actor=actor))
        audit.record(actor, "mail.pause", edition_id)
        return True


def resume(edition_id: int | None, actor: str) -> bool:
    """Let the mails leave again, everything that waited first; whether there was a pause."""
    with transaction():
        one_at_a_time("mail pause")
        if (standing := queries.own_pause(edition_id)) is None:
            return False
        session.delete(standing)
        audit.record(actor, "mail.resume", edition_id)
        wake_after_commit()
        return True


def _in(states: Collection[MailState]) -> ColumnElement[bool]:
    return OutgoingMail.state.in_(states)


def _move(verb: str, edition_id: int, actor: str, ids: Ids, movable: ColumnElement[bool], to: MailState) -> int:
    """Bring the mails that can be moved to another state, in one statement; what a worker has just taken is not."""
    values: dict[str, object] = {"state": to, "next_at": None}
    if to == MailState.QUEUED:
        values |= {"next_at": clock.now(), "tries": 0, "error": None, "reason": None}
    mine = OutgoingMail.edition_id == edition_id
    if ids is not None:
        mine &= OutgoingMail.id.in_(ids)
    with transaction():
        move = update(OutgoingMail).where(mine, movable).values(values).returning(OutgoingMail.id)
        moved = list(session.scalars(move))
        _record(verb, edition_id, actor, moved)
        if to == MailState.QUEUED:
            wake_after_commit()
        return len(moved)


def _record(verb: str, edition_id: int, actor: str, moved: list[int]) -> None:
    if len(moved) == 1:
        audit.record(actor, verb, edition_id, mail=moved[0])
    elif moved:
        audit.record(actor, verb, edition_id, mails=len(moved))
