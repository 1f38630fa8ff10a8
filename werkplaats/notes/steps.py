"""Pieces of a write to cards that actions and erasure share, inside an open transaction."""

from __future__ import annotations

from werkplaats import consent
from werkplaats.notes.models import CONSENT, Card, CardShow, CardState

KEPT_BY_AUTHOR = "erasure-1"
"""The version of the sentence beside which somebody chose to leave their cards without themselves."""


def take_back(card: Card) -> None:
    """Its words go, and it never returns; its number stays taken."""
    card.state = CardState.WITHDRAWN
    card.text = card.how = card.author_name = ""
    card.conditions, card.perspective, card.slot_id = [], None, None
    consent.withdraw_for_card(card.id)


def leave_without_author(card: Card) -> None:
    """Its words stay, as those of a participant, with a consent for exactly that."""
    consent.forget_for_card(card.id)
    card.author_id, card.author_name, card.perspective = None, "", None
    if card.show == CardShow.NAME:
        card.show = CardShow.PERSPECTIVE
    consent.give_for_card(card.id, f"{CONSENT}{card.show}", KEPT_BY_AUTHOR)
