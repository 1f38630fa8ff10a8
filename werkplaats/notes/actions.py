"""Writing a card, changing it, taking it back; publishing and hiding it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from werkplaats import audit, clock, consent, links
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.errors import N_, Refused, Stale
from werkplaats.notes.models import CONSENT, Card, CardKind, CardShow, CardState
from werkplaats.notes.steps import take_back
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.steps import claim

CHANGEABLE = (CardState.WAITING, CardState.HIDDEN)


@dataclass(frozen=True)
class CardAnswers:
    """What the form asks. `consent` is the version of the sentence that the author agreed to."""

    kind: CardKind
    text: str
    show: CardShow
    consent: str
    how: str = ""
    conditions: tuple[str, ...] = ()
    slot_id: int | None = None


def add_card(registration_id: int, answers: CardAnswers) -> int:
    """Put a card with the organisers, who read it first. A button pressed twice makes one card.

    The number counts under the edition's lock, so that no two cards share an address.
    """
    with transaction():
        author = session.get_one(Registration, registration_id)
        edition = editions.locked(author.edition_id)
        _refuse_unless_welcome(edition, author)
        claim(author.id)
        sent_before = _same_waiting(author, answers)
        if sent_before is not None:
            return sent_before.id
        card = _new_card(edition, author)
        _write(card, author, answers)
        audit.record(audit.PARTICIPANT, "card added", edition.id, card=card.id)
        return card.id


def edit_card(registration_id: int, public_id: str, answers: CardAnswers) -> None:
    """Replace what one's own card says. It waits to be read, also after it was hidden."""
    with transaction():
        card = _own(registration_id, public_id)
        if card.state not in CHANGEABLE:
            raise Refused(N_("This card cannot be changed any more. You can still take it back."))
        card.state = CardState.WAITING
        card.version += 1
        consent.withdraw_for_card(card.id)
        _write(card, session.get_one(Registration, registration_id), answers)
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
    """Let nobody read a card but its author, who may change it and send it again."""
    with transaction():
        card = _reviewable(card_id)
        if card.state == CardState.HIDDEN:
            return
        card.state = CardState.HIDDEN
        audit.record(actor, "card hidden", card.edition_id, card=card_id)


def _refuse_unless_welcome(edition: Edition, author: Registration) -> None:
    if author.state != RegistrationState.REGISTERED:
        raise Refused(N_("You do not take part now, so you cannot add a card."))
    if not edition.cards_open:
        raise Refused(N_("You cannot add a card at this moment. The organisers open and close this."))


def _same_waiting(author: Registration, answers: CardAnswers) -> Card | None:
    """The card that this author has sent already, word for word."""
    waiting = select(Card).where(Card.author_id == author.id, Card.state == CardState.WAITING)
    return next((card for card in session.scalars(waiting) if _says(card, answers)), None)


def _says(card: Card, answers: CardAnswers) -> bool:
    present = (card.kind, card.text, card.how, card.show, tuple(card.conditions), card.slot_id)
    return present == (
        answers.kind, answers.text, answers.how, answers.show, answers.conditions, answers.slot_id,
    )  # fmt: skip


def _new_card(edition: Edition, author: Registration) -> Card:
    last = session.scalar(select(func.max(Card.number)).where(Card.edition_id == edition.id)) or 0
    return Card(
        public_id=links.new_public_id(),
        edition_id=edition.id,
        number=last + 1,
        author_id=author.id,
        created_at=clock.now(),
    )


def _write(card: Card, author: Registration, answers: CardAnswers) -> None:
    """Set what the author says, and the consent that goes with exactly this."""
    _refuse_foreign_slot(card.edition_id, answers.slot_id)
    card.kind, card.text, card.how = answers.kind, answers.text, answers.how
    card.conditions, card.slot_id, card.show = list(answers.conditions), answers.slot_id, answers.show
    card.perspective = author.perspective
    card.author_name = author.name if answers.show == CardShow.NAME else ""
    session.add(card)
    session.flush()
    consent.give_for_card(card.id, f"{CONSENT}{answers.show}", answers.consent)


def _refuse_foreign_slot(edition_id: int, slot_id: int | None) -> None:
    slot = session.get(Slot, slot_id) if slot_id is not None else None
    if slot_id is not None and (slot is None or slot.round.edition_id != edition_id):
        raise Refused(N_("Choose a breakout of this symposium, or leave it empty."))


def _own(registration_id: int, public_id: str) -> Card:
    """Someone's own card, locked; an author who was just erased has none any more."""
    card = _locked(Card.author_id == registration_id, Card.public_id == public_id)
    if card is None:
        raise Refused(N_("This card is not yours any more, so you cannot change it."))
    return card


def _reviewable(card_id: int) -> Card:
    """A card that its author has not taken back, locked."""
    card = _locked(Card.id == card_id)
    if card is None or card.state == CardState.WITHDRAWN:
        raise Refused(N_("The author has taken this card back. Nobody can read it any more."))
    return card


def _locked(*which: ColumnElement[bool]) -> Card | None:
    statement = select(Card).where(*which).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).first()
