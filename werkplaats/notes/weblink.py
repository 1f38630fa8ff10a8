"""An address on a card: what may be followed without harm, and how it is shown."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MOST_CHARACTERS = 500
BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:].*)?", re.IGNORECASE)
"""How people write an address: without what stands before its name."""
UNFIT = re.compile(r"[\s\x00-\x20\x7f<>\"'`\\^{|}]")


def harmless(given: str) -> str | None:
    """The address as one may follow it: a page on the web, by its own name; None for anything else. Nobody is signed in
    by it, and what stands in it cannot pretend to be another place."""
    address = f"https://{given}" if BARE.fullmatch(given) else given
    if len(address) > MOST_CHARACTERS or UNFIT.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname or "@" in parts.netloc:
        return None
    return None if port == 0 else address


def shown(address: str) -> str:
    """Where it leads, before anything else that stands in it."""
    parts = urlsplit(address)
    rest = f"{parts.path.rstrip('/')}{'?…' if parts.query else ''}"
    return f"{parts.hostname}{rest if len(rest) <= 40 else rest[:39] + '…'}"
