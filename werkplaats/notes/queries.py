"""Reading cards and what is said to them. Public pages and exports may call what begins with `published`, and nothing
else here: that is the one door to what the whole world may read, and who searches goes through it too."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from werkplaats import links
from werkplaats.consent import Consent
from werkplaats.db import Texts, session
from werkplaats.editions.models import Edition
from werkplaats.editions.queries import SHOWN
from werkplaats.notes import index, weblink
from werkplaats.notes.index import Address, SearchEntry, What
from werkplaats.notes.models import (
    CONSENT,
    PUBLIC,
    RESPONSE_CONSENT,
    Card,
    CardKind,
    CardShow,
    CardState,
    Publication,
    Response,
    ResponseKind,
    ResponseState,
)
from werkplaats.notes.search.ranking import Use
from werkplaats.notes.steps import IN_WORDS
from werkplaats.programme.models import Breakout, Round, Slot, SlotState
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Perspective, Registration
from werkplaats.web.paging import PER_LONG_PAGE, Slice, slice_of

LEAST_OF_A_PERSPECTIVE = 5
"""A perspective that fewer people share would point at one of them."""

ALL = tuple(CardShow)


@dataclass(frozen=True)
class HarvestResponse:
    """An answer or a "Yes, but" as readers may see it; the rest as with a card."""

    kind: ResponseKind
    text: str
    name: str
    perspective: Perspective | None
    only_for_participants: bool


@dataclass(frozen=True)
class HarvestCard:
    """A card as readers may see it: no address, no registration, no id but its number within the edition.

    `name` is empty unless the author chose to appear by name. `perspective` is None when there is none, or
    when too few people share it: then the author is "participant". `breakout` and its slug may be empty, and so may
    `link`, which is an address that one may follow. `recognitions` is how many people know this too.
    """

    number: int
    kind: CardKind
    text: str
    how: str
    conditions: tuple[str, ...]
    name: str
    perspective: Perspective | None
    breakout: Texts
    breakout_slug: str
    only_for_participants: bool
    published_at: datetime | None
    link: str = ""
    recognitions: int = 0
    responses: tuple[HarvestResponse, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What became of a card, for its author: how many recognise it, and how many answers and buts others can read."""

    recognitions: int = 0
    answers: int = 0
    buts: int = 0


@dataclass(frozen=True)
class HarvestPublication:
    """A publication or an article as everybody may see it."""

    number: int
    title: Texts
    text: Texts
    url: str
    year: int
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """Which part of the harvest somebody wants to see: what is given must match. `kind` is a kind of card, or else the
    name of another sort of things."""

    kind: str = ""
    condition: str = ""
    perspective: str = ""
    breakout: str = ""

    @property
    def what(self) -> frozenset[What]:
        """The sorts of things among which it can be."""
        if self.kind:
            return frozenset({What(self.kind) if self.kind in set(What) else What.CARD})
        if self.perspective:
            return frozenset({What.CARD})
        return frozenset({What.CARD, What.NOTE} if self.breakout else What)


EVERYTHING = Chosen()


def published(edition_id: int) -> list[HarvestCard]:
    """The cards that the whole world may read, the newest first: published, consented to, and meant for everyone."""
    return _harvest(edition_id, PUBLIC)


def published_number(edition_id: int, breakout_slug: str = "") -> int:
    """How many cards of an edition, or of one of its breakouts, the whole world may read."""
    statement = _published([edition_id], Chosen(breakout=breakout_slug)).with_only_columns(func.count())
    return session.scalar(statement) or 0


def published_cards(edition_ids: Collection[int], chosen: Chosen = EVERYTHING) -> list[Address]:
    """Where the cards stand that the whole world may read, the newest of each edition first.

    Someone whose perspective is not shown is not found by it either.
    """
    rows = session.execute(_published(edition_ids, chosen).order_by(Card.number.desc()))
    return [Address(edition_id, What.CARD, number) for edition_id, number in rows]


def published_cards_at(addresses: Collection[Address]) -> dict[Address, HarvestCard]:
    """What stands on these cards, as far as the whole world may read them."""
    wanted = [(address.edition_id, address.number) for address in addresses if address.what == What.CARD]
    if not wanted:
        return {}
    here = tuple_(Card.edition_id, Card.number).in_(wanted)
    cards = list(session.scalars(_with_breakout().where(here, readable(), Card.show.in_(PUBLIC))))
    return {card.search_address(): shown for card, shown in zip(cards, _as_harvest(cards, PUBLIC), strict=True)}


