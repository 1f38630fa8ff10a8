"""What people may do with the outbox: send again what could not be delivered."""

from __future__ import annotations

from sqlalchemy import select

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.errors import N_, Refused
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.mail.models import MailState, OutgoingMail


def send_again(edition_id: int, actor: str, mail_id: int | None = None) -> int:
    """Queue one failed mail again, or all of them; returns how many. What was sent is never sent twice."""
    with transaction():
        failed = select(OutgoingMail).where(
            OutgoingMail.edition_id == edition_id, OutgoingMail.state == MailState.FAILED
        )
        if mail_id is not None:
            failed = failed.where(OutgoingMail.id == mail_id)
        mails = session.scalars(failed.with_for_update()).all()
        if not mails:
            raise Refused(N_("There is nothing to send again: no mail has failed."))
        for mail in mails:
            mail.state, mail.tries, mail.next_at, mail.error = MailState.QUEUED, 0, clock.now(), None
            audit.record(actor, "mail.again", edition_id, mail=mail.id)
        wake_after_commit()
        return len(mails)
