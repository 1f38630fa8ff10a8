"""No other site can make a browser do anything here: whatever changes something wants the token of our own form."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import delete, func, select, update

from tests.accounts import staff
from tests.architecture.world import ADMIN, HOST, ORGANISER, PARTICIPANT, VISITOR, Place, Seat, World, contents
from tests.breakouts.organiser import Organiser
from tests.databases import ONE_DATABASE, POSTGRESQL_LATER
from tests.make import Make, ranks
from tests.notes.written import remark
from tests.page import Page
from tests.public.stage import change
from werkplaats import clock, links
from werkplaats.accounts.models import User
from werkplaats.breakouts import movers
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.models import Placement, Plan
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.invitations import queries as invitations
from werkplaats.invitations.actions import tell_due
from werkplaats.letters import queries as letters
from werkplaats.letters.actions import LetterValues, values_of_letter, write_letter
from werkplaats.letters.words import BY_KIND
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.wording import words_of
from werkplaats.notes import queries as cards
from werkplaats.notes.note import queries as notes
from werkplaats.notes.note.actions import deadline_of
from werkplaats.notes.note.models import Note, NoteState
from werkplaats.notes.publications import values_of as values_of_publication
from werkplaats.people import desk
from werkplaats.people import queries as people
from werkplaats.people.models import Appearance, AppearanceState, Person
from werkplaats.people.queries import Profile
from werkplaats.programme import actions
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot
from werkplaats.programme.values import (
    BreakoutValues,
    RoundValues,
    values_of_breakout,
    values_of_item,
    values_of_round,
)
from werkplaats.registration.desk import Remark
from werkplaats.registration.models import Offer, OfferKind, Pair, Registration, RegistrationState
from werkplaats.web.stale import mark

pytestmark = POSTGRESQL_LATER

Answers = Callable[[World], dict[str, Any]]

SENDER = "who has just sent the form"

TITLE = {"title_nl": "Een andere titel", "title_en": "Another title"}
PASSWORD = "groene fiets in de zon"
NOBODY_YET = "vergeten@example.org"
RESPONSE = {"kind": "but", "text": "Bij ons niet.", "show": "name", "consent": "y"}


class SentAgain(io.BytesIO):
    """A file that can be chosen more than once."""

    def close(self) -> None:
        self.seek(0)


ANSWERS: dict[str, tuple[str, Answers]] = {
    "note_readers.say": (PARTICIPANT, lambda _: {"text": "Zeg ook wie."}),
    "note_readers.agree": (PARTICIPANT, lambda world: whose(world)),
    "note_readers.be_named": (PARTICIPANT, lambda world: {**whose(world), "named": "y"}),
    "note_readers.take_back": (PARTICIPANT, lambda world: whose(world)),
    "note.take_pen": (HOST, lambda _: {}),
    "note.take_over": (HOST, lambda _: {}),
    "note.answer": (HOST, lambda _: {"answer": "Dank je."}),
    "note.save": (HOST, lambda _: {"text": "Wat we samen leerden."}),
    "note.save_meanwhile": (HOST, lambda world: {"text": "Wat we samen leerden, en meer.", "seen": stamp(world)}),
    "note_organise.remind": (ORGANISER, lambda _: {}),
    "note.send_for_review": (HOST, lambda _: {}),
    "note_organise.publish": (ORGANISER, lambda world: {"seen": stamp(world)}),
    "note_organise.hide": (ORGANISER, lambda _: {}),
    "note_organise.reopen": (ORGANISER, lambda _: {}),
    "note_organise.deadline": (ORGANISER, lambda world: {"at": "2099-01-01T12:00", "seen": deadline_seen(world)}),
    "notes.recognise": (PARTICIPANT, lambda _: {"on": "1"}),
    "notes.respond": (PARTICIPANT, lambda world: {**whose(world), **RESPONSE}),
    "notes.send_report": (PARTICIPANT, lambda _: {"reason": "Dit is niet van haar."}),
    "report.send": (VISITOR, lambda _: {"reason": "Dit is niet waar."}),
    "notes_organise.publish_response": (ORGANISER, lambda _: {}),
    "notes_organise.hide_response": (ORGANISER, lambda _: {}),
    "notes_organise.finish_report": (ORGANISER, lambda _: {}),
    "notes.take_back": (PARTICIPANT, lambda _: {}),
    "code.send": (VISITOR, lambda _: {"kind": "tool", "text": "Een kaart.", "show": "perspective", "consent": "y"}),
    "code.save": (VISITOR, lambda _: {"text": "Anders gezegd.", "name": "Vera", "consent": "y"}),
    "hosting.decide": (HOST, lambda world: {"do": "in", "version": offered_version(world)}),
    "code.withdraw": (VISITOR, lambda _: {}),
    "harvest_organise.add": (
        ORGANISER,
        lambda _: {"title_nl": "Artikel", "url": "https://example.org", "year": "2023"},
    ),
    "harvest_organise.change": (ORGANISER, lambda _: {"title_nl": "Een ander boek"}),
    "harvest_organise.remove": (ORGANISER, lambda world: {"seen": publication_seen(world)}),
    "harvest_organise.save": (ORGANISER, lambda _: {}),
    "people_organise.send_link": (ORGANISER, lambda _: {}),
    "registration.send": (VISITOR, lambda _: {"name": "Nieuw", "email": "nieuw@example.org"}),
    "registration.mend": (SENDER, lambda _: {"email": "goed@example.org"}),
    "registration.send_link": (VISITOR, lambda world: {"email": world.participant.email}),
    "people_organise.invite": (ORGANISER, lambda world: {"seen": whom(world, desk.to_invite)}),
    "people_organise.remind": (ORGANISER, lambda world: {"seen": whom(world, desk.to_remind)}),
    "people_organise.brief": (ORGANISER, lambda world: {"seen": whom(world, desk.to_brief)}),
    "people_organise.change_deadline": (ORGANISER, lambda world: until(world, "2026-01-01T12:00")),
    "people_organise.ask": (ORGANISER, lambda _: {}),
    "people_organise.note_consent": (ORGANISER, lambda _: {}),
    "people_organise.nod": (ORGANISER, lambda world: {"do": "yes", "seen": waiting(world)}),
    "my_profile.save": (HOST, lambda _: {"bio_nl": "Ik vertel graag."}),
    "my_profile.withdraw": (HOST, lambda _: {}),
    "my_profile.agree": (HOST, lambda world: {"parts": world.values["my_profile.part_id"]}),
    "my_profile.answer": (HOST, lambda _: {"do": "yes"}),
    "my_photo.save": (HOST, lambda _: {"file": a_file("hilde.jpg"), "alt_nl": "Hilde lacht", "agrees": "y"}),
    "my_photo.remove": (HOST, lambda _: {}),
    "my_slides.save": (HOST, lambda _: {"file": a_file("dias.pdf"), "public": "y"}),
    "my_slides.remove": (HOST, lambda _: {}),
    "security.login": (VISITOR, lambda _: {"email": "organiser@example.org", "password": staff.PASSWORD}),
    "security.forgot_password": (VISITOR, lambda _: {"email": "organiser@example.org"}),
    "security.reset_password": (VISITOR, lambda _: {"password": PASSWORD, "password_confirm": PASSWORD}),
    "security.logout": (ORGANISER, lambda _: {}),
    "my.change_ranking": (PARTICIPANT, lambda world: ranks(*world.make.breakouts(world.edition_id)[::-1])),
    "my.renew_feed": (PARTICIPANT, lambda _: {}),
    "my.change_details": (PARTICIPANT, lambda _: {"organisation": "Buurthuis"}),
    "my.ask_for_address": (PARTICIPANT, lambda _: {"email": "nieuw.adres@example.org"}),
    "my.add_guest": (PARTICIPANT, lambda _: {"name": "Gast"}),
    "my.mail_link": (PARTICIPANT, lambda _: {}),
    "my.choose": (PARTICIPANT, lambda _: {}),
    "my_places.keep": (PARTICIPANT, lambda _: {}),
    "my_places.accept": (PARTICIPANT, lambda _: {}),
    "my_places.take": (PARTICIPANT, lambda _: {}),
    "by_hand_organise.give": (ORGANISER, lambda world: {"slot": world.free_slot()}),
    "by_hand_organise.offer": (ORGANISER, lambda world: {"slot": world.free_slot()}),
    "places_organise.withdraw": (ORGANISER, lambda _: {}),
    "places_organise.offer": (ORGANISER, lambda _: {}),
    "lists_organise.workbook": (ORGANISER, lambda _: {}),
    "my.cancel": (PARTICIPANT, lambda _: {}),
    "my.come_back": (PARTICIPANT, lambda _: {}),
    "my.logout": (PARTICIPANT, lambda _: {}),
    "notes.send": (PARTICIPANT, lambda _: {"kind": "tool", "text": "Nog een.", "show": "perspective", "consent": "y"}),
    "notes.save": (PARTICIPANT, lambda _: {"text": "Anders gezegd.", "consent": "y"}),
    "style_organise.press": (ORGANISER, lambda _: {}),
    "organise.new": (ADMIN, lambda _: {"slug": "2031", "day": "2031-03-20"}),
    "editions_organise.change": (ORGANISER, lambda _: TITLE),
    "editions_organise.publish": (ORGANISER, lambda _: {}),
    "editions_organise.make_preview": (ORGANISER, lambda _: {}),
    "editions_organise.withdraw_preview": (ORGANISER, lambda _: {}),
    "editions_organise.cancel": (ORGANISER, lambda _: {}),
    "editions_organise.resume": (ORGANISER, lambda _: {}),
    "articles_organise.new": (ORGANISER, lambda _: {"title_nl": "Een gesprek", "text_nl": "Dit is wat er is gezegd."}),
    "articles_organise.article": (ORGANISER, lambda _: TITLE),
    "pictures_organise.save": (ORGANISER, lambda _: {"file": a_file("tafel.jpg"), "alt_nl": "Een tafel"}),
    "pictures_organise.remove": (ORGANISER, lambda _: {}),
    "articles_organise.withdraw": (ORGANISER, lambda _: {}),
    "articles_organise.publish": (ORGANISER, lambda _: {}),
    "programme_organise.item": (ORGANISER, lambda _: TITLE),
    "programme_organise.round": (ORGANISER, lambda _: TITLE),
    "programme_organise.breakout": (ORGANISER, lambda _: TITLE),
    "programme_organise.meeting": (ORGANISER, lambda _: {"meeting_url": "https://meet.example.org/elders"}),
    "programme_organise.new_round": (ORGANISER, lambda _: {"title_nl": "Ronde 3"}),
    "programme_organise.move_round": (ORGANISER, lambda _: {"to": "2"}),
    "programme_organise.remove_round": (ORGANISER, lambda world: {"seen": seen(world, "remove_round")}),
    "programme_organise.new_item": (ORGANISER, lambda _: TITLE),
    "programme_organise.new_breakout": (ORGANISER, lambda _: TITLE),
    "programme_organise.copy_breakout": (ORGANISER, lambda _: {}),
    "programme_organise.move_breakout": (ORGANISER, lambda _: {"to": "2"}),
    "programme_organise.remove_breakout": (ORGANISER, lambda world: {"seen": seen(world, "remove_breakout")}),
    "programme_organise.slot": (ORGANISER, lambda _: {"run": "no"}),
    "people_organise.at_item": (ORGANISER, lambda _: {"role": "host", "person": "", "name": "Nieuw Iemand"}),
    "people_organise.stand_in": (ORGANISER, lambda _: {"person": "", "name": "Ida Inval"}),
    "people_organise.in_slot": (ORGANISER, lambda _: {"role": "host", "person": "", "name": "Nog Iemand"}),
    "people_organise.part": (ORGANISER, lambda _: {"role": "chair"}),
    "people_organise.move": (ORGANISER, lambda _: {"to": "1"}),
    "people_organise.person": (ORGANISER, lambda _: {"name": "Anders"}),
    "people_organise.remove": (ORGANISER, lambda _: {"seen": "chair"}),
    "programme_organise.remove_item": (ORGANISER, lambda world: {"seen": seen(world, "remove_item")}),
    "programme_organise.undo": (ORGANISER, lambda world: {"change": last_change(world)}),
    "schedule_organise.tell": (ORGANISER, lambda world: {"seen": behind(world)}),
    "breakouts_organise.draft": (ORGANISER, lambda _: {}),
    "by_hand_organise.change": (ORGANISER, lambda world: {f"lock-{world.values['round_id']}": "y"}),
    "breakouts_organise.publish": (ORGANISER, lambda world: {"seen": movers_of(world)}),
    "breakouts_organise.again": (ORGANISER, lambda _: {}),
    "breakouts_organise.remove": (ORGANISER, lambda _: {}),
    "breakouts_organise.freeze": (ORGANISER, lambda _: {}),
    "breakouts_organise.unfreeze": (ORGANISER, lambda _: {}),
    "notes_organise.publish": (ORGANISER, lambda _: {"version": "2"}),
    "notes_organise.hide": (ORGANISER, lambda _: {}),
    "mail_organise.again": (ORGANISER, lambda world: {"mail": world.values["mail_id"]}),
    "mail_organise.hold": (ORGANISER, lambda world: {"mail": world.values["mail_id"]}),
    "mail_organise.release": (ORGANISER, lambda world: {"mail": world.values["mail_id"]}),
    "mail_organise.call_off": (ORGANISER, lambda world: {"mail": world.values["mail_id"]}),
    "person_organise.change": (ORGANISER, lambda _: {"organisation": "Een andere"}),
    "person_organise.remark": (ORGANISER, lambda _: {"remark": "Belt liever.", "seen": mark(Remark(""))}),
    "person_organise.change_choices": (ORGANISER, lambda world: ranks(*world.make.breakouts(world.edition_id)[1:])),
    "person_organise.link": (ORGANISER, lambda _: {}),
    "person_organise.confirmation": (ORGANISER, lambda _: {}),
    "person_organise.pair": (ORGANISER, lambda world: {"kind": "together", "other": world.neighbour.public_id}),
    "person_organise.unpair": (ORGANISER, lambda world: {"pair": the_pair(world)}),
    "person_organise.cancel": (ORGANISER, lambda _: {}),
    "person_organise.again": (ORGANISER, lambda _: {}),
    "needs_organise.arrange": (ORGANISER, lambda _: {}),
    "needs_organise.take_back": (ORGANISER, lambda _: {}),
    "registration_organise.save": (ORGANISER, lambda _: {}),
    "intake_organise.register": (ORGANISER, lambda _: {"name": "Bella Belt", "email": "bella@example.org"}),
    "intake_organise.bring": (ORGANISER, lambda _: {"file": (SentAgain(b"naam,email\nA,a@example.org"), "a.csv")}),
    "intake_organise.confirm": (ORGANISER, lambda _: {}),
    "moments_organise.change": (ORGANISER, lambda _: {"how": "never"}),
    "texts_organise.change": (ORGANISER, lambda _: {"subject": "Welkom bij {editie}"}),
    "texts_organise.standard": (ORGANISER, lambda world: {"seen": words_seen(world)}),
    "letters_organise.new": (ORGANISER, lambda _: {"subject_nl": "Nieuws", "text_nl": "Hallo {naam},"}),
    "letters_organise.change": (ORGANISER, lambda _: {"subject_nl": "Ander nieuws"}),
    "letters_organise.test": (ORGANISER, lambda _: {}),
    "letters_organise.send": (ORGANISER, lambda world: {"seen": chosen(world)}),
    "letters_organise.hold": (ORGANISER, lambda world: {"seen": chosen(world)}),
    "letters_organise.remove": (ORGANISER, lambda world: {"seen": letter_seen(world)}),
    "mail_organise.pause": (ORGANISER, lambda _: {}),
    "mail_organise.resume": (ORGANISER, lambda _: {}),
    "notes.withdraw": (PARTICIPANT, lambda _: {}),
    "my_places.come": (PARTICIPANT, lambda _: {}),
    "my_places.stay_away": (PARTICIPANT, lambda _: {}),
    "my.take_address": (PARTICIPANT, lambda _: {}),
    "privacy_organise.erase": (ORGANISER, lambda _: {"cards": "remove"}),
    "privacy.erase_person": (HOST, lambda world: {"who": the_host(world).public_id}),
    "privacy.erase": (PARTICIPANT, lambda _: {"cards": "remove"}),
    "archive_organise.archive": (ORGANISER, lambda _: {}),
    "archive_organise.take_out": (ORGANISER, lambda _: {}),
}
"""Who does it, and what they fill in so that it works. They are tried in this order, in one world."""


def seen(world: World, endpoint: str) -> str:
    """The mark that the page with this button carries."""
    kind, values_of = REMOVED[endpoint]
    arguments = the(world, f"programme_organise.{endpoint}").rule.arguments - {"lang", "edition"}
    name = arguments.pop()
    wanted = world.values.get(f"programme_organise.{endpoint}.{name}", world.values.get(name))
    with world.app.app_context():
        row = session.scalars(select(kind).where((kind.slug if name == "slug" else kind.id) == wanted)).one()
        return mark(values_of(row))


REMOVED: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "remove_round": (Round, values_of_round),
    "remove_item": (ProgrammeItem, values_of_item),
    "remove_breakout": (Breakout, values_of_breakout),
}


def movers_of(world: World) -> str:
    """The mark of the list of movers that the organiser has looked at."""
    with world.app.app_context():
        plan = breakouts.plan(world.edition_id, world.values["breakouts_organise.number"])
        assert plan is not None
        return movers.mark(movers.moves_of(plan))


def the_host(world: World) -> Person:
    with world.app.app_context():
        return session.scalars(select(Person).where(Person.name == "Hilde Host")).one()


def whom(world: World, chosen_of: Callable[[list[Profile]], list[Profile]]) -> str:
    """The mark of whom a button of the page of profiles mails."""
    with world.app.app_context():
        return desk.mark_of(chosen_of(people.profiles(world.edition_id)))


def until(world: World, moment: str) -> dict[str, str]:
    """Another last day for profiles."""
    with world.app.app_context():
        now = desk.DeadlineValues(people.deadline(session.get_one(Edition, world.edition_id)))
        return {"until": moment, "seen": mark(now)}


def waiting(world: World) -> str:
    """The mark of what the host changed."""
    return desk.wanted_mark(the_host(world))


def a_file(name: str) -> tuple[SentAgain, str]:
    return SentAgain(b"%PDF-1.7"), name


def whose(world: World) -> dict[str, str]:
    return {"whose": world.participant.public_id}


def the_note(world: World) -> Note:
    """The note of the host."""
    note = notes.note_of(world.hosted_id)
    assert note is not None
    return note


def stamp(world: World) -> str:
    """Which text of the note of the host is on the page."""
    with world.app.app_context():
        now = notes.current(the_note(world).id)
        assert now is not None
        return now.stamp


def deadline_seen(world: World) -> str:
    with world.app.app_context():
        return mark(deadline_of(session.get_one(Edition, world.edition_id)))


def offered_version(world: World) -> int:
    with world.app.app_context():
        card = cards.by_number(world.edition_id, world.values["hosting.number"])
        assert card is not None
        return card.version


def publication_seen(world: World) -> str:
    with world.app.app_context():
        there = cards.publication(world.edition_id, world.values["harvest_organise.number"])
        assert there is not None
        return mark(values_of_publication(there))


def the_pair(world: World) -> int:
    with world.app.app_context():
        return session.scalars(select(Pair.id)).one()


def last_change(world: World) -> str:
    with world.app.app_context():
        change = programme.last_change(world.edition_id)
        assert change is not None
        return str(change.id)


def behind(world: World) -> str:
    with world.app.app_context():
        return invitations.behind(session.get_one(Edition, world.edition_id)).mark


def chosen(world: World) -> str:
    with world.app.app_context():
        return letters.chosen(world.edition_id, letters.Whom()).mark


def letter_seen(world: World) -> str:
    with world.app.app_context():
        letter = letters.letter(world.edition_id, world.values["letter_id"])
        assert letter is not None
        return mark(values_of_letter(letter))


def words_seen(world: World) -> str:
    with world.app.app_context():
        return mark(words_of(BY_KIND["confirmation"], world.edition_id, "nl"))


def a_new_letter(world: World) -> None:
    with world.app.app_context():
        written = LetterValues("everyone:", False, "Nog een", "Hallo {naam},", "", "")
        world.values["letter_id"] = write_letter(world.edition_id, written, links.new_public_id(), "user:1")


ONLY_THE_SESSION = {"my.choose", "my.logout", "security.logout", "style_organise.press"}
"""These change nothing in the database: their effect is in the answer's cookie."""


