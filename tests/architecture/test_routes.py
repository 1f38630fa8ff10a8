"""Every address × everyone who may come there. A new page fails here until it says who may open it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.architecture.world import (
    ADMIN,
    HOST,
    METHODS,
    NEIGHBOUR,
    ORGANISER,
    OUTSIDER,
    PARTICIPANT,
    READER,
    ROLES,
    VISITOR,
    Place,
    Seat,
    World,
    contents,
)  # fmt: skip
from tests.databases import ONE_DATABASE, POSTGRESQL_LATER
from tests.make import Make
from tests.web import answers
from werkplaats.accounts.models import SignInAttempt
from werkplaats.db import session, transaction

pytestmark = POSTGRESQL_LATER

Outcome = dict[str, int]

SIGN_IN, LINK_AGAIN = "/organisatie/inloggen", "/mijn/link"
ENGLISH = "/<any(en):lang>"
ONE_ADDRESS = {
    "photos.photo", "photos.slides", "static", "formats.robots", "formats.sitemap", "health.alive", "health.ready",
}  # fmt: skip


def everyone(status: int = 200) -> Outcome:
    return dict.fromkeys(ROLES, status)


def mine(status: int = 200) -> Outcome:
    """A participant's own pages; everyone else is brought to the page that mails the link again."""
    return {**everyone(302), PARTICIPANT: status, NEIGHBOUR: status}


def own(status: int = 200) -> Outcome:
    """Something of the participant: it does not exist for the other one."""
    return {**mine(status), NEIGHBOUR: 404}


def helpers(status: int = 200) -> Outcome:
    """The pages of who has a task on the day."""
    return {**everyone(302), HOST: status}


def staff(status: int = 200) -> Outcome:
    """Pages of no edition in particular; people without an account are brought to the sign-in page."""
    return {**everyone(302), READER: status, OUTSIDER: status, ORGANISER: status, ADMIN: status}


def members(status: int = 200) -> Outcome:
    """Pages of one edition: for the organisers of another one it does not exist."""
    return {**staff(status), OUTSIDER: 404}


def organisers(status: int = 303) -> Outcome:
    """Who may only read may not do this."""
    return {**members(status), READER: 403}


def admins(status: int = 200) -> Outcome:
    return {**staff(403), ADMIN: status}


