"""Load and guard one's own cards in one call: by who is at this browser, or by the link of the card alone."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, redirect, url_for

from werkplaats import links
from werkplaats.notes import queries
from werkplaats.notes.models import Card
from werkplaats.registration.access import my_registrations
from werkplaats.registration.models import Registration
from werkplaats.web import context


class Own(NamedTuple):
    card: Card
    author: Registration


def my_card(public_id: str) -> Own:
    """A card by one of the people at this browser; anybody else's is not found."""
    mine = {registration.id: registration for registration in my_registrations()}
    if not mine:
        abort(redirect(url_for("registration.link_again")))
    card = queries.card_of(list(mine), public_id)
    if card is None or card.author_id is None:
        abort(404)
    author = mine[card.author_id]
    context.show(author.edition)
    return Own(card, author)


def writer(public_id: str) -> Registration | None:
    """The person a form was made for, when their page is still open in this browser."""
    registration = next((r for r in my_registrations() if r.public_id == public_id), None)
    if registration is not None:
        context.show(registration.edition)
    return registration


def guest_token(card: Card) -> str:
    """What opens one card of somebody without a registration, and nothing else."""
    return links.token(links.CARD, card.public_id, card.link_version)


def guest_card(token: str) -> Card | None:
    """The card of a link; None when it is no longer good. It signs nobody in."""
    claimed = links.subject(token)
    card = queries.by_public_id(claimed.public_id) if claimed else None
    if card is None or card.author_id is not None:
        return None
    return card if links.matches(token, links.CARD, card.public_id, card.link_version) else None