def the_day_is_over(world: World) -> None:
    yesterday = clock.now() - timedelta(days=1)
    change(world.app, world.edition_id, starts_at=yesterday - timedelta(hours=3), ends_at=yesterday)


def a_fresh_draft(world: World) -> None:
    plan_id = Organiser(world.app, world.edition_id).draft()
    with world.app.app_context():
        world.values["breakouts_organise.number"] = session.get_one(Plan, plan_id).number


def a_new_offer(world: World) -> None:
    """Earlier ones were answered."""
    with world.app.app_context():
        world.values["offer_id"] = world.offer()


def without_a_place(world: World) -> None:
    """Leaves the participant without a place in one round, and nobody thinking about an offer."""
    with world.app.app_context(), transaction():
        slot_id = world.free_slot()
        mine = (Placement.registration_id == world.participant.id, Placement.plan_id == world.plan_id())
        round_id = session.get_one(Slot, slot_id).round_id
        session.execute(update(Placement).where(*mine, Placement.round_id == round_id).values(slot_id=None))
        session.execute(delete(Offer))
        world.values["my_places.take.slot_id"] = slot_id


def nobody_thinks(world: World) -> None:
    """Takes every offer away."""
    with world.app.app_context(), transaction():
        session.execute(delete(Offer))


def a_new_offer_alone(world: World) -> None:
    nobody_thinks(world)
    a_new_offer(world)