def published_publications(
    edition_ids: Collection[int], chosen: Chosen = EVERYTHING
) -> dict[Address, HarvestPublication]:
    """The publications and articles of these editions, the newest first."""
    statement = _publications(edition_ids, chosen).with_only_columns(Publication)
    rows = session.scalars(statement.order_by(Publication.year.desc(), Publication.number.desc()))
    return {row.search_address(): _publication_for_readers(row) for row in rows}


def published_saying(
    words: Collection[str], edition_ids: Collection[int], chosen: Chosen = EVERYTHING
) -> list[Use[Address]]:
    """Who says any of these words, and how much, of what the whole world may read."""
    found: list[Use[Address]] = []
    if What.CARD in chosen.what:
        found += index.saying(What.CARD, _published(edition_ids, chosen), words)
    if What.PUBLICATION in chosen.what:
        found += index.saying(What.PUBLICATION, _publications(edition_ids, chosen), words)
    return found


def for_participants(edition_id: int, *, takes_part: bool = True) -> Slice:
    """A page of what participants may read, the newest first: the public cards and, marked, those for them alone."""
    shows = ALL if takes_part else PUBLIC
    found = slice_of(_readable_by(edition_id, shows).order_by(Card.number.desc()))
    return found._replace(rows=_as_harvest([card for (card,) in found.rows], shows))


def for_all_participants(edition_id: int, *which: ColumnElement[bool]) -> list[HarvestCard]:
    """The same on one page, the newest first, of the cards for which these hold."""
    cards = session.scalars(_readable_by(edition_id, ALL).where(*which).order_by(Card.number.desc()))
    return _as_harvest(list(cards), ALL)


def for_participant(edition_id: int, number: int, *, takes_part: bool = True) -> tuple[Card, HarvestCard] | None:
    """One card as a participant may read it; who does not take part reads what everyone reads."""
    shows = ALL if takes_part else PUBLIC
    card = session.scalars(_readable_by(edition_id, shows).where(Card.number == number)).first()
    return (card, _as_harvest([card], shows)[0]) if card else None


def readable() -> ColumnElement[bool]:
    """The condition that some reader may see a card."""
    return (Card.state == CardState.PUBLISHED) & _consented()


def recognition_of(registration_id: int, card_id: int) -> Response | None:
    statement = select(Response).where(Response.card_id == card_id, Response.author_id == registration_id)
    return session.scalars(statement.where(Response.kind == ResponseKind.RECOGNITION)).first()


def own_words(registration_ids: list[int], public_id: str) -> Response | None:
    """What one of these people said to a card; anybody else's does not exist."""
    statement = select(Response).where(Response.public_id == public_id, Response.author_id.in_(registration_ids))
    return session.scalars(statement.where(Response.kind.in_(IN_WORDS)).options(joinedload(Response.card))).first()


def own_words_at(registration_id: int, card_id: int) -> list[Response]:
    """What someone said to a card and can still take back, the oldest first."""
    statement = select(Response).where(Response.card_id == card_id, Response.author_id == registration_id)
    statement = statement.where(Response.kind.in_(IN_WORDS), Response.state != ResponseState.WITHDRAWN)
    return list(session.scalars(statement.order_by(Response.id)))


def code_of(slot: Slot) -> str:
    """By which whoever is there can add a card to this slot."""
    return links.short_code(f"slot:{slot.uid}")


def slot_of_code(code: str) -> Slot | None:
    """The slot that a code, as people type it, belongs to. Codes are derived, so those of all slots are compared: a few
    hundred over all years."""
    wanted = code.strip().lower().encode()
    known = select(Slot).join(Slot.round).join(Edition, Edition.id == Round.edition_id)
    known = known.where(Edition.state.in_(SHOWN), Slot.state == SlotState.PLANNED).order_by(Slot.id.desc())
    slots = session.scalars(known.options(joinedload(Slot.breakout), joinedload(Slot.round)))
    return next((slot for slot in slots if hmac.compare_digest(code_of(slot).encode(), wanted)), None)


def offered_in(slot_id: int) -> list[Card]:
    """What waits for the host of a slot, the longest waiting first."""
    statement = _with_breakout().where(Card.slot_id == slot_id, Card.state == CardState.OFFERED)
    return list(session.scalars(statement.order_by(Card.number)))


