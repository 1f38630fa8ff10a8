"""Personal links and whole addresses.

A personal link is derived, never stored: an HMAC over the kind of person, their public id and the version of their
link, under a key of its own. Every mail can carry it, nothing can leak from the database, and raising the version
revokes it. Its shape is `<kind><public id>-<signature>`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from flask import current_app, has_request_context, request

PLACEHOLDER = "((personal-link))"
"""Stands in a stored mail where the personal link comes while sending; previews show it as it is."""

REGISTRATION = "r"
FEED = "f"
"""Of a registration too, but it opens nothing but their own calendar feed, which people share with a team."""
ADDRESS = "a"
"""Of a registration together with the address to which it may move."""
TASK = "t"
"""Of a person who does something on the day, over all editions."""
CARD = "c"
"""Of one card whose author has no registration; it opens that card alone."""

PREVIEW = "e"
"""Of an edition; it lets who has it look at its pages before everyone does, and change nothing."""

PREVIEWS = "/voorbeeld/"
"""Before the token of a preview, after which come the same addresses as everywhere."""

ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 16
CODE_LENGTH = 6


ADDRESS_TOKEN = re.compile(
    rf"(?P<public_id>[{ID_ALPHABET}]{{{ID_LENGTH}}})-(?P<until>[0-9a-f]{{1,10}})-[\w-]{{24}}-(?P<address>[\w-]+)",
    re.ASCII,
)


class NewAddress(NamedTuple):
    """Whose registration may move to which address, and until when, before the signature was checked."""

    public_id: str
    until: int
    email: str


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


def short_code(what: str) -> str:
    """A code that people can type, always the same for the same thing. It opens a door that somebody watches: six
    characters are not secret enough for more."""
    digest = hmac.digest(current_app.config["LINK_KEY"].encode(), f"code:{what}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(digest[:8]), ""
    for _ in range(CODE_LENGTH):
        number, letter = divmod(number, len(ID_ALPHABET))
        letters += ID_ALPHABET[letter]
    return letters


def address_token(public_id: str, version: int, email: str, until: int) -> str:
    """What lets somebody's registration move to this address, until this second: who holds it reads that mailbox."""
    address = urlsafe_b64encode(email.encode()).decode().rstrip("=")
    return f"{public_id}-{until:x}-{_signed(f'{ADDRESS}:{public_id}:{version}:{until}:{email}')}-{address}"


def new_address(given: str) -> NewAddress | None:
    """What such a token claims, or None when it has not even the shape of one. Check it with `address_matches`."""
    parts = ADDRESS_TOKEN.fullmatch(given)
    if parts is None:
        return None
    address = parts["address"] + "=" * (-len(parts["address"]) % 4)
    try:
        return NewAddress(parts["public_id"], int(parts["until"], 16), urlsafe_b64decode(address).decode())
    except ValueError:
        return None


def address_matches(given: str, claimed: NewAddress, version: int) -> bool:
    return hmac.compare_digest(given, address_token(claimed.public_id, version, claimed.email, claimed.until))


def personal(kind: str, public_id: str, version: int) -> str:
    """The whole address of a personal link."""
    return absolute(f"/p/{token(kind, public_id, version)}")


def preview(public_id: str) -> str:
    """The whole address with which anyone can look at an edition. A new one has a new id, so none has a version."""
    return absolute(f"{PREVIEWS}{token(PREVIEW, public_id, 1)}/")


def is_preview(given: str, public_id: str) -> bool:
    return matches(given, PREVIEW, public_id, 1)


def absolute(path: str) -> str:
    """A path of ours as an address for mails, feeds and calendars: always SITE_URL, whatever the request claims."""
    return f"{current_app.config['SITE_URL']}{outside(path)}"


def outside(path: str) -> str:
    """A path as everyone may know it: without the secret before it while somebody looks at a preview."""
    return path.removeprefix(request.script_root) if has_request_context() else path


def _signature(kind: str, public_id: str, version: int) -> str:
    return _signed(f"{kind}:{public_id}:{version}")


def _signed(what: str) -> str:
    digest = hmac.digest(current_app.config["LINK_KEY"].encode(), what.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest[:18]).decode()
