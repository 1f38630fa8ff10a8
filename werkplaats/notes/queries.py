"""Reading cards. Public pages and exports may call `published` and nothing else here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, exists, func, literal, select, type_coerce
from sqlalchemy.orm import joinedload

from werkplaats.consent import Consent
from werkplaats.db import Texts, session
from werkplaats.notes.models import CONSENT, Card, CardKind, CardShow, CardState
from werkplaats.programme.models import Slot
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Perspective, Registration

LEAST_OF_A_PERSPECTIVE = 5
"""A perspective that fewer people share would point at one of them."""

PUBLIC = (CardShow.NAME, CardShow.PERSPECTIVE)


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


def published(
    edition_id: int,
    *,
    kind: CardKind | None = None,
    condition: str | None = None,
    perspective: Perspective | None = None,
    breakout_slug: str | None = None,
) -> list[HarvestCard]:
    """What the whole world may read, the newest first: published, consented to, and meant for everyone.

    Each filter given must match. Someone whose perspective is not shown is not found by it either.
    """
    wanted = {"kind": kind, "perspective": perspective, "breakout_slug": breakout_slug}
    return [
        card
        for card in _harvest(edition_id, PUBLIC)
        if all(value is None or getattr(card, name) == value for name, value in wanted.items())
        and (condition is None or condition in card.conditions)
    ]


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


def shown_perspectives(edition_id: int) -> frozenset[Perspective]:
    """The perspectives that enough people share to be named beside a card."""
    statement = (
        select(Registration.perspective)
        .where(
            Registration.edition_id == edition_id,
            registrations.counts(),
            Registration.perspective.is_not(None),
        )
        .group_by(Registration.perspective)
        .having(func.count() >= LEAST_OF_A_PERSPECTIVE)
    )
    return frozenset(p for p in session.scalars(statement) if p is not None)


def _harvest(edition_id: int, shows: Iterable[CardShow]) -> list[HarvestCard]:
    statement = _with_breakout().where(
        Card.edition_id == edition_id, Card.state == CardState.PUBLISHED, Card.show.in_(shows), _consented()
    )
    perspectives = shown_perspectives(edition_id)
    cards = session.scalars(statement.order_by(Card.number.desc()))
    return [_for_readers(card, perspectives) for card in cards]


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


def _in_state(edition_id: int, state: CardState) -> list[Card]:
    statement = _with_breakout().where(Card.edition_id == edition_id, Card.state == state)
    return list(session.scalars(statement.order_by(Card.number)))


def _with_breakout() -> Select[Card]:
    return select(Card).options(joinedload(Card.slot).joinedload(Slot.breakout))
