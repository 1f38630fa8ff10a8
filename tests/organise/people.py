"""What several tests about people who registered need: an organiser at the list, and rows made directly."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from tests.make import Person
from tests.post import Letter, Mailbox
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.registration.models import Need, Registration, RegistrationState

PEOPLE = "/en/organisatie/2027/aanmeldingen"


class Fresh:
    """A mailbox that shows each letter once."""

    def __init__(self, post: Mailbox) -> None:
        self._post, self._read = post, 0

    def letters(self) -> list[Letter]:
        """What arrived since the last time."""
        arrived = self._post.letters()
        new, self._read = arrived[self._read :], len(arrived)
        return new


def page_of(person: Person) -> str:
    return f"{PEOPLE}/persoon/{person.public_id}"


def needs(app: Flask, person: Person, text: str = "Een tolk.", days: int = 90) -> int:
    """This person told us what they need; it is kept for so many days."""
    with app.app_context(), transaction():
        now = clock.now()
        need = Need(registration_id=person.id, text=text, created_at=now, delete_after=now + timedelta(days=days))
        session.add(need)
        session.flush()
        return need.id


def waits(app: Flask, person: Person, minutes: int = 0) -> None:
    """This person came on the waiting list, so many minutes ago."""
    with app.app_context(), transaction():
        row = session.get_one(Registration, person.id)
        row.state, row.waiting_since = RegistrationState.WAITING, clock.now() - timedelta(minutes=minutes)


def state_of(app: Flask, person: Person) -> RegistrationState:
    with app.app_context():
        return session.get_one(Registration, person.id).state