EXPECTED: dict[tuple[str, str], Outcome] = {
    # Public pages
    ("public.home", "GET"): everyone(),
    ("public.landing", "GET"): everyone(),
    ("public.programme", "GET"): everyone(),
    ("public.speakers", "GET"): everyone(),
    ("public.speaker", "GET"): everyone(),
    ("public.item", "GET"): everyone(),
    ("public.news", "GET"): everyone(),
    ("public.article", "GET"): everyone(),
    ("public.online", "GET"): everyone(),
    ("public.breakout", "GET"): everyone(),
    ("public.harvest", "GET"): everyone(),
    ("public.harvest_file", "GET"): everyone(),
    ("public.card", "GET"): everyone(),
    ("public.knowledge", "GET"): everyone(),
    ("public.knowledge_file", "GET"): everyone(),
    ("public.note", "GET"): everyone(),
    ("public.method", "GET"): everyone(),
    ("formats.calendar", "GET"): everyone(),
    ("formats.breakout_calendar", "GET"): everyone(),
    ("photos.photo", "GET"): everyone(404),  # nobody shows this picture
    ("photos.slides", "GET"): everyone(404),  # the day is not over
    ("public.privacy", "GET"): everyone(),
    ("public.accessibility", "GET"): everyone(),
    ("formats.schedule_json", "GET"): everyone(),
    ("formats.schedule_xml", "GET"): everyone(),
    ("formats.news_feed", "GET"): everyone(),
    ("formats.harvest_feed", "GET"): everyone(),
    ("formats.sitemap", "GET"): everyone(),
    ("formats.robots", "GET"): everyone(),
    ("preview.refused", "GET"): everyone(404),  # this link is not good; one that is never comes there
    ("health.alive", "GET"): everyone(),
    ("health.ready", "GET"): everyone(),
    ("static", "GET"): everyone(),
    # Registering; an empty form comes back
    ("registration.register", "GET"): everyone(),
    ("registration.send", "POST"): everyone(),
    ("registration.registered", "GET"): everyone(),
    ("registration.mend", "POST"): everyone(),
    ("registration.link_again", "GET"): everyone(),
    ("registration.send_link", "POST"): everyone(),
    # A participant's own pages
    ("my.enter", "GET"): everyone(303),
    ("my.overview", "GET"): mine(),
    ("my.join", "GET"): mine(),
    ("my.calendar", "GET"): mine(),
    ("my.own_feed", "GET"): everyone(),
    ("my.renew_feed", "POST"): mine(303),
    ("my.ranking", "GET"): mine(),
    ("my.change_ranking", "POST"): mine(303),
    ("my.details", "GET"): mine(),
    ("my.change_details", "POST"): own(200),
    ("my.address", "GET"): mine(),
    ("my.ask_for_address", "POST"): own(),
    ("my.new_address", "GET"): everyone(404),  # only the link in a mail opens it
    ("my.take_address", "POST"): everyone(404),
    ("my.guest", "GET"): mine(),
    ("my.add_guest", "POST"): own(),
    ("my.mail_link", "POST"): mine(303),
    ("my.choose", "POST"): {**everyone(404), PARTICIPANT: 303},
    ("my.confirm_cancel", "GET"): mine(),
    ("my.cancel", "POST"): mine(303),
    ("my.come_back", "POST"): mine(303),
    ("my.logout", "POST"): everyone(303),
    ("my_tasks.overview", "GET"): helpers(),
    ("my_profile.edit", "GET"): helpers(),
    ("my_profile.save", "POST"): helpers(),
    ("my_profile.preview", "GET"): helpers(),
    ("my_profile.agree", "POST"): helpers(303),
    ("my_profile.withdraw", "POST"): helpers(303),
    ("my_profile.answer", "POST"): helpers(303),
    ("my_briefing.overview", "GET"): helpers(),
    ("my_photo.edit", "GET"): helpers(),
    ("my_photo.save", "POST"): helpers(),
    ("my_photo.remove", "POST"): helpers(303),
    ("my_photo.picture", "GET"): helpers(404),  # there is none
    ("my_slides.edit", "GET"): helpers(),
    ("my_slides.save", "POST"): helpers(),
    ("my_slides.remove", "POST"): helpers(303),
    ("my_slides.download", "GET"): helpers(404),  # there are none
    ("privacy.confirm_erase_person", "GET"): helpers(),
    ("privacy.erase_person", "POST"): helpers(303),  # the page says whom it is about, so nobody is erased
    ("my_places.come", "POST"): own(409),  # it was not answered in time
    ("my_places.stay_away", "POST"): own(409),
    ("my_places.accept", "POST"): own(409),  # who has just cancelled and come back is offered nothing any more
    ("my_places.keep", "POST"): own(303),
    ("my_places.take", "POST"): {**mine(303), NEIGHBOUR: 409},  # the participant has it, the neighbour another one
    ("notes.add", "GET"): mine(),
    ("notes.send", "POST"): {**everyone(403), PARTICIPANT: 200},
    ("notes.harvest", "GET"): mine(),
    ("notes.card", "GET"): mine(),
    ("notes.recognise", "POST"): mine(303),
    ("notes.respond", "POST"): {**everyone(403), PARTICIPANT: 200},
    ("notes.report", "GET"): mine(),
    ("notes.send_report", "POST"): mine(),
    ("notes.take_back", "POST"): own(303),
    ("code.write", "GET"): everyone(),
    ("code.send", "POST"): everyone(),
    ("code.card", "GET"): everyone(),
    ("code.edit", "GET"): everyone(),
    ("code.save", "POST"): everyone(),
    ("code.withdraw", "POST"): everyone(303),  # whoever has the link has the card
    ("hosting.cards", "GET"): helpers(),
    ("hosting.decide", "POST"): helpers(303),
    ("report.card", "GET"): everyone(),
    ("report.send", "POST"): everyone(),
    ("notes.sent", "GET"): own(),
    ("notes.edit", "GET"): own(),
    ("notes.save", "POST"): {**own(), **dict.fromkeys((VISITOR, HOST, READER, OUTSIDER, ORGANISER, ADMIN), 403)},
    ("notes.confirm_withdraw", "GET"): own(),
    ("notes.withdraw", "POST"): own(303),
    # The note of a slot: who writes it, who reads it first
    ("note.write", "GET"): helpers(),
    ("note.save", "POST"): {**everyone(403), HOST: 409},  # as if begun from another text
    ("note.save_meanwhile", "POST"): helpers(409),
    ("note.take_pen", "POST"): helpers(303),
    ("note.versions", "GET"): helpers(),
    ("note.version", "GET"): helpers(),
    ("note.confirm_review", "GET"): helpers(),
    ("note.send_for_review", "POST"): helpers(303),
    ("note.remarks", "GET"): helpers(),
    ("note.take_over", "POST"): helpers(303),
    ("note.answer", "POST"): helpers(),
    ("note_readers.read", "GET"): own(),
    ("note_readers.paragraph", "GET"): own(),
    ("note_readers.say", "POST"): {**own(), **dict.fromkeys((VISITOR, HOST, READER, OUTSIDER, ORGANISER, ADMIN), 403)},
    ("note_readers.agree", "POST"): own(303),
    ("note_readers.take_back", "POST"): own(303),
    ("note_readers.be_named", "POST"): own(303),
    ("privacy.everything", "GET"): mine(),
    ("privacy.download", "GET"): mine(),
    ("privacy.confirm_erase", "GET"): mine(),
    ("privacy.erase", "POST"): everyone(303),  # the page says whom it is about, so nobody is erased
    ("privacy.erased", "GET"): everyone(),
    # Signing in; who did so already is sent on
    ("security.login", "GET"): {**staff(302), **dict.fromkeys((VISITOR, PARTICIPANT, NEIGHBOUR, HOST), 200)},
    ("security.login", "POST"): {**staff(302), **dict.fromkeys((VISITOR, PARTICIPANT, NEIGHBOUR, HOST), 200)},
    ("security.logout", "POST"): everyone(302),
    ("security.forgot_password", "GET"): everyone(),
    ("security.forgot_password", "POST"): everyone(),
    ("security.reset_password", "GET"): everyone(302),
    ("security.reset_password", "POST"): everyone(302),
    # Organisers
    ("organise.home", "GET"): staff(),
    ("style_organise.overview", "GET"): staff(),
    ("style_organise.press", "POST"): staff(303),
    ("organise.new", "GET"): admins(),
    ("organise.new", "POST"): admins(),
    ("organise.today", "GET"): members(),
    ("editions_organise.settings", "GET"): members(),
    ("editions_organise.change", "POST"): organisers(200),
    ("editions_organise.publish", "POST"): organisers(),
    ("editions_organise.site", "GET"): members(303),
    ("editions_organise.make_preview", "POST"): organisers(),
    ("editions_organise.withdraw_preview", "POST"): organisers(),
    ("editions_organise.confirm_cancel", "GET"): {**members(), READER: 303},
    ("editions_organise.cancel", "POST"): organisers(),
    ("editions_organise.resume", "POST"): organisers(),
    ("archive_organise.overview", "GET"): members(),
    ("archive_organise.archive", "POST"): organisers(),
    ("archive_organise.take_out", "POST"): organisers(),
    ("articles_organise.overview", "GET"): members(),
    ("articles_organise.new", "GET"): members(),
    ("articles_organise.new", "POST"): organisers(200),
    ("articles_organise.article", "GET"): members(),
    ("articles_organise.article", "POST"): organisers(200),
    ("articles_organise.publish", "POST"): organisers(),
    ("articles_organise.withdraw", "POST"): organisers(),
    ("pictures_organise.edit", "GET"): members(),
    ("pictures_organise.save", "POST"): organisers(200),
    ("pictures_organise.remove", "POST"): organisers(),
    ("pictures_organise.picture", "GET"): members(404),  # there is none
    ("schedule_organise.overview", "GET"): members(),
    ("schedule_organise.on_paper", "GET"): members(),
    ("schedule_organise.tell", "POST"): organisers(),
    ("programme_organise.new_round", "GET"): members(),
    ("programme_organise.new_round", "POST"): organisers(200),
    ("programme_organise.move_round", "POST"): organisers(),
    ("programme_organise.remove_round", "POST"): organisers(),
    ("programme_organise.new_item", "GET"): members(),
    ("programme_organise.new_item", "POST"): organisers(200),
    ("programme_organise.remove_item", "POST"): organisers(),
    ("programme_organise.new_breakout", "GET"): members(),
    ("programme_organise.new_breakout", "POST"): organisers(200),
    ("programme_organise.copy_breakout", "POST"): organisers(),
    ("programme_organise.move_breakout", "POST"): organisers(),
    ("programme_organise.remove_breakout", "POST"): organisers(),
    ("programme_organise.slot", "POST"): organisers(),
    ("programme_organise.undo", "POST"): organisers(),
    ("people_organise.at_item", "GET"): members(),
    ("people_organise.at_item", "POST"): organisers(200),
    ("people_organise.in_slot", "GET"): members(),
    ("people_organise.in_slot", "POST"): organisers(200),
    ("people_organise.part", "GET"): members(),
    ("people_organise.part", "POST"): organisers(200),
    ("people_organise.move", "POST"): organisers(),
    ("people_organise.remove", "POST"): organisers(),
    ("people_organise.person", "GET"): members(),
    ("people_organise.person", "POST"): organisers(200),
    ("people_organise.send_link", "POST"): organisers(),
    ("people_organise.profiles", "GET"): members(),
    ("people_organise.change_deadline", "POST"): organisers(200),
    ("people_organise.invite", "POST"): organisers(),
    ("people_organise.remind", "POST"): organisers(),
    ("people_organise.brief", "POST"): organisers(),
    ("people_organise.ask", "POST"): organisers(),
    ("people_organise.note_consent", "POST"): organisers(),
    ("people_organise.nod", "POST"): organisers(),
    ("people_organise.new_photo", "GET"): members(404),  # there is none
    ("people_organise.stand_in", "GET"): members(),
    ("people_organise.stand_in", "POST"): organisers(200),
    ("programme_organise.item", "GET"): members(),
    ("programme_organise.item", "POST"): organisers(200),
    ("programme_organise.round", "GET"): members(),
    ("programme_organise.round", "POST"): organisers(200),
    ("programme_organise.breakout", "GET"): members(),
    ("programme_organise.breakout", "POST"): organisers(200),
    ("programme_organise.meeting", "GET"): members(),
    ("programme_organise.meeting", "POST"): organisers(200),
    ("registration_organise.overview", "GET"): members(),
    ("registration_organise.figures", "GET"): members(),
    ("registration_organise.export", "GET"): members(),
    ("registration_organise.save", "POST"): organisers(200),
    ("registration_organise.download", "GET"): members(),
    ("person_organise.overview", "GET"): members(),
    ("person_organise.change", "POST"): organisers(200),
    ("person_organise.remark", "POST"): organisers(409),  # as if somebody else wrote one meanwhile
    ("person_organise.choices", "GET"): members(),
    ("person_organise.change_choices", "POST"): organisers(),
    ("person_organise.cancel", "POST"): organisers(),
    ("person_organise.again", "POST"): organisers(),
    ("person_organise.link", "POST"): organisers(),
    ("person_organise.confirmation", "POST"): organisers(),
    ("person_organise.pair", "POST"): organisers(),
    ("person_organise.unpair", "POST"): organisers(),
    ("needs_organise.overview", "GET"): members(),
    ("needs_organise.arrange", "POST"): organisers(),
    ("needs_organise.take_back", "POST"): organisers(),
    ("intake_organise.add", "GET"): members(),
    ("intake_organise.register", "POST"): organisers(200),
    ("intake_organise.upload", "GET"): members(),
    ("intake_organise.bring", "POST"): organisers(200),
    ("intake_organise.example", "GET"): members(),
    ("intake_organise.imported", "GET"): members(),
    ("intake_organise.confirm", "POST"): organisers(),
    ("privacy_organise.confirm", "GET"): members(),
    ("privacy_organise.erase", "POST"): organisers(200),  # the same
    ("breakouts_organise.overview", "GET"): members(),
    ("breakouts_organise.draft", "POST"): organisers(),
    ("breakouts_organise.plan", "GET"): members(),
    ("breakouts_organise.publish", "POST"): organisers(409),  # it was published already
    ("breakouts_organise.left_out", "GET"): members(),
    ("breakouts_organise.moves", "GET"): members(),
    ("breakouts_organise.again", "POST"): organisers(),
    ("breakouts_organise.compare", "GET"): members(),
    ("breakouts_organise.confirm", "GET"): members(),
    ("breakouts_organise.remove", "POST"): organisers(409),  # it is no draft any more
    ("breakouts_organise.freeze", "POST"): organisers(),
    ("breakouts_organise.unfreeze", "POST"): organisers(),
    ("by_hand_organise.everyone", "GET"): members(),
    ("by_hand_organise.person", "GET"): members(),
    ("by_hand_organise.change", "POST"): organisers(409),
    ("by_hand_organise.give", "POST"): organisers(),
    ("by_hand_organise.offer", "POST"): organisers(),
    ("lists_organise.overview", "GET"): members(),
    ("lists_organise.people", "GET"): members(),
    ("lists_organise.everyone_csv", "GET"): members(),
    ("lists_organise.slot_csv", "GET"): members(),
    ("lists_organise.workbook", "POST"): organisers(),
    ("lists_organise.download", "GET"): members(),
    ("places_organise.overview", "GET"): members(),
    ("places_organise.offer", "POST"): organisers(),
    ("places_organise.withdraw", "POST"): organisers(),
    ("harvest_organise.overview", "GET"): members(),
    ("harvest_organise.add", "POST"): organisers(200),
    ("harvest_organise.publication", "GET"): members(),
    ("harvest_organise.change", "POST"): organisers(200),
    ("harvest_organise.remove", "POST"): organisers(),
    ("harvest_organise.save", "POST"): organisers(),
    ("harvest_organise.download", "GET"): members(),
    ("notes_organise.overview", "GET"): members(),
    ("notes_organise.publish", "POST"): organisers(),
    ("notes_organise.hide", "POST"): organisers(),
    ("notes_organise.publish_response", "POST"): organisers(),
    ("notes_organise.hide_response", "POST"): organisers(),
    ("notes_organise.finish_report", "POST"): organisers(),
    ("note_organise.overview", "GET"): members(),
    ("note_organise.deadline", "POST"): organisers(409),  # as if somebody else set it meanwhile
    ("note_organise.note", "GET"): members(),
    ("note_organise.publish", "POST"): organisers(),
    ("note_organise.reopen", "POST"): organisers(),
    ("note_organise.hide", "POST"): organisers(),
    ("note_organise.remind", "POST"): organisers(),
    ("mail_organise.overview", "GET"): members(),
    ("mail_organise.mail", "GET"): members(),
    ("mail_organise.html", "GET"): members(),
    ("mail_organise.again", "POST"): organisers(),
    ("mail_organise.hold", "POST"): organisers(),
    ("mail_organise.release", "POST"): organisers(),
    ("mail_organise.call_off", "POST"): organisers(),
    ("moments_organise.overview", "GET"): members(),
    ("moments_organise.moment", "GET"): members(),
    ("moments_organise.change", "POST"): organisers(200),
    ("texts_organise.overview", "GET"): members(),
    ("texts_organise.text", "GET"): members(),
    ("texts_organise.change", "POST"): organisers(200),
    ("texts_organise.standard", "POST"): organisers(),
    ("letters_organise.overview", "GET"): members(),
    ("letters_organise.new", "GET"): members(),
    ("letters_organise.new", "POST"): organisers(200),
    ("letters_organise.letter", "GET"): members(),
    ("letters_organise.change", "GET"): members(),
    ("letters_organise.change", "POST"): organisers(200),
    ("letters_organise.test", "POST"): organisers(),
    ("letters_organise.send", "POST"): organisers(),
    ("letters_organise.hold", "POST"): organisers(),
    ("letters_organise.remove", "POST"): organisers(),
    ("mail_organise.pause", "POST"): organisers(),
    ("mail_organise.resume", "POST"): organisers(),
}
"""What each page answers to a request with nothing in it but the hidden fields of a form."""