def number_let_in(slot_id: int) -> int:
    """How many cards of a slot the organisers have or had before them."""
    states = (CardState.WAITING, CardState.PUBLISHED)
    statement = select(func.count()).select_from(Card).where(Card.slot_id == slot_id, Card.state.in_(states))
    return session.scalar(statement) or 0


def by_number(edition_id: int, number: int) -> Card | None:
    return session.scalars(select(Card).where(Card.edition_id == edition_id, Card.number == number)).first()


def by_id(card_id: int) -> Card:
    return session.get_one(Card, card_id)


def edition_of(edition_id: int) -> Edition:
    return session.get_one(Edition, edition_id)


def by_public_id(public_id: str) -> Card | None:
    return session.scalars(_with_breakout().where(Card.public_id == public_id)).first()


def cards_of(registration_id: int) -> list[Card]:
    """Someone's own cards, whatever their state, the newest first."""
    statement = _with_breakout().where(Card.author_id == registration_id)
    return list(session.scalars(statement.order_by(Card.number.desc())))


def heard_of(cards: Iterable[Card]) -> dict[int, Heard]:
    """By id what others said to these cards and can be read."""
    counts: dict[int, Counter[ResponseKind]] = defaultdict(Counter)
    statement = select(Response.card_id, Response.kind, func.count()).where(
        Response.card_id.in_([card.id for card in cards]), Response.state == ResponseState.PUBLISHED
    )
    for card_id, kind, number in session.execute(statement.group_by(Response.card_id, Response.kind)):
        counts[card_id][kind] += number
    return {
        id: Heard(found[ResponseKind.RECOGNITION], found[ResponseKind.ANSWER], found[ResponseKind.BUT])
        for id, found in counts.items()
    }


def words_of(registration_id: int) -> list[Response]:
    """What someone said to cards of others, in words, the newest first; the card is loaded."""
    statement = select(Response).where(Response.author_id == registration_id, Response.kind.in_(IN_WORDS))
    return list(session.scalars(statement.order_by(Response.id.desc()).options(joinedload(Response.card))))


def card_of(registration_ids: list[int], public_id: str) -> Card | None:
    """One of someone's own cards; anybody else's does not exist."""
    statement = _with_breakout().where(Card.author_id.in_(registration_ids), Card.public_id == public_id)
    return session.scalars(statement).first()


def public_id_of(card_id: int) -> str:
    return session.scalars(select(Card.public_id).where(Card.id == card_id)).one()


def publications(edition_id: int) -> list[Publication]:
    """For organisers, in the order in which they were added."""
    mine = select(Publication).where(Publication.edition_id == edition_id)
    return list(session.scalars(mine.order_by(Publication.number)))


def publication(edition_id: int, number: int) -> Publication | None:
    statement = select(Publication).where(Publication.edition_id == edition_id, Publication.number == number)
    return session.scalars(statement).first()


def not_in_index(most: int) -> list[int]:
    """The ids of some cards that everybody could find if the index knew them."""
    known = exists().where(
        SearchEntry.edition_id == Card.edition_id, SearchEntry.what == What.CARD, SearchEntry.number == Card.number
    )
    findable = select(Card.id).where(readable(), Card.show.in_(PUBLIC), ~known)
    return list(session.scalars(findable.order_by(Card.id).limit(most)))


def cards(ids: Collection[int]) -> list[Card]:
    return list(session.scalars(select(Card).where(Card.id.in_(ids))))


def shown_perspectives(edition_id: int) -> frozenset[Perspective]:
    """The perspectives that enough people share to be named beside a card."""
    return _perspectives([edition_id])[edition_id]


def _perspectives(edition_ids: Collection[int]) -> defaultdict[int, frozenset[Perspective]]:
    """By edition the perspectives that enough people share to be named."""
    statement = (
        select(Registration.edition_id, Registration.perspective)
        .where(
            Registration.edition_id.in_(edition_ids),
            registrations.counts(),
            Registration.perspective.is_not(None),
        )
        .group_by(Registration.edition_id, Registration.perspective)
        .having(func.count() >= LEAST_OF_A_PERSPECTIVE)
    )
    found: defaultdict[int, frozenset[Perspective]] = defaultdict(frozenset)
    for edition_id, perspective in session.execute(statement):
        found[edition_id] |= {Perspective(str(perspective))}
    return found


def _harvest(edition_id: int, shows: Collection[CardShow]) -> list[HarvestCard]:
    cards = session.scalars(_readable_by(edition_id, shows).order_by(Card.number.desc()))
    return _as_harvest(list(cards), shows)


