"""What people say to a card: that they recognise it, an answer, what speaks against it, and that something is wrong.

Words are read by an organiser first, as cards are.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from werkplaats import audit, clock, consent, links
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import refuse_in_archive
from werkplaats.errors import N_, Refused
from werkplaats.notes import queries
from werkplaats.notes.models import (
    RESPONSE_CONSENT,
    Card,
    CardKind,
    CardShow,
    Response,
    ResponseKind,
    ResponseState,
)
from werkplaats.notes.steps import IN_WORDS, locked, take_back_response
from werkplaats.registration.models import Perspective, Registration, RegistrationState
from werkplaats.registration.steps import claim


class NotThere(Refused):
    """The card is not to be read any more."""


@dataclass(frozen=True)
class ResponseAnswers:
    """What the form asks. `consent` is the version of the sentence that the author agreed to."""

    kind: ResponseKind
    text: str
    show: CardShow
    consent: str
    perspective: Perspective | None = None


def recognise(registration_id: int, card_id: int) -> None:
    """Say that one knows this too. A button pressed twice says it once: the card is locked."""
    with transaction():
        card, author = _reading(registration_id, card_id)
        refuse_in_archive(card.edition_id)
        if card.author_id == author.id:
            raise Refused(N_("This is your own card. Others can say that they recognise it."))
        if queries.recognition_of(author.id, card.id) is None:
            said = _response(card, author, ResponseKind.RECOGNITION)
            said.state = ResponseState.PUBLISHED
            session.add(said)


def recognise_no_more(registration_id: int, card_id: int) -> None:
    with transaction():
        card, author = _reading(registration_id, card_id)
        said = queries.recognition_of(author.id, card.id)
        if said is not None:
            session.delete(said)


def respond(registration_id: int, card_id: int, answers: ResponseAnswers) -> int:
    """Answer a question, or say what speaks against a card; returns the response's id. A button pressed twice sends it
    once."""
    with transaction():
        card, author = _reading(registration_id, card_id)
        if not session.get_one(Edition, card.edition_id).takes_cards:
            raise Refused(N_("You cannot respond at this moment. The organisers open and close this."))
        if answers.kind not in IN_WORDS or (answers.kind == ResponseKind.ANSWER and card.kind != CardKind.QUESTION):
            raise Refused(N_("Only a question can be answered. To another card you can say “Yes, but”."))
        claim(author.id)
        sent_before = _sent_before(card, author.id, answers.kind, answers.text)
        if sent_before is not None:
            return sent_before
        said = _response(card, author, answers.kind)
        said.text, said.show, said.perspective = answers.text, answers.show, answers.perspective
        said.author_name = author.name if answers.show == CardShow.NAME else ""
        session.add(said)
        session.flush()
        consent.give_for_response(said.id, f"{RESPONSE_CONSENT}{answers.show}", answers.consent)
        audit.record(audit.PARTICIPANT, "response added", card.edition_id, response=said.id)
        return said.id


def take_back(registration_ids: list[int], public_id: str) -> None:
    """Take one's own words back, whatever their state."""
    with transaction():
        said = _locked(Response.public_id == public_id, Response.author_id.in_(registration_ids))
        if said is None or said.kind not in IN_WORDS:
            raise Refused(N_("This response is not yours any more, so you cannot take it back."))
        if said.state != ResponseState.WITHDRAWN:
            take_back_response(said)
            audit.record(audit.PARTICIPANT, "response withdrawn", said.card.edition_id, response=said.id)


def report(card_id: int, text: str, registration_id: int | None = None) -> None:
    """Tell the organisers that something is wrong with a card or with what stands below it. They need not know who
    says so; the same words twice are one report."""
    with transaction():
        card = _readable(card_id)
        if _sent_before(card, registration_id, ResponseKind.REPORT, text) is not None:
            return
        said = _response(card, None, ResponseKind.REPORT)
        said.text, said.author_id = text, registration_id
        session.add(said)
        session.flush()
        audit.record(audit.PARTICIPANT, "card reported", card.edition_id, card=card.id)


def publish_response(response_id: int, actor: str) -> None:
    """Let readers of the card see it, as far as its author chose."""
    _review(response_id, ResponseState.PUBLISHED, actor, "response published")


def hide_response(response_id: int, actor: str) -> None:
    """Let nobody read it but its author."""
    _review(response_id, ResponseState.HIDDEN, actor, "response hidden")


def finish_report(response_id: int, actor: str) -> None:
    """Say that a report was looked at, and that the card may stay."""
    with transaction():
        said = _locked(Response.id == response_id, Response.kind == ResponseKind.REPORT)
        if said is not None and said.state == ResponseState.WAITING:
            said.state = ResponseState.DONE
            audit.record(actor, "report done", said.card.edition_id, response=response_id)


def _review(response_id: int, state: ResponseState, actor: str, verb: str) -> None:
    with transaction():
        said = _locked(Response.id == response_id, Response.kind.in_(IN_WORDS))
        if said is None or said.state == ResponseState.WITHDRAWN:
            raise Refused(N_("The author has taken this response back. Nobody can read it any more."))
        if said.state != state:
            said.state = state
            audit.record(actor, verb, said.card.edition_id, response=response_id)


def _reading(registration_id: int, card_id: int) -> tuple[Card, Registration]:
    """A card that can be read, locked, and somebody who takes part where it was written."""
    card, author = _readable(card_id), session.get_one(Registration, registration_id)
    if author.edition_id != card.edition_id or author.state != RegistrationState.REGISTERED:
        raise Refused(N_("You do not take part now, so you cannot respond to a card."))
    return card, author


def _readable(card_id: int) -> Card:
    card = locked(Card.id == card_id, queries.readable())
    if card is None:
        raise NotThere(N_("This card is not there any more. Nobody can read it now."))
    return card


def _response(card: Card, author: Registration | None, kind: ResponseKind) -> Response:
    return Response(
        public_id=links.new_public_id(),
        card=card,
        author_id=author.id if author else None,
        kind=kind,
        state=ResponseState.WAITING,
        show=CardShow.PARTICIPANTS,
        created_at=clock.now(),
    )


def _sent_before(card: Card, author_id: int | None, kind: ResponseKind, text: str) -> int | None:
    """The id of what waits to be read already, word for word."""
    same = Response.card_id == card.id, Response.kind == kind, Response.text == text
    theirs = Response.author_id.is_(None) if author_id is None else Response.author_id == author_id
    statement = select(Response.id).where(*same, theirs, Response.state == ResponseState.WAITING)
    return session.scalar(statement.limit(1))


def _locked(*which: object) -> Response | None:
    statement = select(Response).where(*which).with_for_update()  # type: ignore[arg-type]
    return session.scalars(statement.execution_options(populate_existing=True)).first()
