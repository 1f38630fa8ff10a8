"""The public pages through the front door: what they show, and what they keep to themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock
from werkplaats.db import db, session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.people.models import AppearanceState, PersonState
from werkplaats.programme.models import Slot, SlotState

pytestmark = POSTGRESQL_LATER

PAGES = (
    "/2027/",
    "/2027/programma",
    "/2027/programma/welkom",
    "/2027/sprekers",
    "/2027/sprekers/noor-de-wit",
    "/2027/deelsessies/deelsessie-1",
    "/2027/oogst",
    "/2027/programma.ics",
    "/2027/schedule.json",
    "/2027/schedule.xml",
    "/2027/oogst.atom",
    "/2027/nieuws",
    "/2027/nieuws/nieuws-van-de-dag",
    "/2027/nieuws.atom",
    "/2027/online",
)
GENERAL = ("/", "/privacy", "/toegankelijkheid")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_in_both_languages_without_a_cookie(
    app: Flask, client: Browserless, make: Make, prefix: str
) -> None:
    edition = make.edition("2027")
    stage.speaker(app, edition, "Noor de Wit"), stage.article(app, edition, "Nieuws van de dag")
    for address in (*PAGES, *GENERAL):
        page = client.get(prefix + address)
        assert "Set-Cookie" not in page.headers, address
        assert "Vary" not in page.headers, address
        assert page.headers["Cache-Control"] == "public, no-cache", address


def test_a_draft_does_not_exist_for_the_public(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", state=EditionState.DRAFT)
    stage.speaker(app, edition, "Noor de Wit"), stage.article(app, edition, "Nieuws van de dag")
    for address in PAGES:
        assert client.get(address, status=404).headers["Cache-Control"] == "private, no-cache"
    assert "Samen leren" not in client.get("/").main


def test_without_any_edition_the_front_page_says_how_to_start(client: Browserless) -> None:
    page = client.get("/")
    assert page.heading == "De tafel staat klaar"
    assert page.one("main .actions a").attrs["href"].startswith("/organisatie")


def test_the_front_page_is_the_coming_edition_at_its_own_address(client: Browserless, make: Make) -> None:
    make.edition("2022", starts_at=clock.now() - timedelta(days=1000))
    make.edition("2027")
    page = client.get("/")
    assert page.heading == "Samen leren"
    assert page.one("link[rel=canonical]").attrs["href"] == "http://127.0.0.1:8000/2027/"
    assert page.all('main a[href="/2022/"]')


def buttons(client: Browserless, address: str = "/2027/") -> list[str]:
    """Where the buttons in the opening of the landing page lead."""
    return [link.attrs["href"] for link in client.get(address).all(".hero .button")]


def test_the_landing_page_follows_the_door_and_the_clock(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", capacity=1)
    register, programme = "/2027/aanmelden", "/2027/programma"
    assert buttons(client) == [register, programme]
    make.register(edition)
    assert buttons(client) == [programme]
    assert "Alle plekken zijn bezet" in client.get("/2027/").main
    stage.change(app, edition, capacity=None, registration_opens_at=clock.now() + timedelta(days=1))
    assert buttons(client) == [programme]
    assert "Aanmelden kan binnenkort" in client.get("/2027/").main
    with app.app_context():
        starts_at = session.get_one(Edition, edition).starts_at
    with clock.standing_at(starts_at + timedelta(minutes=1)):
        assert buttons(client) == ["/mijn/meedoen", programme]
    with clock.standing_at(starts_at + timedelta(days=1)):
        assert buttons(client) == ["/2027/oogst", programme]
    stage.change(app, edition, state=EditionState.CANCELLED)
    assert buttons(client) == []
    assert "Deze editie gaat niet door" in client.get("/2027/").main


def test_a_new_edition_has_no_headings_without_text(client: Browserless, make: Make) -> None:
    make.edition("2027", about={}, lead={})
    page = client.get("/2027/")
    assert "Waar deze dag over gaat" not in page.main and "Voor wie" in page.main
    assert not [node for node in page.all("main p") if not node.to_text().strip()]


def test_how_it_works_online_tells_the_facts_of_this_edition(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", helpdesk_phone="010 123 45 67")
    page = client.get("/2027/online")
    assert "Er is nog geen nummer om met de telefoon mee te doen." in page.main
    assert page.one('main a[href="tel:0101234567"]')
    stage.change(
        app, edition, dial_in={"nl": "Bel 085 000 00 00.", "en": "Call 085 000 00 00."},
        recording={"nl": "Alleen de lezing."}, sound_test_url="https://test.example.org/",
    )  # fmt: skip
    assert "Bel 085 000 00 00." in client.get("/2027/online").main
    english = client.get("/en/2027/online")
    assert "Call 085 000 00 00." in english.main and "Alleen de lezing." in english.main
    assert english.one('main a[href="https://test.example.org/"]')
    assert client.get("/2027/").all('main a[href="/2027/online"]')


def test_after_the_day_the_harvest_comes_first(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() - timedelta(days=2))
    stage.article(app, edition, "Terugblik")
    for number in range(4):
        stage.card(app, edition, f"Geleerd {number}.")
    headings = [" ".join(node.to_text().split()) for node in client.get("/2027/").all("main h2")]
    assert headings[:2] == ["Wat mensen leerden", "Nieuws en achtergrond"]
    assert len(client.get("/2027/").all(".harvest-card")) == 3


def test_only_published_people_who_said_yes_are_shown(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    stage.speaker(app, edition, "Noor de Wit")
    stage.speaker(app, edition, "Draft Persoon", PersonState.DRAFT)
    stage.speaker(app, edition, "Twijfel Persoon", accepted=AppearanceState.INVITED)
    for address in ("/2027/", "/2027/programma", "/2027/sprekers"):
        page = client.get(address)
        assert "Noor de Wit" in page.main, address
        assert "Persoon" not in page.main, address
    for hidden in ("draft-persoon", "twijfel-persoon", "niemand"):
        client.get(f"/2027/sprekers/{hidden}", status=404)


def test_a_speaker_page_tells_of_all_shown_editions(app: Flask, client: Browserless, make: Make) -> None:
    old = make.edition("2022", starts_at=clock.now() - timedelta(days=1000), title={"nl": "Toen"})
    hidden = make.edition("2028", state=EditionState.DRAFT, title={"nl": "Geheim"})
    for edition in (old, hidden, make.edition("2027")):
        stage.speaker(app, edition, "Noor de Wit")
    page = client.get("/2027/sprekers/noor-de-wit")
    assert "Werkt aan zekerheid." in page.main
    assert "Toen" in page.main
    assert "Geheim" not in page.main
    stage.change(app, old, title={"nl": "Lang geleden"})
    assert "Lang geleden" in client.get("/2027/sprekers/noor-de-wit").main


def test_a_cancelled_slot_leaves_the_pages(app: Flask, client: Browserless, make: Make) -> None:
    slots = stage.slots(app, make.edition("2027", breakouts=1))
    stage.host(app, slots[0], "Mo Yilmaz")
    assert "Mo Yilmaz" in client.get("/2027/programma").main
    with app.app_context(), transaction():
        session.get_one(Slot, slots[0]).state = SlotState.CANCELLED
    assert "Mo Yilmaz" not in client.get("/2027/programma").main
    page = client.get("/2027/deelsessies/deelsessie-1").main
    assert "Ronde 1" not in page
    assert "Ronde 2" in page
    with app.app_context(), transaction():
        session.get_one(Slot, slots[1]).state = SlotState.CANCELLED
    assert "gaat niet door" in client.get("/2027/deelsessies/deelsessie-1").main
    assert "Mo Yilmaz" not in client.get("/2027/sprekers").main
    client.get("/2027/sprekers/mo-yilmaz", status=404)


def test_meeting_links_stand_on_no_public_page(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    stage.speaker(app, edition, "Noor de Wit"), stage.article(app, edition, "Nieuws van de dag")
    for address in PAGES:
        assert "meet.example.org" not in client.get(address).text, address


@contextmanager
def counted_queries(app: Flask) -> Iterator[Callable[[], int]]:
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield lambda: len(statements)
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_forty_breakouts_take_no_more_queries_than_one(app: Flask, client: Browserless, make: Make) -> None:
    pages = [
        "", "programma", "programma/welkom", "sprekers", "sprekers/overal-bij", "deelsessies/deelsessie-1",
        "programma.ics", "schedule.json", "schedule.xml", "oogst.atom", "nieuws", "nieuws.atom", "online",
    ]  # fmt: skip
    asked: dict[str, list[int]] = {page: [] for page in pages}
    for breakouts in (1, 40):
        edition = make.edition("2027", breakouts=breakouts)
        for slot in stage.slots(app, edition):
            stage.host(app, slot, f"Gast {slot}")
            stage.host(app, slot, "Overal Bij")
        for page in pages:
            with counted_queries(app) as number:
                client.get(f"/2027/{page}")
                asked[page].append(number())
        with app.app_context(), transaction():
            session.delete(session.get_one(Edition, edition))
    assert {page: (one, forty) for page, (one, forty) in asked.items() if one != forty or not 0 < one <= 10} == {}
