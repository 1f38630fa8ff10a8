"""Words for addresses, made of titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from werkplaats.db import Texts

RESERVED = frozenset({"nieuw", "new", "en", "nl", "mijn", "p", "static", "privacy"})
"""Words that are pages, and so cannot be the address of a part."""


def free_slug(title: Texts, taken: Collection[str], otherwise: str) -> str:
    """A word for an address, made of the Dutch title, that nothing else has; `otherwise` when the title has none."""
    wanted = slug_of(title.get("nl") or title.get("en") or "") or otherwise
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + len(RESERVED) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken and slug not in RESERVED)


def slug_of(words: str) -> str:
    """Small letters, numbers and hyphens, not too many of them."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
