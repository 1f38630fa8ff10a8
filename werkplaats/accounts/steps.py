"""Pieces of a write that actions and the sign-in pages share."""

from __future__ import annotations

from werkplaats.accounts.models import MemberRole, Membership
from werkplaats.db import session


def make_organiser(user_id: int, edition_id: int) -> None:
    """Who makes an edition is its organiser."""
    session.add(Membership(user_id=user_id, edition_id=edition_id, role=MemberRole.ORGANISER))