@pytest.fixture
def world(app: Flask, make: Make) -> World:
    return World(app, make)


def names(rules: Iterable[Rule]) -> set[tuple[str, str]]:
    return {(rule.endpoint, method) for rule in rules for method in METHODS if method in (rule.methods or ())}


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    assert names(app.url_map.iter_rules()) ^ EXPECTED.keys() == set()


def test_every_page_has_an_english_address(app: Flask) -> None:
    """But for the few that speak no language, and so have one address."""
    rules = {rule.rule: rule for rule in app.url_map.iter_rules()}
    english = {address.removeprefix(ENGLISH) for address in rules if address.startswith(ENGLISH)}
    dutch = {address for address in rules if not address.startswith(ENGLISH)}
    assert english - dutch == set()
    assert {rules[address].endpoint for address in dutch - english} == ONE_ADDRESS


def test_every_page_has_one_dutch_address(app: Flask) -> None:
    """A second one would be tried by nobody here."""
    dutch = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(ENGLISH)]
    times = Counter(name for rule in dutch for name in names([rule]))
    assert {name: n for name, n in times.items() if n > 1} == {}


@ONE_DATABASE
def test_who_may_open_what(world: World) -> None:
    """Everyone reads every page, which changes nothing; then everyone sends every form. Each answer has the headers
    that it should have."""
    seats = {role: world.seat(role) for role in ROLES}
    for method in METHODS:
        assert [fault for role, seat in seats.items() for fault in faults(world, role, seat, method)] == []


