"""Writing a card, keeping it as a note to oneself, changing it, taking it back; publishing and hiding it."""

from __future__ import annotations

from sqlalchemy import select

from werkplaats import audit, clock, consent
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import refuse_in_archive
from werkplaats.errors import N_, Refused, Stale
from werkplaats.notes.models import Card, CardState
from werkplaats.notes.steps import (
    CardAnswers,
    close_reports,
    locked,
    new_card,
    refuse_foreign_slot,
    says,
    take_back,
    write,
)
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.steps import claim

CHANGEABLE = (CardState.DRAFT, CardState.WAITING, CardState.HIDDEN)
UNREAD = (CardState.DRAFT, CardState.WITHDRAWN)
"""What organisers never see: notes to oneself, which for them are not there, and what has no words any more."""


def add_card(registration_id: int, answers: CardAnswers, *, as_note: bool = False) -> int:
    """Put a card with the organisers, who read it first, or keep it for its author alone. A button pressed twice makes
    one card.

    The number counts under the edition's lock, so that no two cards share an address.
    """
    with transaction():
        author = session.get_one(Registration, registration_id)
        edition = editions.locked(author.edition_id)
        refuse_in_archive(edition.id)
        _refuse_unless_welcome(edition, author, as_note)
        claim(author.id)
        state = CardState.DRAFT if as_note else CardState.WAITING
        sent_before = _same_in(state, author, answers)
        if sent_before is not None:
            return sent_before.id
        card = new_card(edition, answers.slot_id)
        card.author_id, card.state = author.id, state
        write(card, author.name, answers)
        audit.record(audit.PARTICIPANT, "note kept" if as_note else "card added", edition.id, card=card.id)
        return card.id


def edit_card(registration_id: int, public_id: str, answers: CardAnswers, *, as_note: bool = False) -> None:
    """Replace what one's own card says. It waits to be read, also after it was hidden, or becomes a note to oneself."""
    with transaction():
        card, author = _own(registration_id, public_id), session.get_one(Registration, registration_id)
        refuse_in_archive(card.edition_id)
        if card.state not in CHANGEABLE:
            raise Refused(N_("This card cannot be changed any more. You can still take it back."))
        if card.state == CardState.DRAFT and not as_note:
            _refuse_unless_welcome(session.get_one(Edition, card.edition_id), author, as_note)
        card.state = CardState.DRAFT if as_note else CardState.WAITING
        card.version += 1
        consent.withdraw_for_card(card.id)
        refuse_foreign_slot(card.edition_id, answers.slot_id)
        card.slot_id = answers.slot_id
        write(card, author.name, answers)
        audit.record(audit.PARTICIPANT, "card changed", card.edition_id, card=card.id)


def withdraw_card(registration_id: int, public_id: str) -> None:
    """Take one's own card back, whatever its state: its words go, and it never returns."""
    with transaction():
        card = _own(registration_id, public_id)
        if card.state == CardState.WITHDRAWN:
            return
        take_back(card)
        audit.record(audit.PARTICIPANT, "card withdrawn", card.edition_id, card=card.id)


def publish_card(card_id: int, actor: str, version: int | None = None) -> None:
    """Let readers see a card; `version` is the one that the organiser has read."""
    with transaction():
        card = _reviewable(card_id)
        if version is not None and version != card.version:
            raise Stale(N_("The author has just changed this card. Read the new text first."))
        if card.state == CardState.PUBLISHED:
            return
        card.state, card.published_at = CardState.PUBLISHED, clock.now()
        audit.record(actor, "card published", card.edition_id, card=card_id)


def hide_card(card_id: int, actor: str) -> None:
    """Let nobody read a card but its author, who may change it and send it again. What was reported is done by that."""
    with transaction():
        card = _reviewable(card_id)
        close_reports(card.id)
        if card.state == CardState.HIDDEN:
            return
        card.state = CardState.HIDDEN
        audit.record(actor, "card hidden", card.edition_id, card=card_id)


def _refuse_unless_welcome(edition: Edition, author: Registration, as_note: bool) -> None:
    """Cards are sent while the organisers have them open; notes to oneself are nobody's business."""
    if author.state != RegistrationState.REGISTERED:
        raise Refused(N_("You do not take part now, so you cannot add a card."))
    if not edition.takes_cards and not as_note:
        raise Refused(N_("You cannot add a card at this moment. The organisers open and close this."))


def _same_in(state: CardState, author: Registration, answers: CardAnswers) -> Card | None:
    """The card that this author has sent or kept already, word for word."""
    theirs = select(Card).where(Card.author_id == author.id, Card.state == state)
    return next((card for card in session.scalars(theirs) if says(card, answers)), None)


def _own(registration_id: int, public_id: str) -> Card:
    """Someone's own card, locked; an author who was just erased has none any more."""
    card = locked(Card.author_id == registration_id, Card.public_id == public_id)
    if card is None:
        raise Refused(N_("This card is not yours any more, so you cannot change it."))
    return card


def _reviewable(card_id: int) -> Card:
    """A card that its author has sent and not taken back, locked."""
    card = locked(Card.id == card_id)
    if card is None or card.state in UNREAD:
        raise Refused(N_("The author has taken this card back. Nobody can read it any more."))
    return card