def _readable_by(edition_id: int, shows: Collection[CardShow]) -> Select[Card]:
    return _with_breakout().where(Card.edition_id == edition_id, readable(), Card.show.in_(shows))


def _published(edition_ids: Collection[int], chosen: Chosen) -> Select[int, int]:
    """Where the cards of these editions stand that match, and that the whole world may read."""
    statement = select(Card.edition_id, Card.number).where(
        Card.edition_id.in_(edition_ids), readable(), Card.show.in_(PUBLIC)
    )
    if chosen.kind:
        statement = statement.where(Card.kind == CardKind(chosen.kind))
    if chosen.condition:
        statement = statement.where(is_about(Card.conditions, chosen.condition))
    if chosen.perspective:
        wanted = Perspective(chosen.perspective)
        naming = [id for id, shown in _perspectives(edition_ids).items() if wanted in shown]
        statement = statement.where(Card.perspective == wanted, Card.edition_id.in_(naming))
    if chosen.breakout:
        in_it = select(Slot.id).join(Slot.breakout).where(Breakout.slug == chosen.breakout)
        statement = statement.where(Card.slot_id.in_(in_it))
    return statement


def _publications(edition_ids: Collection[int], chosen: Chosen) -> Select[int, int]:
    statement = select(Publication.edition_id, Publication.number).where(Publication.edition_id.in_(edition_ids))
    if chosen.condition:
        statement = statement.where(is_about(Publication.conditions, chosen.condition))
    return statement


def is_about(conditions: InstrumentedAttribute[list[str]], condition: str) -> ColumnElement[bool]:
    """A list of keys is kept as JSON, which reads alike in every database."""
    return cast(conditions, String).contains(f'"{condition}"', autoescape=True)


def _consented() -> ColumnElement[bool]:
    """Whether a consent still stands for exactly the way in which this card would appear."""
    purpose = literal(CONSENT).concat(type_coerce(Card.show, String))
    stands = Consent.withdrawn_at.is_(None)
    return exists().where(Consent.card_id == Card.id, Consent.purpose == purpose, stands)


def _agreed() -> ColumnElement[bool]:
    """The same of a response in words."""
    purpose = literal(RESPONSE_CONSENT).concat(type_coerce(Response.show, String))
    stands = Consent.withdrawn_at.is_(None)
    return exists().where(Consent.response_id == Response.id, Consent.purpose == purpose, stands)


def _as_harvest(cards: list[Card], shows: Collection[CardShow]) -> list[HarvestCard]:
    """These cards as readers may see them, with what may be read below them. The number of queries does not depend on
    theirs."""
    if not cards:
        return []
    editions = {card.edition_id for card in cards}
    few = len(cards) <= PER_LONG_PAGE
    to_these = Response.card_id.in_([card.id for card in cards]) if few else Card.edition_id.in_(editions)
    perspectives, recognitions, said = _perspectives(editions), _recognitions(to_these), _said(to_these, shows)
    return [
        _for_readers(card, perspectives[card.edition_id], recognitions.get(card.id, 0), said.get(card.id, []))
        for card in cards
    ]


def _recognitions(to_these: ColumnElement[bool]) -> dict[int, int]:
    """By card how many people know this too."""
    statement = select(Response.card_id, func.count()).join(Response.card).where(to_these)
    found = statement.where(Response.kind == ResponseKind.RECOGNITION).group_by(Response.card_id)
    return dict(session.execute(found).all())


def _said(to_these: ColumnElement[bool], shows: Collection[CardShow]) -> dict[int, list[Response]]:
    """By card what may be read below it, the oldest first: published, and agreed to."""
    statement = select(Response).join(Response.card).where(
        to_these,
        Response.kind.in_(IN_WORDS),
        Response.state == ResponseState.PUBLISHED,
        Response.show.in_(shows),
        _agreed(),
    )  # fmt: skip
    found: dict[int, list[Response]] = defaultdict(list)
    for response in session.scalars(statement.order_by(Response.id)):
        found[response.card_id].append(response)
    return found


