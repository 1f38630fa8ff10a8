"""Forgetting what a mail said and to whom, inside an open transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import String, case, cast, literal, update

from werkplaats.db import session
from werkplaats.mail.models import MailState, OutgoingMail

WORDS: dict[str, Any] = {
    "registration_id": None, "user_id": None, "to_name": "", "to_email": "", "subject": "", "text": "", "html": "",
    "ics": None, "link_kind": None, "link_public_id": None, "link_version": None, "error": None,
}  # fmt: skip
"""What of a mail says to whom it went and what about, and what is left of that."""

NAMES = ("key", "message_id")
"""What names a mail, and the person in it, for whoever kept it; each becomes the number of the row."""


def forget(ids: Collection[int]) -> None:
    """Leave of these mails that they were made and sent. What has not left yet never will; what leaves at this moment
    still arrives, and is not tried again."""
    number = literal("forgotten:").concat(cast(OutgoingMail.id, String))
    stays = case((OutgoingMail.state == MailState.SENT, MailState.SENT), else_=MailState.CANCELLED)
    values = {**WORDS, **dict.fromkeys(NAMES, number), "state": stays, "next_at": None}
    statement = update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(values)
    session.execute(statement.execution_options(synchronize_session=False))
