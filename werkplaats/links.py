"""Personal links and whole addresses.

A personal link is derived, never stored: an HMAC over the kind of person, their public id and the version of their
link, under a key of its own. Every mail can carry it, nothing can leak from the database, and raising the version
revokes it. Its shape is `<kind><public id>-<signature>`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import NamedTuple

from flask import current_app

PLACEHOLDER = "((personal-link))"
"""Stands in a stored mail where the personal link comes while sending; previews show it as it is."""

REGISTRATION = "r"
FEED = "f"
"""Of a registration too, but it opens nothing but their own calendar feed, which people share with a team."""

ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 16


class Subject(NamedTuple):
    """Whose link a token claims to be, before the signature was checked."""

    kind: str
    public_id: str


def new_public_id() -> str:
    """A random id without characters that look alike; 31^16 is about 2^79."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))


def is_public_id(given: str) -> bool:
    """Whether a text has the shape of an id."""
    return len(given) == ID_LENGTH and all(c in ID_ALPHABET for c in given)


def token(kind: str, public_id: str, version: int) -> str:
    return f"{kind}{public_id}-{_signature(kind, public_id, version)}"


def subject(given: str) -> Subject | None:
    """Who a token speaks of, or None when it has not even the shape of one. Check it with `matches`."""
    head, separator, _ = given.partition("-")
    if not separator or not is_public_id(head[1:]):
        return None
    return Subject(head[0], head[1:])


def matches(given: str, kind: str, public_id: str, version: int) -> bool:
    return hmac.compare_digest(given.encode(), token(kind, public_id, version).encode())


def personal(kind: str, public_id: str, version: int) -> str:
    """The whole address of a personal link."""
    return absolute(f"/p/{token(kind, public_id, version)}")


def absolute(path: str) -> str:
    """A path of ours as an address for mails, feeds and calendars: always SITE_URL, whatever the request claims."""
    return f"{current_app.config['SITE_URL']}{path}"


def _signature(kind: str, public_id: str, version: int) -> str:
    key = current_app.config["LINK_KEY"].encode()
    digest = hmac.digest(key, f"{kind}:{public_id}:{version}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest[:18]).decode()
