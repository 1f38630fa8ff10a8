"""Who did what when to what: ids and verbs only, so that erasing a person stays true. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats import clock
from werkplaats.db import Json, Model, UtcDateTime, session

PARTICIPANT = "participant"
WORKER = "worker"
OPERATOR = "operator"
VISITOR = "visitor"


class AuditEntry(Model):
    """`actor` is one of the words above, `user:<id>` or `person:<id>`; `ids` names the rows that were touched."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="SET NULL"), index=True)
    actor: Mapped[str]
    verb: Mapped[str]
    ids: Mapped[dict[str, int | str]] = mapped_column(Json)


def by_user(user_id: int) -> str:
    return f"user:{user_id}"


def by_person(person_id: int) -> str:
    """Somebody with a task on the day."""
    return f"person:{person_id}"


def record(actor: str, verb: str, edition_id: int | None = None, **ids: int | str) -> None:
    """Add one entry to the open transaction."""
    session.add(AuditEntry(at=clock.now(), edition_id=edition_id, actor=actor, verb=verb, ids=ids))