def a_draft_to_change(world: World) -> None:
    a_fresh_draft(world)
    for page in ("person", "change"):
        world.values[f"by_hand_organise.{page}.number"] = world.values["breakouts_organise.number"]


def mails_that(state: MailState) -> Callable[[World], None]:
    """Brings every mail into this state, and looks which is the first by now."""

    def prepare(world: World) -> None:
        with world.app.app_context(), transaction():
            session.execute(update(OutgoingMail).values(state=state))
            mails = select(func.min(OutgoingMail.id)).where(OutgoingMail.edition_id == world.edition_id)
            world.values["mail_id"] = session.scalars(mails).one()

    return prepare


def a_link_for_a_new_password(world: World) -> None:
    user_id = staff.add(world.app, NOBODY_YET)
    with world.app.test_request_context():
        user = session.get_one(User, user_id)
        world.values["security.token"] = generate_reset_password_token(user)  # type: ignore[no-untyped-call]


def something_new(what: str) -> Callable[[World], None]:
    """A part of the day that nobody has anything to do with yet, so that it can be removed."""

    def prepare(world: World) -> None:
        with world.app.app_context():
            if what == "round":
                day = session.get_one(Edition, world.edition_id)
                title = RoundValues("Leeg", "", day.starts_at, day.starts_at + timedelta(minutes=5))
                made = actions.add_round(world.edition_id, RoundKind.ITEMS, title, "user:1")
                world.values["programme_organise.remove_round.round_id"] = made
            else:
                values = BreakoutValues("Nieuw hier", "", "", "", (), 5, 0, False)
                made_slug = actions.add_breakout(world.edition_id, values, "user:1")
                world.values["programme_organise.remove_breakout.slug"] = made_slug

    return prepare


