"""Puts people and cards on the public pages, in the words of users."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from werkplaats import clock, consent, links
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.actions import ArticleValues, publish_article, write_article
from werkplaats.editions.models import ArticleKind, Edition
from werkplaats.notes.models import CONSENT, Card, CardKind, CardShow, CardState
from werkplaats.people.models import PUBLISH, Appearance, AppearanceRole, AppearanceState, Person, PersonState
from werkplaats.programme.models import ProgrammeItem, Round, Slot
from werkplaats.registration.models import Perspective


def change(app: Flask, edition_id: int, **values: Any) -> None:
    with app.app_context(), transaction():
        edition = session.get_one(Edition, edition_id)
        for name, value in values.items():
            setattr(edition, name, value)


def speaker(
    app: Flask,
    edition_id: int,
    name: str,
    state: PersonState = PersonState.PUBLISHED,
    accepted: AppearanceState = AppearanceState.ACCEPTED,
) -> int:
    """Someone who speaks at the first programme item."""
    with app.app_context(), transaction():
        item = session.scalars(select(ProgrammeItem).join(Round).where(Round.edition_id == edition_id)).first()
        person = person_named(name, state)
        assert item is not None
        part = Appearance(person=person, item_id=item.id, role=AppearanceRole.SPEAKER, state=accepted)
        session.add(part)
        session.flush()
        consent.give_for_appearance(part.id, PUBLISH, "1")
        return person.id


def host(
    app: Flask, slot_id: int, name: str, email: str | None = None, role: AppearanceRole = AppearanceRole.HOST
) -> str:
    """Someone with a task in a slot; returns their personal link."""
    with app.app_context(), transaction():
        person = person_named(name, PersonState.PUBLISHED)
        person.email, person.email_key = email, email
        part = Appearance(person=person, slot_id=slot_id, role=role)
        session.add(part)
        session.flush()
        consent.give_for_appearance(part.id, PUBLISH, "1")
        return links.personal(links.TASK, person.public_id, person.link_version)


def person_named(name: str, state: PersonState) -> Person:
    slug = name.lower().replace(" ", "-")
    known = session.scalars(select(Person).where(Person.slug == slug)).first()
    return known or Person(
        public_id=links.new_public_id(),
        slug=slug,
        name=name,
        role={"nl": "onderzoeker", "en": "researcher"},
        bio={"nl": "Werkt aan zekerheid.", "en": "Works on security."},
        state=state,
    )


def article(app: Flask, edition_id: int, title: str, text: str = "Er is **nieuws**.", public: bool = True) -> int:
    """An article that organisers wrote and, if it is public, published; returns its id."""
    wanted = ArticleValues(ArticleKind.NEWS, title, "", text, "", "")
    with app.app_context():
        slug = write_article(edition_id, wanted, "user:1")
        row = editions.article(edition_id, slug)
        assert row is not None
        if public:
            publish_article(row.id, "user:1")
        return row.id


def slots(app: Flask, edition_id: int) -> list[int]:
    with app.app_context():
        statement = select(Slot.id).join(Round).where(Round.edition_id == edition_id).order_by(Slot.id)
        return list(session.scalars(statement))


def card(
    app: Flask,
    edition_id: int,
    text: str,
    kind: CardKind = CardKind.INSIGHT,
    show: CardShow = CardShow.PERSPECTIVE,
    state: CardState = CardState.PUBLISHED,
    name: str = "",
    perspective: Perspective | None = None,
    slot_id: int | None = None,
    conditions: tuple[str, ...] = (),
) -> int:
    """A card with the consent that belongs to it; returns its id."""
    with app.app_context(), transaction():
        number = session.scalar(select(func.count()).where(Card.edition_id == edition_id)) or 0
        row = Card(
            public_id=links.new_public_id(),
            edition_id=edition_id,
            number=number + 1,
            slot_id=slot_id,
            author_name=name,
            kind=kind,
            text=text,
            conditions=list(conditions),
            perspective=perspective,
            show=show,
            state=state,
            created_at=clock.now(),
            published_at=clock.now(),
        )
        session.add(row)
        session.flush()
        consent.give_for_card(row.id, CONSENT + show, "1")
        return row.id
