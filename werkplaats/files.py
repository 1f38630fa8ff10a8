"""Bytes that the product made or was given, in the database: a second machine and a backup see them too."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats import clock, links
from werkplaats.db import Model, UtcDateTime, session, transaction

MOST_BYTES = 10 * 1024 * 1024


class File(Model):
    """`name` is what a browser saves it as; after `keep_until` it may go, without it it stays."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    type: Mapped[str]
    sha256: Mapped[str]
    bytes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keep_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


def keep(content: bytes, name: str, type: str, edition_id: int | None, keep_until: datetime | None) -> File:
    """Add a file inside the open transaction."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"{name} has {len(content)} bytes, more than the {MOST_BYTES} that are kept")
    file = File(
        public_id=links.new_public_id(),
        edition_id=edition_id,
        name=name,
        type=type,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=content,
        created_at=clock.now(),
        keep_until=keep_until,
    )
    session.add(file)
    session.flush()
    return file


def kept(edition_id: int, public_id: str) -> File | None:
    """A file of this edition that is still kept."""
    fresh = or_(File.keep_until.is_(None), File.keep_until > clock.now())
    statement = select(File).where(File.public_id == public_id, File.edition_id == edition_id, fresh)
    return session.scalars(statement).first()


def remove_old_files() -> None:
    """Take away what need not be kept any longer. Looking first costs a read; the write lock only when there is one."""
    old = File.keep_until <= clock.now()
    if session.scalar(select(File.id).where(old).limit(1)) is None:
        session.rollback()
        return
    with transaction():
        session.execute(delete(File).where(old))