def somebody_is_behind(world: World) -> None:
    """Everyone knows their day, and then a round starts earlier."""
    with world.app.app_context():
        tell_due()
        with transaction():
            session.get_one(Round, world.values["round_id"]).starts_at -= timedelta(minutes=1)


def no_mails(world: World) -> None:
    """One link an hour is enough, so the one of before goes."""
    with world.app.app_context(), transaction():
        session.execute(delete(OutgoingMail))


def a_place_is_held(world: World) -> None:
    """The participant waits, and may come."""
    with world.app.app_context(), transaction():
        session.execute(
            update(Registration)
            .where(Registration.id == world.participant.id)
            .values(state=RegistrationState.WAITING, waiting_since=clock.now())
        )
        moment = clock.now()
        held = Offer(registration_id=world.participant.id, kind=OfferKind.EDITION, created_at=moment,
                     expires_at=moment + timedelta(hours=1))  # fmt: skip
        session.add(held)
        session.flush()
        world.values["my_places.come.offer_id"] = world.values["my_places.stay_away.offer_id"] = held.id


def about_the_host(world: World) -> None:
    """The host has an address, and had no mail yet; the speaker has none."""
    no_mails(world)
    world.values["people_organise.ask.public_id"] = the_host(world).public_id


def the_host_changed(world: World) -> None:
    with world.app.app_context(), transaction():
        host = session.get_one(Person, the_host(world).id)
        host.wanted = {"organisation": "De Brug"}
        world.values["people_organise.nod.public_id"] = host.public_id