def faults(world: World, role: str, seat: Seat, method: str) -> Iterator[str]:
    """Every address that answers this person otherwise than it should. Who may open a page is the same in each
    language; only where a visitor is sent instead is not. Mail scanners open every link, and so do browsers that look
    ahead: that may change nothing."""
    forget_tries(world.app)
    before = contents(world.app)
    for place in world.places(*(("nl", "en") if role == VISITOR else ("nl",))):
        if place.method == method:
            answer = world.ask(place, seat)
            yield from faults_of_status(place, role, answer)
            yield from answers.faults_of(place, role, answer)
    if method == "GET" and contents(world.app) != before:
        yield f"what the {role} reads changes something"


def faults_of_status(place: Place, role: str, answer: TestResponse) -> Iterator[str]:
    expected = EXPECTED[place.name]
    shut_out = expected[role] == 302 and place.rule.endpoint.split(".")[0] != "security"
    target = answer.headers.get("Location", "").split("?")[0]
    if answer.status_code != expected[role] or (shut_out and target != way_in(place)):
        yield f"{place.method} {place.path} to the {role}: {answer.status_code} {target}, not {expected[role]}"


def forget_tries(app: Flask) -> None:
    """Everyone here comes from the same address, and together they would have tried too often."""
    with app.app_context(), transaction():
        session.execute(delete(SignInAttempt))