def _for_readers(
    card: Card, perspectives: frozenset[Perspective], recognitions: int, said: list[Response]
) -> HarvestCard:
    breakout = card.slot.breakout if card.slot else None
    return HarvestCard(
        number=card.number,
        kind=card.kind,
        text=card.text,
        how=card.how,
        conditions=tuple(card.conditions),
        name=card.author_name if card.show == CardShow.NAME else "",
        perspective=card.perspective if card.perspective in perspectives else None,
        breakout=breakout.title if breakout else {},
        breakout_slug=breakout.slug if breakout else "",
        only_for_participants=card.show == CardShow.PARTICIPANTS,
        published_at=card.published_at,
        link=weblink.harmless(card.link) or "",
        recognitions=recognitions,
        responses=tuple(_response_for_readers(response, perspectives) for response in said),
    )


def _response_for_readers(response: Response, perspectives: frozenset[Perspective]) -> HarvestResponse:
    return HarvestResponse(
        kind=response.kind,
        text=response.text,
        name=response.author_name if response.show == CardShow.NAME else "",
        perspective=response.perspective if response.perspective in perspectives else None,
        only_for_participants=response.show == CardShow.PARTICIPANTS,
    )


def _publication_for_readers(row: Publication) -> HarvestPublication:
    return HarvestPublication(row.number, row.title, row.text, row.url, row.year, tuple(row.conditions))


def _with_breakout() -> Select[Card]:
    return select(Card).options(joinedload(Card.slot).joinedload(Slot.breakout))


# For organisers.


PER_PILE = 25
"""How much of a pile one page holds: each of it is read to the end."""


class Pile(StrEnum):
    """What lies before an organiser, the most pressing first: what waits, and what they did with it."""

    WAITING = "waiting"
    REPORTS = "reports"
    RESPONSES = "responses"
    OFFERED = "offered"
    PUBLISHED = "published"
    HIDDEN = "hidden"


CARDS_IN = {
    Pile.WAITING: CardState.WAITING,
    Pile.OFFERED: CardState.OFFERED,
    Pile.PUBLISHED: CardState.PUBLISHED,
    Pile.HIDDEN: CardState.HIDDEN,
}


def pile(edition_id: int, which: Pile) -> Slice:
    """A page of one pile: cards, or responses with their card, the longest waiting first; what was published, the
    newest first."""
    if which in CARDS_IN:
        cards = _with_breakout().where(Card.edition_id == edition_id, Card.state == CARDS_IN[which])
        newest = which == Pile.PUBLISHED
        found = slice_of(cards.order_by(Card.number.desc() if newest else Card.number), PER_PILE)
    else:
        responses = select(Response).join(Response.card).where(*_waits(edition_id, which))
        found = slice_of(responses.order_by(Response.id).options(contains_eager(Response.card)), PER_PILE)
    return found._replace(rows=[row for (row,) in found.rows])


def sizes(edition_id: int) -> dict[Pile, int]:
    """How much lies in each pile."""
    by_state = select(Card.state, func.count()).where(Card.edition_id == edition_id).group_by(Card.state)
    states = dict(session.execute(by_state).all())
    responses = {
        which: session.scalar(
            select(func.count()).select_from(Response).join(Response.card).where(*_waits(edition_id, which))
        )
        or 0
        for which in (Pile.REPORTS, Pile.RESPONSES)
    }
    return {which: responses[which] if which in responses else states.get(CARDS_IN[which], 0) for which in Pile}


def responses_at(cards: Iterable[Card]) -> dict[int, list[Response]]:
    """By card the words that organisers have read and can hide or publish again."""
    found: dict[int, list[Response]] = defaultdict(list)
    states = (ResponseState.PUBLISHED, ResponseState.HIDDEN)
    statement = select(Response).where(
        Response.card_id.in_([card.id for card in cards]), Response.kind.in_(IN_WORDS), Response.state.in_(states)
    )
    for response in session.scalars(statement.order_by(Response.id)):
        found[response.card_id].append(response)
    return found


def response(edition_id: int, id: int) -> Response | None:
    """A response to a card of this edition; elsewhere there is none of that number."""
    statement = select(Response).join(Response.card).where(Card.edition_id == edition_id, Response.id == id)
    return session.scalars(statement).first()


def waits_for_organisers() -> ColumnElement[bool]:
    """The condition that a response needs an organiser: words to be read or a report, of a card that is there. The card
    is joined."""
    return (Response.state == ResponseState.WAITING) & (Card.state == CardState.PUBLISHED)


def _waits(edition_id: int, which: Pile) -> tuple[ColumnElement[bool], ...]:
    reports = Response.kind == ResponseKind.REPORT
    return Card.edition_id == edition_id, waits_for_organisers(), reports if which == Pile.REPORTS else ~reports