def nobody_is_named(world: World) -> None:
    with world.app.app_context(), transaction():
        session.execute(delete(Consent).where(Consent.appearance_id.is_not(None)))


def the_host_is_asked(world: World) -> None:
    with world.app.app_context(), transaction():
        part = session.get_one(Appearance, world.values["my_profile.part_id"])
        part.state = AppearanceState.INVITED


def somebody_new_is_there(world: World) -> None:
    """Whoever was there before keeps their task."""
    with world.app.app_context():
        added = select(Appearance.id).join(Person).where(Person.name == "Nieuw Iemand")
        world.values["people_organise.stand_in.part_id"] = session.scalars(added).one()


def a_link_for_an_address(world: World) -> None:
    with world.app.app_context():
        person = session.get_one(Registration, world.neighbour.id)
        until = int((clock.now() + timedelta(hours=1)).timestamp())
        token = links.address_token(person.public_id, person.link_version, "verhuisd@example.org", until)
        world.values["my.take_address.token"] = token


def the_neighbour(world: World) -> None:
    """The participant still has to erase themselves."""
    world.values["privacy_organise.public_id"] = world.neighbour.public_id


def a_proposal(world: World) -> None:
    proposed = remark(world.app, world.hosted_id, world.participant.id, "Zo is het.", proposal="Wat wij leerden.")
    world.values["note.take_over.remark_id"] = proposed


