"""OutgoingMail: the outbox. A mail is a row in the same transaction as its reason; the worker sends it later.

A row walks queued → sending → sent | waiting (to be tried again) | failed. Who looks after the mail may walk queued and
waiting → held, held → queued, failed and cancelled → queued, and what need not leave any more → cancelled. Only a row
that has a `next_at` is ever taken by a worker: the rows that are finished or stand aside have none.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats.db import Model, State, UtcDateTime


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class OutgoingMail(Model):
    """`key` says purpose, person and version: the same thing is never queued twice. Bodies hold a placeholder where
    the personal link belongs; `link_*` say whose it is. A `secret` mail forgets its bodies once it is sent, the
    `last` mail to somebody forgets the address too.

    `next_at` is when a worker may take it next: at once, after a while, or when the lease of who is sending it ends.
    `reason` is why it did not arrive, a word of `mail.reasons`; `error` says the same in the words of the server."""

    __table_args__ = (
        Index("ix_outgoing_mail_next_at_id", "next_at", "id"),
        Index("ix_outgoing_mail_edition_id_created_at_id", "edition_id", "created_at", "id"),
        Index("ix_outgoing_mail_edition_id_state_kind_reason", "edition_id", "state", "kind", "reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    locale: Mapped[str]
    sender_name: Mapped[str]
    sender_email: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    to_name: Mapped[str] = mapped_column(default="")
    to_email: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    ics: Mapped[str | None]
    method: Mapped[str | None]
    link_kind: Mapped[str | None]
    link_public_id: Mapped[str | None]
    link_version: Mapped[int | None]
    secret: Mapped[bool] = mapped_column(default=False)
    last: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MailState] = mapped_column(State(MailState), default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None]
    error: Mapped[str | None]


class MailPause(Model):
    """While this row stands, no mail of its edition leaves, or of the whole site when it names none. What is queued
    meanwhile stays queued, and leaves when the row is gone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), unique=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]


class MailText(Model):
    """What an edition says instead of our own words in one kind of mail, in one language; see `mail.wording`."""

    __table_args__ = (UniqueConstraint("edition_id", "kind", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    kind: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    opening: Mapped[str]
    closing: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
