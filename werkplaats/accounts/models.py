"""The staff: who signs in, and what they may do in which edition."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Model, State, UtcDateTime


class MemberRole(StrEnum):
    ORGANISER = "organiser"
    READER = "reader"


class User(Model, UserMixin):
    """A member of staff. An admin makes editions and members; the sign-in library demands `fs_uniquifier`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    memberships: Mapped[list[Membership]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Membership(Model):
    __table_args__ = (UniqueConstraint("user_id", "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    role: Mapped[MemberRole] = mapped_column(State(MemberRole))
    user: Mapped[User] = relationship(back_populates="memberships")


class SignInAttempt(Model):
    """A failed sign-in, in the database so that every web process counts the same ones. `subject` is a keyed hash
    of the address or the network address, never the thing itself."""

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
