"""For whoever watches the machine: is the process alive, and can it do its work? No data about people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from werkplaats import clock
from werkplaats.db import session
from werkplaats.mail.models import MailState, OutgoingMail

bp = Blueprint("health", __name__)

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
NEWEST = max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*_*.py"))
"""The migration that this code needs, told by its file's name: Alembic is too large for a web process."""

UNSENT = (MailState.QUEUED, MailState.SENDING, MailState.WAITING)


@bp.get("/healthz")
def alive() -> tuple[str, dict[str, str]]:
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/readyz")
def ready() -> tuple[dict[str, Any], int, dict[str, str]]:
    reason = _what_is_missing()
    body: dict[str, Any] = {"ready": reason is None}
    body |= {"reason": reason} if reason else {"oldest_unsent_mail_seconds": _age_of_oldest_unsent_mail()}
    return body, 503 if reason else 200, {"Cache-Control": "no-store"}


def _what_is_missing() -> str | None:
    """Why this process cannot work; a mail server that is down is no reason, the outbox waits for it."""
    try:
        present = session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        session.rollback()
        return "The database cannot be reached, or has no tables yet."
    if present != NEWEST:
        return f"The database is at migration {present}; this version needs {NEWEST}."
    return None


def _age_of_oldest_unsent_mail() -> int | None:
    """Seconds; None when every mail was sent."""
    oldest = session.scalar(select(func.min(OutgoingMail.created_at)).where(OutgoingMail.state.in_(UNSENT)))
    return None if oldest is None else round((clock.now() - oldest).total_seconds())