def a_draft_again(world: World) -> None:
    """The readers have not had the note of the host yet."""
    with world.app.app_context(), transaction():
        the_note(world).state = NoteState.DRAFT


PREPARE: dict[str, Callable[[World], None]] = {
    "note.take_over": a_proposal,
    "note_organise.remind": a_draft_again,
    "my.mail_link": no_mails,
    "people_organise.invite": nobody_is_named,
    "people_organise.ask": about_the_host,
    "people_organise.nod": the_host_changed,
    "people_organise.note_consent": nobody_is_named,
    "people_organise.stand_in": somebody_new_is_there,
    "my_profile.answer": the_host_is_asked,
    "my_places.come": a_place_is_held,
    "my_places.stay_away": a_place_is_held,
    "my.take_address": a_link_for_an_address,
    "programme_organise.remove_round": something_new("round"),
    "programme_organise.remove_breakout": something_new("breakout"),
    "my_places.accept": a_new_offer,
    "my_places.take": without_a_place,
    "by_hand_organise.give": without_a_place,
    "by_hand_organise.offer": nobody_thinks,
    "places_organise.withdraw": a_new_offer_alone,
    "by_hand_organise.change": a_draft_to_change,
    "breakouts_organise.publish": a_fresh_draft,
    "breakouts_organise.again": a_fresh_draft,
    "schedule_organise.tell": somebody_is_behind,
    "editions_organise.publish": lambda world: change(world.app, world.edition_id, state=EditionState.DRAFT),
    "archive_organise.archive": the_day_is_over,
    "letters_organise.hold": a_new_letter,
    "letters_organise.remove": a_new_letter,
    "mail_organise.again": mails_that(MailState.FAILED),
    "mail_organise.hold": mails_that(MailState.QUEUED),
    "mail_organise.release": mails_that(MailState.HELD),
    "mail_organise.call_off": mails_that(MailState.FAILED),
    "security.reset_password": a_link_for_a_new_password,
    "privacy_organise.erase": the_neighbour,
}


