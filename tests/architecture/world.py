"""A small world in which every address leads somewhere: two editions, and everyone who may come to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.make import Make, Person
from tests.notes.written import note, remark
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock, links
from werkplaats.accounts.models import MemberRole
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.actions import keep_lists
from werkplaats.breakouts.offers import offer_place
from werkplaats.db import Base, session, transaction
from werkplaats.invitations.actions import tell_due
from werkplaats.jobs.run import run_all
from werkplaats.letters.actions import LetterValues, write_letter
from werkplaats.letters.models import MomentKind
from werkplaats.mail.models import OutgoingMail
from werkplaats.notes import queries
from werkplaats.notes.access import guest_token
from werkplaats.notes.actions import add_card, publish_card
from werkplaats.notes.guests import offer_card
from werkplaats.notes.models import Card, CardKind, CardShow, Response, ResponseKind
from werkplaats.notes.note.models import NoteState
from werkplaats.notes.publications import PublicationValues, add_publication
from werkplaats.notes.responses import ResponseAnswers, report, respond
from werkplaats.notes.steps import CardAnswers
from werkplaats.people.models import Appearance
from werkplaats.people.models import Person as Speaker
from werkplaats.programme.models import ProgrammeItem, Round, RoundKind, Slot
from werkplaats.registration import access
from werkplaats.registration.intake import ask_to_read
from werkplaats.registration.models import Need, Offer, OfferKind, OfferState, Registration

METHODS = ("GET", "POST")
VISITOR, PARTICIPANT, NEIGHBOUR, HOST = "visitor", "participant", "another participant", "host"
READER, OUTSIDER, ORGANISER, ADMIN = "reader", "organiser of another edition", "organiser", "admin"
ROLES = (VISITOR, PARTICIPANT, NEIGHBOUR, HOST, READER, OUTSIDER, ORGANISER, ADMIN)
STAFF = {READER: MemberRole.READER, OUTSIDER: MemberRole.ORGANISER, ORGANISER: MemberRole.ORGANISER, ADMIN: None}


class Seat(NamedTuple):
    """Someone at a browser: what the browser sends along, and the token of its forms."""

    cookie: str | None
    token: str


@dataclass(frozen=True)
class Place:
    """One address of one page, and how it is asked for."""

    rule: Rule
    method: str
    path: str

    @property
    def name(self) -> tuple[str, str]:
        return self.rule.endpoint, self.method


class World:
    """Everything in the addresses belongs to the edition 2027 and, where it belongs to a person, to the participant."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make = app, make
        self._session, self._domain = app.config["SESSION_COOKIE_NAME"], urlsplit(app.config["SITE_URL"]).hostname or ""
        self.edition_id = make.edition("2027")
        self.other_id = make.edition("2028")
        first, second, third, fourth = make.breakouts(self.edition_id)
        self.participant = make.register(self.edition_id, "Fatima Voorbeeld", ranking=[first, second])
        self.neighbour = make.register(self.edition_id, "Bas Buurman", ranking=[third, fourth])
        stage.speaker(app, self.edition_id, "Sanne Spreker")
        self.host_link = stage.host(app, stage.slots(app, self.edition_id)[0], "Hilde Host", "hilde@example.org")
        Organiser(app, self.edition_id).publish()
        with app.app_context():
            tell_due()
            self._offer_id = self.offer()
            self._missed_id = self._missed()
            self._card_id = add_card(self.participant.id, CardAnswers(CardKind.INSIGHT, "Geleerd.", CardShow.NAME, "1"))
            leads = PublicationValues("Werken aan bestaanszekerheid", "", "https://example.org/boek", 2022, "", "", ())
            self._publication = add_publication(self.edition_id, leads, "user:1")
            self._read_id, self._said_id, self._report_id = self._harvest()
            slot_id = (
                session.scalars(select(Slot.id).join(Round).where(Round.edition_id == self.edition_id)).first() or 0
            )
            self._guest_id = offer_card(slot_id, "", CardAnswers(CardKind.TOOL, "Een lijst.", CardShow.NAME, "1"))
            self._file_id = keep_lists(self.edition_id, b"a workbook", "lijst.xlsx")
            self.need_id, self.list_id = self._need(), self._list()
            written = LetterValues("everyone:", False, "Dag allemaal", "Hallo {naam},", "", "")
            self._letter_id = write_letter(self.edition_id, written, links.new_public_id(), "user:1")
            self._note_number = self._notes()
            self.values = self._values()

    def seat(self, role: str) -> Seat:
        """Come in as this role, through the front door."""
        browser = Browserless(self.app)
        if role in (PARTICIPANT, NEIGHBOUR):
            person: Person = self.participant if role == PARTICIPANT else self.neighbour
            browser.get(person.link, status=303)
        elif role == HOST:
            browser.get(self.host_link, status=303)
        elif role in STAFF:
            self._sign_in(browser, role)
        token = browser.get("/mijn/link").form()["csrf_token"]
        cookie = browser.http.get_cookie(self._session, domain=self._domain)
        return Seat(cookie.value if cookie else None, token)

    def places(self, *languages: str) -> Iterator[Place]:
        """Every address that the application knows, reading before writing; with the feed as it is now, which may have
        been given another address by then."""
        with self.app.app_context():
            participant = session.get_one(Registration, self.participant.id)
            self.values["my.own_feed.token"] = access.feed_token(participant)
        with self.app.test_request_context("/"):
            found = [
                Place(rule, method, self._path(rule, language))
                for method in METHODS
                for rule in self.app.url_map.iter_rules()
                if method in (rule.methods or ()) and (language := _language(rule)) in languages
            ]
        yield from found

    def place(self, endpoint: str, method: str) -> Place:
        """One page, in Dutch."""
        rules = self.app.url_map.iter_rules(endpoint)
        rule = next(rule for rule in rules if method in (rule.methods or ()) and _language(rule) == "nl")
        with self.app.test_request_context("/"):
            return Place(rule, method, self._path(rule, "nl"))

    def ask(self, place: Place, seat: Seat, data: dict[str, Any] | None = None) -> TestResponse:
        """Ask from this seat, in a browser that forgets whatever the answer wants it to keep. If nothing else is to be
        sent, it is what forms hide."""
        browser: FlaskClient = self.app.test_client()
        if seat.cookie:
            browser.set_cookie(self._session, seat.cookie, domain=self._domain)
        if place.method == "POST" and data is None:
            data = {"csrf_token": seat.token, "whose": self.participant.public_id}
        return browser.open(place.path, method=place.method, data=data, base_url=self.app.config["SITE_URL"])

    def _path(self, rule: Rule, lang: str) -> str:
        wanted: dict[str, Any] = {name: self._value(rule.endpoint, name) for name in rule.arguments - {"lang"}}
        if _speaks(rule):
            wanted["lang"] = lang
        return url_for(rule.endpoint, **wanted)

    def _value(self, endpoint: str, name: str) -> Any:
        """What this part of an address stands for: on this page, in this feature, or everywhere."""
        names = (f"{endpoint}.{name}", f"{endpoint.split('.')[0]}.{name}", name)
        return next(self.values[name] for name in names if name in self.values)

    def offer(self) -> int:
        """An organiser offers the participant another breakout than they have; the id of that offer."""
        return offer_place(self.participant.id, self.free_slot(), "user:1")

    def sender(self) -> Seat:
        """A visitor who has just sent the form, to an address that was not meant."""
        browser = Browserless(self.app)
        form = browser.get("/2027/aanmelden")
        browser.send(form, name="Typfout", email="typfout@example.org")
        cookie = browser.http.get_cookie(self._session, domain=self._domain)
        return Seat(cookie.value if cookie else None, form.form("/aanmelden")["csrf_token"])

    def _missed(self) -> int:
        """A place in the edition that the participant was once offered, and did not answer about."""
        moment = clock.now()
        with transaction():
            offer = Offer(registration_id=self.participant.id, kind=OfferKind.EDITION, state=OfferState.EXPIRED,
                          created_at=moment, expires_at=moment)  # fmt: skip
            session.add(offer)
            session.flush()
            return offer.id

    def free_slot(self) -> int:
        """The first slot of a breakout that the participant is nowhere in."""
        with self.app.app_context():
            has = {place.slot.breakout_id for place in breakouts.places_of(self.participant.id) if place.slot}
            here = select(Slot.id).join(Slot.round).where(Round.edition_id == self.edition_id)
            return session.scalars(here.where(Slot.breakout_id.not_in(has)).order_by(Slot.id)).first() or 0

    def _harvest(self) -> tuple[int, int, int]:
        """A card of the neighbour that everyone may read, what the participant says to it, and a report of it."""
        read_id = add_card(self.neighbour.id, CardAnswers(CardKind.QUESTION, "Hoe dan?", CardShow.PERSPECTIVE, "1"))
        publish_card(read_id, "user:1")
        respond(self.participant.id, read_id, ResponseAnswers(ResponseKind.BUT, "Niet zo.", CardShow.NAME, "1"))
        report(read_id, "Klopt dit?")
        said_id, report_id = session.scalars(select(Response.id).order_by(Response.id)).all()
        return read_id, said_id, report_id

    def _offered(self) -> Card:
        """What somebody without a registration wrote in the slot of the host."""
        return session.get_one(Card, self._guest_id)

    def _need(self) -> int:
        """The participant told us what they need to take part."""
        with transaction():
            until = clock.now() + timedelta(days=100)
            need = Need(
                registration_id=self.participant.id, text="Een tolk.", created_at=clock.now(), delete_after=until
            )
            session.add(need)
            session.flush()
            return need.id

    def _list(self) -> int:
        """An organiser brought a list of people, and the worker has read it; the number of that job."""
        job_id = ask_to_read(self.edition_id, b"naam;e-mailadres\nLia Lijst;lia@example.org\n", "lijst.csv", "user:1")
        run_all()
        return job_id

    def _notes(self) -> int:
        """Where the participant was: a note that they may read first, and one that everyone reads; its number. The note
        of the host is in review too, and the participant said something about it."""
        self.hosted_id = stage.slots(self.app, self.edition_id)[0]
        was_in = [p.slot.id for p in breakouts.places_of(self.participant.id) if p.slot]
        self._reads_first_id, public = sorted(was_in, key=lambda id: id != self.hosted_id)
        for slot_id in {self.hosted_id, self._reads_first_id}:
            note(self.app, slot_id, state=NoteState.IN_REVIEW)
        self._remark_id = remark(self.app, self.hosted_id, self.participant.id, "Het was anders.")
        self._own_remark_id = remark(self.app, self._reads_first_id, self.participant.id, "Het was nog anders.")
        return note(self.app, public)

    def plan_id(self) -> int:
        """The published plan."""
        plan = breakouts.published_plan(self.edition_id)
        assert plan is not None
        return plan.id

    def _values(self) -> dict[str, Any]:
        card, read = session.get_one(Card, self._card_id), session.get_one(Card, self._read_id)
        of_breakouts = Round.kind == RoundKind.BREAKOUTS
        mails = select(OutgoingMail.id).where(OutgoingMail.edition_id == self.edition_id)
        return {
            "edition": "2027",
            "filename": "css/werkplaats.css",
            "public.slug": "deelsessie-1",
            "public.speaker.slug": "sanne-spreker",
            "programme_organise.slug": "deelsessie-1",
            "item_id": self._first(select(ProgrammeItem.id).join(Round)),
            "round_id": self._first(select(Round.id).where(of_breakouts)),
            "programme_organise.new_item.round_id": self._first(select(Round.id).where(~of_breakouts)),
            "part_id": self._first(select(Appearance.id).join(ProgrammeItem).join(Round)),
            "people_organise.public_id": self._first(
                select(Speaker.public_id).join(Appearance).join(ProgrammeItem).join(Round)
            ),
            "people_organise.send_link.public_id": session.scalars(
                select(Speaker.public_id).where(Speaker.email.is_not(None))
            ).one(),
            "slot_id": self._first(select(Slot.id).join(Round)),
            "my_places.take.slot_id": next(p.slot.id for p in breakouts.places_of(self.participant.id) if p.slot),
            "offer_id": self._offer_id,
            "mail_id": session.scalars(mails.order_by(OutgoingMail.id)).first(),
            "letter_id": self._letter_id,
            "moments_organise.kind": MomentKind.REMINDER_WEEK,
            "texts_organise.kind": "confirmation",
            "tongue": "nl",
            "public.note.number": self._note_number,
            "note_readers.slot_id": self._reads_first_id,
            "note_readers.number": 0,
            "note_organise.slot_id": self.hosted_id,
            "note.slot_id": self.hosted_id,
            "note.number": 1,
            "remark_id": self._remark_id,
            "note_readers.remark_id": self._own_remark_id,
            "breakouts_organise.number": 1,
            "by_hand_organise.number": 1,
            "by_hand_organise.public_id": self.participant.public_id,
            "privacy_organise.public_id": self.participant.public_id,
            "lists_organise.number": 1,
            "lists_organise.file_id": self._file_id,
            "person_organise.public_id": self.participant.public_id,
            "need_id": self.need_id,
            "job_id": self.list_id,
            "registration_organise.file_id": self._file_id,
            "notes_organise.number": card.number,
            "public.number": read.number,
            "form": "md",
            "harvest_organise.number": self._publication,
            "harvest_organise.file_id": self._file_id,
            "notes.public_id": card.public_id,
            "notes.number": read.number,
            "report.number": read.number,
            "notes.take_back.public_id": session.get_one(Response, self._said_id).public_id,
            "response_id": self._said_id,
            "hosting.slot_id": self._offered().slot_id,
            "hosting.number": self._offered().number,
            "code.code": queries.code_of(session.get_one(Slot, self._offered().slot_id)),
            "code.token": guest_token(self._offered()),
            "notes_organise.finish_report.response_id": self._report_id,
            "my_places.come.offer_id": self._missed_id,
            "my_places.stay_away.offer_id": self._missed_id,
            "my.new_address.token": "nonsense",
            "my.take_address.token": "nonsense",
            "my.choose.public_id": self.participant.public_id,
            "my.enter.token": self.participant.link.rpartition("/")[2],
            "security.token": "nonsense",
        }

    def _first(self, statement: Any) -> Any:
        mine = statement.where(Round.edition_id == self.edition_id).order_by(Round.position)
        return session.scalars(mine.limit(1)).one()

    def _sign_in(self, browser: Browserless, role: str) -> None:
        email = f"{role.replace(' ', '.')}@example.org"
        user_id = staff.add(self.app, email, admin=role == ADMIN)
        member = STAFF[role]
        if member is not None:
            staff.join(self.app, user_id, self.other_id if role == OUTSIDER else self.edition_id, member)
        staff.sign_in(browser, email)


def _language(rule: Rule) -> str:
    return "en" if rule.rule.startswith("/<any(en):lang>") else "nl"


def _speaks(rule: Rule) -> bool:
    """Whether the page of this rule exists in two languages."""
    return "lang" in rule.arguments or "lang" in (rule.defaults or {})


COUNTED = "sign_in_attempt"
"""Counting who tries to sign in is the one thing that happens before the token is looked at."""


def contents(app: Flask) -> dict[str, list[Any]]:
    """Everything in the database, as it stands there."""
    with app.app_context():
        connection, tables = session.connection(), (table.name for table in Base.metadata.sorted_tables)
        return {
            name: list(connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id'))
            for name in tables
            if name != COUNTED
        }