def way_in(place: Place) -> str:
    english = "/en" if place.path.startswith("/en/") else ""
    return english + (SIGN_IN if place.path.removeprefix("/en").startswith("/organisatie") else LINK_AGAIN)


def test_what_does_not_exist_is_not_found(world: World) -> None:
    """Names and numbers that nothing has; and somebody else's registration."""
    missing = {
        "item_id", "round_id", "slot_id", "part_id", "mail_id", "offer_id", "number", "slug", "public_id", "file_id",
        "need_id", "job_id", "letter_id", "kind", "tongue", "response_id", "remark_id",
    }  # fmt: skip
    for name, value in world.values.items():
        if name.rpartition(".")[2] in missing:
            world.values[name] = 999_999 if isinstance(value, int) else "bestaat-niet"
    world.values["my.choose.public_id"] = world.neighbour.public_id
    participant, organiser, host = (world.seat(role) for role in (PARTICIPANT, ORGANISER, HOST))
    places = [place for place in world.places("nl") if place.rule.arguments & missing]
    assert len(places) > 20
    for place in places:
        feature = place.rule.endpoint.partition(".")[0]
        of_host = feature in ("note", "hosting") or place.path.startswith("/mijn/taken/")
        seat = organiser if feature.endswith("_organise") else host if of_host else participant
        assert world.ask(place, seat).status_code == 404, place.path


def test_rows_of_another_edition_do_not_exist_here(world: World) -> None:
    """Who may see both editions finds each thing under its own one only."""
    seat = world.seat(ADMIN)
    world.values["edition"] = "2028"
    of_rows = {
        "item_id", "round_id", "slot_id", "part_id", "mail_id", "offer_id", "number", "need_id", "job_id", "letter_id",
    }  # fmt: skip
    places = [p for p in world.places("nl") if p.rule.arguments & of_rows and "edition" in p.rule.arguments]
    assert len(places) > 10
    for place in places:
        assert world.ask(place, seat).status_code == 404, place.path