@pytest.fixture
def world(app: Flask, make: Make) -> World:
    return World(app, make)


def the(world: World, endpoint: str) -> Place:
    return world.place(endpoint, "POST")


def filled_in(world: World, place: Place, seat: Seat, answers: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send: the form as it stands on the page of this address, and the answers in it."""
    form = Page(world.ask(replace(place, method="GET"), seat)).form(place.path) if can_be_read(world, place) else {}
    return {**form, **answers}


def can_be_read(world: World, place: Place) -> bool:
    """Whether the same address also shows a page."""
    rules = world.app.url_map.iter_rules()
    return any(rule.rule == place.rule.rule and "GET" in (rule.methods or ()) for rule in rules)


def test_every_form_is_tried(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posts ^ ANSWERS.keys() == set()


@ONE_DATABASE
def test_nothing_changes_without_the_token(world: World) -> None:
    """Each form is filled in well: first without our token, with a broken one and with another's, then with it."""
    seats = {role: world.seat(role) for role in (VISITOR, PARTICIPANT, HOST, ORGANISER, ADMIN)} | {
        SENDER: world.sender()
    }
    wrong = ("", "broken", world.seat(VISITOR).token)
    before = contents(world.app)
    for endpoint, (role, answers) in ANSWERS.items():
        if endpoint in PREPARE:
            PREPARE[endpoint](world)
            before = contents(world.app)
        place, seat = the(world, endpoint), seats[role]
        data = filled_in(world, place, seat, answers(world))
        refused = [world.ask(place, seat, {**data, "csrf_token": token}) for token in wrong]
        assert contents(world.app) == before, f"{endpoint} changes something without the token"
        accepted = world.ask(place, seat, {**data, "csrf_token": seat.token})
        after = contents(world.app)
        if endpoint in ONLY_THE_SESSION:
            assert not any("Set-Cookie" in answer.headers for answer in refused), endpoint
            assert "Set-Cookie" in accepted.headers, endpoint
        else:
            assert after != before, f"{endpoint}: with the token it works, or this would prove nothing"
        before = after


def test_a_form_that_was_open_for_days_still_works(world: World) -> None:
    seat, place = world.seat(PARTICIPANT), the(world, "my.change_ranking")
    data = {**filled_in(world, place, seat, ranks()), "csrf_token": seat.token}
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert world.ask(place, seat, data).status_code == 303
