"""Who the staff are, and what they may see."""

from __future__ import annotations

from sqlalchemy import select

from werkplaats.accounts.models import MemberRole, Membership, User
from werkplaats.db import session
from werkplaats.editions.models import Edition


def email_of(given: str) -> str:
    """A mail address as it is kept and compared; without the zero byte, which the forms leave out too."""
    return given.replace("\0", "").strip().casefold()


def by_email(email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email_of(email))).first()


def everyone() -> list[User]:
    return list(session.scalars(select(User).order_by(User.email)))


def editions_of(user: User) -> list[Edition]:
    """The editions that this user may see, the newest first."""
    statement = select(Edition).order_by(Edition.starts_at.desc(), Edition.id.desc())
    if not user.is_admin:
        statement = statement.join(Membership).where(Membership.user_id == user.id)
    return list(session.scalars(statement))


def role_in(user: User, edition_id: int) -> MemberRole | None:
    """What this user is in this edition; None when it is not theirs to see."""
    if user.is_admin:
        return MemberRole.ORGANISER
    statement = select(Membership.role).where(Membership.user_id == user.id, Membership.edition_id == edition_id)
    return session.scalar(statement)


def name_of(actor: str) -> str | None:
    """The name of the member of staff who did something, by how the audit writes them; None when it was not one."""
    kind, _, id = actor.partition(":")
    user = session.get(User, int(id)) if kind == "user" and id.isdigit() else None
    return user.name if user else None
