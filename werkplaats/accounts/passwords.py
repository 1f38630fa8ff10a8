"""Passwords: hashed with argon2, compared in the same time whoever asks."""

from __future__ import annotations

import secrets
import unicodedata

from flask_security import hash_password, verify_password

from werkplaats.accounts.models import User

SHORTEST = 12
LONGEST = 256


def hashed(given: str) -> str:
    return str(hash_password(_normal(given)))


def unusable() -> str:
    """The hash of a password that nobody knows: an account that still has to set one answers as fast as any other."""
    return hashed(secrets.token_urlsafe(32))


def belongs_to(user: User | None, given: str) -> bool:
    """Whether this is the password of this active user. It costs the same work when there is no such user."""
    if user is None or user.password is None:
        hashed(given)
        return False
    return bool(verify_password(_normal(given), user.password)) and user.active


def _normal(given: str) -> str:
    """The same characters however the keyboard composed them; a longer text is cut, it cannot be right anyway."""
    return unicodedata.normalize("NFKD", given)[: LONGEST * 4]
