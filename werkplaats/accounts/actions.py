"""Making members of staff, and counting who tries to sign in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, func, select, text

from werkplaats import audit, clock
from werkplaats.accounts import passwords, queries
from werkplaats.accounts.models import SignInAttempt, User
from werkplaats.db import session, transaction
from werkplaats.errors import N_, Refused

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_NETWORK = 30


class Added(NamedTuple):
    """Who was added; an address that was there already only became what was asked."""

    user_id: int
    is_new: bool


class TooManyAttempts(Refused):
    """Somebody is guessing; waiting is the answer."""


def add_organiser(
    email: str, name: str = "", password: str | None = None, is_admin: bool = True, actor: str = audit.OPERATOR
) -> Added:
    """Make a member of staff, or raise an existing one to admin. Without a password nobody can sign in until one is
    set with a link."""
    secret = passwords.hashed(password) if password else passwords.unusable()
    with transaction():
        user = queries.by_email(email)
        is_new = user is None
        if user is None:
            user = User(email=queries.email_of(email), name=name, password=secret, created_at=clock.now())
            user.fs_uniquifier = secrets.token_hex(16)
            session.add(user)
        elif password is not None:
            user.password, user.fs_uniquifier = secret, secrets.token_hex(16)
        user.is_admin = user.is_admin or is_admin
        user.name = name or user.name
        session.flush()
        audit.record(actor, "account.add" if is_new else "account.raise", user=user.id)
        return Added(user.id, is_new)


def count_attempt(what: str, email: str, network_address: str | None) -> list[int]:
    """Count one try before it is made, so that many at once cannot slip through; returns its rows for `signed_in`.

    `what` keeps sign-ins and asked-for mails apart. Raises TooManyAttempts when this account or this network address
    had its share of the last quarter of an hour.
    """
    account = _subject(what, queries.email_of(email))
    network = _subject(what, _network(network_address))
    with transaction():
        _one_by_one()
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - WINDOW))
        if _tries(account) >= MOST_PER_ACCOUNT or _tries(network) >= MOST_PER_NETWORK:
            raise TooManyAttempts(N_("There were too many tries. Wait fifteen minutes and try again."))
        rows = [SignInAttempt(subject=subject, at=clock.now()) for subject in (account, network)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def signed_in(user_id: int, email: str, attempt: list[int]) -> None:
    """It was the right password: earlier mistakes on this account count no longer."""
    with transaction():
        account = _subject("sign-in", queries.email_of(email))
        forgiven = (SignInAttempt.subject == account) | SignInAttempt.id.in_(attempt)
        session.execute(delete(SignInAttempt).where(forgiven))
        audit.record(audit.by_user(user_id), "account.sign_in", user=user_id)


def _one_by_one() -> None:
    """There is no row whose lock could make tries wait for each other, so on PostgreSQL the small table is locked."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE sign_in_attempt IN SHARE ROW EXCLUSIVE MODE"))


def _tries(subject: str) -> int:
    return session.scalar(select(func.count()).where(SignInAttempt.subject == subject)) or 0


def _subject(what: str, value: str) -> str:
    """A keyed hash: the table names nobody."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"{what}:{value}".encode(), hashlib.sha256).hex()[:32]


def _network(address: str | None) -> str:
    """One home or office: with IPv6 it owns a whole /64, and could come from another address every time."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else str(parsed)
