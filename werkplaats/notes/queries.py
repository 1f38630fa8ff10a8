"""Reading cards. Public pages and exports may call what begins with `published`, and nothing else here: that is the one
door to what the whole world may read, and who searches goes through it too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from werkplaats.consent import Consent
from werkplaats.db import Texts, session
from werkplaats.notes import index
from werkplaats.notes.index import Address, SearchEntry, What
from werkplaats.notes.models import CONSENT, PUBLIC, Card, CardKind, CardShow, CardState, Publication
from werkplaats.notes.search.ranking import Use
from werkplaats.programme.models import Breakout, Slot
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Perspective, Registration

LEAST_OF_A_PERSPECTIVE = 5
"""A perspective that fewer people share would point at one of them."""


@dataclass(frozen=True)
class HarvestCard:
    """A card as readers may see it: no address, no registration, no id but its number within the edition.

    `name` is empty unless the author chose to appear by name. `perspective` is None when there is none, or
    when too few people share it: then the author is "participant". `breakout` and its slug may be empty.
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
    cards = session.scalars(_with_breakout().where(here, _is_read_by(PUBLIC))).all()
    perspectives = _perspectives({card.edition_id for card in cards})
    return {card.search_address(): _for_readers(card, perspectives[card.edition_id]) for card in cards}


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


def for_participants(edition_id: int) -> list[HarvestCard]:
    """What participants may read, the newest first: the public cards and, marked, those for them alone."""
    return _harvest(edition_id, tuple(CardShow))


def waiting(edition_id: int) -> list[Card]:
    """Cards that an organiser has yet to read, the longest waiting first."""
    return _in_state(edition_id, CardState.WAITING)


def reviewed(edition_id: int, state: CardState) -> list[Card]:
    """Cards that an organiser published or hid, in order of their numbers."""
    return _in_state(edition_id, state)


def by_number(edition_id: int, number: int) -> Card | None:
    return session.scalars(select(Card).where(Card.edition_id == edition_id, Card.number == number)).first()


def cards_of(registration_id: int) -> list[Card]:
    """Someone's own cards, whatever their state, the newest first."""
    statement = _with_breakout().where(Card.author_id == registration_id)
    return list(session.scalars(statement.order_by(Card.number.desc())))


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
    return list(session.scalars(select(Card.id).where(_is_read_by(PUBLIC), ~known).order_by(Card.id).limit(most)))


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


def _harvest(edition_id: int, shows: Iterable[CardShow]) -> list[HarvestCard]:
    statement = _with_breakout().where(Card.edition_id == edition_id, _is_read_by(shows))
    perspectives = shown_perspectives(edition_id)
    cards = session.scalars(statement.order_by(Card.number.desc()))
    return [_for_readers(card, perspectives) for card in cards]


def _published(edition_ids: Collection[int], chosen: Chosen) -> Select[int, int]:
    """Where the cards of these editions stand that match, and that the whole world may read."""
    statement = select(Card.edition_id, Card.number).where(Card.edition_id.in_(edition_ids), _is_read_by(PUBLIC))
    if chosen.kind:
        statement = statement.where(Card.kind == CardKind(chosen.kind))
    if chosen.condition:
        statement = statement.where(_is_about(Card.conditions, chosen.condition))
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
        statement = statement.where(_is_about(Publication.conditions, chosen.condition))
    return statement


def _is_about(conditions: InstrumentedAttribute[list[str]], condition: str) -> ColumnElement[bool]:
    """A list of keys is kept as JSON, which reads alike in every database."""
    return cast(conditions, String).contains(f'"{condition}"', autoescape=True)


def _is_read_by(shows: Iterable[CardShow]) -> ColumnElement[bool]:
    """Published, meant for these readers, and still agreed to."""
    return and_(Card.state == CardState.PUBLISHED, Card.show.in_(tuple(shows)), _consented())


def _consented() -> ColumnElement[bool]:
    """Whether a consent still stands for exactly the way in which this card would appear."""
    purpose = literal(CONSENT).concat(type_coerce(Card.show, String))
    stands = Consent.withdrawn_at.is_(None)
    return exists().where(Consent.card_id == Card.id, Consent.purpose == purpose, stands)


def _for_readers(card: Card, perspectives: frozenset[Perspective]) -> HarvestCard:
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
    )


def _publication_for_readers(row: Publication) -> HarvestPublication:
    return HarvestPublication(row.number, row.title, row.text, row.url, row.year, tuple(row.conditions))


def _in_state(edition_id: int, state: CardState) -> list[Card]:
    statement = _with_breakout().where(Card.edition_id == edition_id, Card.state == state)
    return list(session.scalars(statement.order_by(Card.number)))


def _with_breakout() -> Select[Card]:
    return select(Card).options(joinedload(Card.slot).joinedload(Slot.breakout))
