"""Mail addresses as people write them."""

from __future__ import annotations


def email_key(email: str) -> str:
    """The address as compared: people write their own address in more than one way."""
    return email.strip().casefold()
