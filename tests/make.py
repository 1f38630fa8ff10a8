"""Builders in the words of users. Each opens its own context and returns plain values, which outlive it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from werkplaats import clock, links
from werkplaats.accounts import actions as accounts
from werkplaats.clock import AMSTERDAM
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.programme.models import Breakout, Condition, ProgrammeItem, Round, RoundKind, Slot
from werkplaats.registration import actions
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.steps import Answers, insert_registration

PASSWORD = "een lang wachtwoord voor tests"
TITLES = ("Sociaaleconomische zekerheid", "Sociale inclusie", "Sociale cohesie", "Sociaal empowerment")


@dataclass(frozen=True)
class Person:
    """Someone who is registered: the row's id, the public id, and the whole address of the personal link."""

    id: int
    public_id: str
    email: str
    link: str


@dataclass(frozen=True)
class Organiser:
    id: int
    email: str
    password: str


class Make:
    def __init__(self, app: Flask) -> None:
        self.app = app

    def edition(self, slug: str = "2027", starts_at: datetime | None = None, capacity: int | None = None,
                places: int = 25, breakouts: int = 4, **values: Any) -> int:  # fmt: skip
        """A published edition, open for registration, 60 days ahead: a plenary and two rounds of four breakouts."""
        start = starts_at or (clock.now() + timedelta(days=60)).astimezone(AMSTERDAM).replace(
            hour=13, minute=0, second=0, microsecond=0
        )
        with self.app.app_context(), transaction():
            edition = Edition(**{**_settings(slug, start), "capacity": capacity, **values})
            session.add(edition)
            session.flush()
            _programme(edition, start, places, breakouts)
            return edition.id

    def register(
        self,
        edition_id: int,
        name: str = "Test Persoon",
        email: str | None = None,
        ranking: Sequence[int] = (),
        perspective: Perspective | None = None,
        locale: str = "nl",
    ) -> Person:
        """Someone registers; the mails of it wait in the outbox."""
        email = email or f"{name.lower().replace(' ', '.')}@example.org"
        with self.app.app_context():
            answers = Answers(name, email, perspective, "", tuple(ranking), locale)
            row = actions.register(edition_id, answers)
            return self._person(row.registration_id)

    def person_at(self, link: str) -> Person:
        """Whose personal link this is."""
        claimed = links.subject(link.rpartition("/")[2])
        assert claimed is not None
        with self.app.app_context():
            found = Registration.__table__.select().where(Registration.public_id == claimed.public_id)
            return self._person(session.execute(found).one().id)

    def people(self, edition_id: int, number: int, ranking: Any = lambda n: ()) -> list[Person]:
        """A number of people; `ranking` makes the list of the n-th, in breakout ids."""
        kinds = list(Perspective)
        return [
            self.register(edition_id, f"Deelnemer {n}", f"deelnemer.{n}@example.org", ranking(n), kinds[n % len(kinds)])
            for n in range(number)
        ]

    def crowd(self, edition_id: int, number: int) -> None:
        """Many people at once, each with a ranking of their own and a calendar that is due; nobody is mailed yet."""
        breakouts, kinds = self.breakouts(edition_id), list(Perspective)
        with self.app.app_context(), transaction():
            edition = session.get_one(Edition, edition_id)
            for n in range(number):
                ranking = tuple(breakouts[(n + i) % len(breakouts)] for i in range(n % (len(breakouts) + 1)))
                answers = Answers(f"Menigte {n}", f"menigte.{n}@example.org", kinds[n % len(kinds)], "", ranking)
                insert_registration(edition, answers, clock.now())

    def breakouts(self, edition_id: int) -> list[int]:
        """The ids of the breakouts, in order."""
        with self.app.app_context():
            statement = Breakout.__table__.select().where(Breakout.edition_id == edition_id).order_by(Breakout.position)
            return [row.id for row in session.execute(statement)]

    def organiser(self, email: str = "organisator@example.org", is_admin: bool = True) -> Organiser:
        """A member of staff who can sign in; without `is_admin`, one without any edition yet."""
        with self.app.app_context():
            added = accounts.add_organiser(email, "Organisator", PASSWORD, is_admin)
        return Organiser(added.user_id, email, PASSWORD)

    def _person(self, registration_id: int) -> Person:
        with self.app.app_context():
            row = session.get_one(Registration, registration_id)
            link = links.personal(links.REGISTRATION, row.public_id, row.link_version)
            return Person(row.id, row.public_id, row.email, link)


def _settings(slug: str, start: datetime) -> dict[str, Any]:
    return {
        "slug": slug, "title": {"nl": "Samen leren", "en": "Learning together"},
        "theme": {"nl": "bestaanszekerheid", "en": "security of existence"},
        "lead": {"nl": "Leer mee.", "en": "Learn with us."},
        "about": {"nl": "Waarover het gaat.", "en": "What it is about."},
        "starts_at": start, "ends_at": start + timedelta(hours=3), "state": EditionState.PUBLISHED,
        "registration_opens_at": clock.now() - timedelta(days=30), "registration_closes_at": start,
        "ranking_closes_at": start - timedelta(days=7), "helpdesk_email": "hulp@example.org",
        "sender_name": "Werkplaats", "lot_seed": "a seed for tests", "cards_open": True,
    }  # fmt: skip


def _programme(edition: Edition, start: datetime, places: int, breakouts: int) -> None:
    minutes = [
        (0, 60, RoundKind.ITEMS, "Plenair"),
        (70, 110, RoundKind.BREAKOUTS, "Ronde 1"),
        (120, 160, RoundKind.BREAKOUTS, "Ronde 2"),
    ]
    rounds = [
        Round(edition_id=edition.id, position=n, kind=kind, title={"nl": title, "en": title},
              starts_at=start + timedelta(minutes=a), ends_at=start + timedelta(minutes=b))
        for n, (a, b, kind, title) in enumerate(minutes)
    ]  # fmt: skip
    item = ProgrammeItem(
        round=rounds[0], uid=links.new_public_id(), slug="welkom", title={"nl": "Welkom", "en": "Welcome"}, text={},
        starts_at=rounds[0].starts_at, ends_at=rounds[0].ends_at, meeting_url="https://meet.example.org/plenair",
    )  # fmt: skip
    session.add_all([*rounds, item])
    for n in range(breakouts):
        breakout = _breakout(edition, n, places)
        session.add_all(
            Slot(
                breakout=breakout,
                round=round,
                uid=links.new_public_id(),
                meeting_url=f"https://meet.example.org/{n}/{round.position}",
            )
            for round in rounds[1:]
        )


def _breakout(edition: Edition, n: int, places: int) -> Breakout:
    title = TITLES[n] if n < len(TITLES) else f"Deelsessie {n + 1}"
    return Breakout(
        edition_id=edition.id, position=n, uid=links.new_public_id(), slug=f"deelsessie-{n + 1}",
        title={"nl": title, "en": title}, abstract={"nl": "Waar het over gaat.", "en": "What it is about."},
        conditions=[list(Condition)[n % 4]], capacity=places,
    )  # fmt: skip


def ranks(*breakouts: int) -> dict[str, Any]:
    """The answers of the ranking: these breakouts, the first choice first."""
    return {f"rank-{n}": str(id) for n, id in enumerate(breakouts)}
