"""Pieces of a write that are shared, inside an open transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from werkplaats import consent, links
from werkplaats.db import session
from werkplaats.files import remove_pictures
from werkplaats.mail.addresses import email_key
from werkplaats.people import mails, queries
from werkplaats.people.models import PICTURE, PUBLISH, Appearance, Person, PersonState, Photo
from werkplaats.web.slugs import free_slug, slug_of


def mail_link_to(email: str) -> None:
    """Mail their link to who has a task and this address; if nobody has, nothing happens."""
    person = queries.by_email_key(email_key(email))
    if person is not None:
        mail_link(person)


def mail_link(person: Person) -> bool:
    """Mail someone the link to what they do, in the words of the newest edition in which that is; False when there is
    nothing that it would open."""
    parts = queries.own_parts(person.id)
    if not person.email or not parts:
        return False
    mails.task_link(parts[0].edition, person)
    return True


def locked(person_id: int) -> Person:
    """The person, read again under the lock of their row."""
    found = select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(found).one()


def slug_for(name: str) -> str:
    """A word for the address of someone's page, made of their name, that nobody else has."""
    taken = session.scalars(select(Person.slug).where(Person.slug.startswith(slug_of(name)))).all()
    return free_slug({"nl": name}, taken, f"persoon-{links.new_public_id()[:6].lower()}")


def rename(person: Person, **values: Any) -> None:
    """Set what others know someone by. Another name gives their page another address: the old one would go on telling
    the old name."""
    if values.get("name", person.name) != person.name:
        person.slug = slug_for(values["name"])
    for key, value in values.items():
        setattr(person, key, value)


def settle_state(person: Person) -> None:
    """Someone is public as long as they agree to be named anywhere."""
    session.flush()
    mine = select(Appearance.id).where(Appearance.person_id == person.id)
    if consent.standing_for_appearances(session.scalars(mine).all(), PUBLISH):
        person.state = PersonState.PUBLISHED
    elif person.state == PersonState.PUBLISHED:
        person.state = PersonState.WITHDRAWN


def give_place(person: Person, photo: Photo | None) -> None:
    """Show this picture from now on, or none; what it replaces is removed. One that waited and is not this one too."""
    old = [one.id for one in (person.photo, person.new_photo) if one is not None and one is not photo]
    person.photo_id, person.new_photo_id = photo.id if photo else None, None
    session.flush()
    remove_pictures(Photo, old)
    if photo is None:
        consent.withdraw_for_person(person.id, PICTURE)
