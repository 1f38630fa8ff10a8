"""Bytes that the product made or was given, in the database: a second machine and a backup see them too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from werkplaats import clock, links
from werkplaats.db import Json, Model, Texts, UtcDateTime, session, transaction
from werkplaats.errors import N_, Refused

MOST_BYTES = 10 * 1024 * 1024
SENT_IS_KEPT = timedelta(days=1)
JPEG = "image/jpeg"
SENT = "application/octet-stream"
"""The type of what somebody sent: nobody has looked yet what it is."""


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


class InTwoSizes:
    """Of a table with pictures: each in two sizes, made anew from what somebody sent. `sha` is of the large one, and
    its address; `alt` says what it shows, for who does not see it."""

    id: Mapped[int]
    sha: Mapped[str] = mapped_column(index=True)
    alt: Mapped[Texts] = mapped_column(Json)
    large_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    small_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def large(cls) -> Mapped[File]:
        return relationship(foreign_keys=[cls.large_id])  # type: ignore[list-item]

    @declared_attr
    def small(cls) -> Mapped[File]:
        return relationship(foreign_keys=[cls.small_id])  # type: ignore[list-item]


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


def keep_picture(content: bytes, edition_id: int | None) -> File:
    """Add one size of a picture inside the open transaction; its table says for how long."""
    return keep(content, "photo.jpg", JPEG, edition_id, None)


def remove_pictures(table: type[InTwoSizes], ids: Sequence[int]) -> None:
    """Inside the open transaction: remove pictures that nobody shows any more, in both sizes."""
    session.expire_all()
    for picture in session.scalars(select(table).where(table.id.in_(ids))).all():
        sizes = picture.large_id, picture.small_id
        session.delete(picture)
        session.flush()
        session.execute(delete(File).where(File.id.in_(sizes)))


def keep_sent_picture(content: bytes, edition_id: int | None) -> File:
    """Inside the open transaction: keep what somebody sent for as long as the worker needs to make a picture of it."""
    return keep(content, "sent", SENT, edition_id, clock.now() + SENT_IS_KEPT)


def refuse_large_picture(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise Refused(N_("This picture is larger than 10 MB. Make it smaller, for instance 2000 by 2000 points."))


def sent(file_id: int) -> bytes | None:
    """What was sent; None when it is gone, because it was made into a picture or taken back."""
    file = session.get(File, file_id)
    return file.bytes if file else None


def take_sent(file_id: int) -> bool:
    """Inside the open transaction: throw away what was sent; False when that happened before."""
    waiting = select(File).where(File.id == file_id, File.type == SENT).with_for_update()
    file = session.scalars(waiting).first()
    if file is not None:
        session.delete(file)
        session.flush()
    return file is not None


def throw_away_sent(file_id: int) -> None:
    """Throw away what was sent and is no picture."""
    with transaction():
        take_sent(file_id)
