"""Pieces of a write to cards that actions and erasure share, inside an open transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from werkplaats import clock, consent, links
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.errors import N_, Refused
from werkplaats.notes.models import (
    CONSENT,
    RESPONSE_CONSENT,
    Card,
    CardKind,
    CardShow,
    CardState,
    Response,
    ResponseKind,
    ResponseState,
)
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Perspective

KEPT_BY_AUTHOR = "erasure-1"
"""The version of the sentence beside which somebody chose to leave their cards without themselves."""
IN_WORDS = (ResponseKind.ANSWER, ResponseKind.BUT)
"""Responses that everyone may read, in words of their author's."""


@dataclass(frozen=True)
class CardAnswers:
    """What the form asks. `consent` is the version of the sentence that the author agreed to; a note to oneself needs
    none."""

    kind: CardKind
    text: str
    show: CardShow
    consent: str
    how: str = ""
    conditions: tuple[str, ...] = ()
    slot_id: int | None = None
    link: str = ""
    perspective: Perspective | None = None


def new_card(edition: Edition, slot_id: int | None) -> Card:
    """A card with the next number; the edition is locked."""
    refuse_foreign_slot(edition.id, slot_id)
    last = session.scalar(select(func.max(Card.number)).where(Card.edition_id == edition.id)) or 0
    return Card(
        public_id=links.new_public_id(),
        edition_id=edition.id,
        number=last + 1,
        slot_id=slot_id,
        created_at=clock.now(),
    )


def write(card: Card, name: str, answers: CardAnswers) -> None:
    """Set what the author says, and the consent that goes with exactly this. A note to oneself is shown to nobody, so
    there is nothing to agree to."""
    card.kind, card.text, card.how, card.link = answers.kind, answers.text, answers.how, answers.link
    card.conditions, card.show = list(answers.conditions), answers.show
    card.perspective = answers.perspective
    card.author_name = name if answers.show == CardShow.NAME else ""
    session.add(card)
    session.flush()
    if card.state != CardState.DRAFT:
        consent.give_for_card(card.id, f"{CONSENT}{answers.show}", answers.consent)


def says(card: Card, answers: CardAnswers) -> bool:
    """Whether a card says exactly this."""
    return (
        card.kind, card.text, card.how, card.link, card.show, tuple(card.conditions), card.slot_id, card.perspective,
    ) == (
        answers.kind, answers.text, answers.how, answers.link, answers.show, answers.conditions, answers.slot_id,
        answers.perspective,
    )  # fmt: skip


def locked(*which: ColumnElement[bool]) -> Card | None:
    """The card for which this is true, read again under its lock."""
    statement = select(Card).where(*which).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def refuse_foreign_slot(edition_id: int, slot_id: int | None) -> None:
    slot = session.get(Slot, slot_id) if slot_id is not None else None
    if slot_id is not None and (slot is None or slot.round.edition_id != edition_id):
        raise Refused(N_("Choose a breakout of this symposium, or leave it empty."))


def take_back(card: Card) -> None:
    """Its words go, and it never returns; its number stays taken. Nothing is left to report of it."""
    card.state = CardState.WITHDRAWN
    card.text = card.how = card.link = card.author_name = ""
    card.conditions, card.perspective, card.slot_id = [], None, None
    consent.withdraw_for_card(card.id)
    close_reports(card.id)


def close_reports(card_id: int) -> None:
    """What was reported of a card needs nobody any more."""
    waits = Response.card_id == card_id, Response.kind == ResponseKind.REPORT, Response.state == ResponseState.WAITING
    session.execute(update(Response).where(*waits).values(state=ResponseState.DONE))


def leave_without_author(card: Card) -> None:
    """Its words stay, as those of a participant, with a consent for exactly that."""
    consent.forget_for_card(card.id)
    card.author_id, card.author_name, card.perspective = None, "", None
    if card.show == CardShow.NAME:
        card.show = CardShow.PERSPECTIVE
    consent.give_for_card(card.id, f"{CONSENT}{card.show}", KEPT_BY_AUTHOR)


def take_back_response(response: Response) -> None:
    """As with a card: its words go, and it never returns."""
    response.state, response.text = ResponseState.WITHDRAWN, ""
    response.author_name, response.perspective = "", None
    consent.withdraw_for_response(response.id)


def leave_response_without_author(response: Response) -> None:
    """As with a card."""
    consent.forget_for_response(response.id)
    response.author_id, response.author_name, response.perspective = None, "", None
    if response.show == CardShow.NAME:
        response.show = CardShow.PERSPECTIVE
    consent.give_for_response(response.id, f"{RESPONSE_CONSENT}{response.show}", KEPT_BY_AUTHOR)
