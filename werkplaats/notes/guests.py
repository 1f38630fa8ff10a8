"""Cards of whoever is there without a registration: offered through the code of a slot, let in by its host.

Nobody asks who they are. What they get is a link that opens this one card.
"""

from __future__ import annotations

from werkplaats import audit, consent
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.steps import refuse_in_archive
from werkplaats.errors import N_, Refused, Stale
from werkplaats.notes import queries
from werkplaats.notes.models import Card, CardState
from werkplaats.notes.steps import CardAnswers, locked, new_card, says, take_back, write
from werkplaats.programme.models import Slot

CHANGEABLE = (CardState.OFFERED, CardState.WAITING, CardState.HIDDEN)
MOST_OFFERED = 200
"""How many cards may wait for one host: more than a full room writes."""


def offer_card(slot_id: int, name: str, answers: CardAnswers) -> int:
    """Put a card with the host of a slot. A button pressed twice makes one card."""
    with transaction():
        edition = editions.locked(session.get_one(Slot, slot_id).round.edition_id)
        if not edition.takes_cards:
            raise Refused(N_("You cannot add a card at this moment. The organisers open and close this."))
        waiting = queries.offered_in(slot_id)
        sent_before = next((card for card in waiting if says(card, answers)), None)
        if sent_before is not None:
            return sent_before.id
        if len(waiting) >= MOST_OFFERED:
            raise Refused(N_("Many cards wait for the host already. Tell the host, and try again later."))
        card = new_card(edition, slot_id)
        card.state = CardState.OFFERED
        write(card, name, answers)
        audit.record(audit.VISITOR, "card offered", edition.id, card=card.id)
        return card.id


def change_offered(card_id: int, name: str, answers: CardAnswers) -> None:
    """Replace what a card says. Its host looks at it again, also when they had let it in."""
    with transaction():
        card = _guests(card_id)
        refuse_in_archive(card.edition_id)
        if card.state not in CHANGEABLE:
            raise Refused(N_("This card cannot be changed any more. You can still take it back."))
        card.state, card.version = CardState.OFFERED, card.version + 1
        consent.withdraw_for_card(card.id)
        write(card, name, answers)
        audit.record(audit.VISITOR, "card changed", card.edition_id, card=card.id)


def withdraw_offered(card_id: int) -> None:
    """Take a card back, whatever its state."""
    with transaction():
        card = _guests(card_id)
        if card.state != CardState.WITHDRAWN:
            take_back(card)
            audit.record(audit.VISITOR, "card withdrawn", card.edition_id, card=card.id)


def let_in(card_id: int, slot_id: int, actor: str, version: int) -> None:
    """Pass a card on to the organisers; `version` is the one that the host has read."""
    with transaction():
        card = _waiting_in(card_id, slot_id)
        if version != card.version:
            raise Stale(N_("The author has just changed this card. Read the new text first."))
        if card.state == CardState.OFFERED:
            card.state = CardState.WAITING
            audit.record(actor, "card let in", card.edition_id, card=card_id)


def turn_down(card_id: int, slot_id: int, actor: str) -> None:
    """Do not pass it on. Its author sees that, and may change it; organisers can still publish it."""
    with transaction():
        card = _waiting_in(card_id, slot_id)
        if card.state == CardState.OFFERED:
            card.state = CardState.HIDDEN
            audit.record(actor, "card turned down", card.edition_id, card=card_id)


def _guests(card_id: int) -> Card:
    card = locked(Card.id == card_id, Card.author_id.is_(None))
    assert card is not None, "the link was checked"
    return card


def _waiting_in(card_id: int, slot_id: int) -> Card:
    card = locked(Card.id == card_id, Card.slot_id == slot_id)
    if card is None or card.state == CardState.WITHDRAWN:
        raise Refused(N_("The author has taken this card back. Nobody can read it any more."))
    return card
