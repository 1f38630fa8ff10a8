"""OutgoingMail: the outbox. A mail is a row in the same transaction as its reason; the worker sends it later."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats.db import Model, State, UtcDateTime


class MailState(StrEnum):
    """queued → sending → sent | waiting (to be tried again) | failed; held and cancelled stand aside."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class OutgoingMail(Model):
    """`key` says purpose, person and version: the same thing is never queued twice. Bodies hold a placeholder where
    the personal link belongs; `link_*` say whose it is. A `secret` mail forgets its bodies once it is sent."""

    __table_args__ = (Index("ix_outgoing_mail_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
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
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MailState] = mapped_column(State(MailState), default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None]
