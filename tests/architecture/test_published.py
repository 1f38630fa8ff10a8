"""Public pages and exports show only what is published: read in the code, and looked for on every page."""

from __future__ import annotations

import ast
from itertools import product

import pytest
from flask import Flask

from tests.architecture.code import imports, modules
from tests.architecture.world import VISITOR, World
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.page import Browserless
from tests.public import stage
from werkplaats.db import session, transaction
from werkplaats.editions.models import EditionState
from werkplaats.notes.models import CardShow, CardState
from werkplaats.people.models import AppearanceState, PersonState
from werkplaats.programme.models import Breakout, Slot, SlotState
from werkplaats.registration.models import Perspective, Registration

pytestmark = POSTGRESQL_LATER

READERS = [
    name
    for name in modules()
    if name.split(".")[0] == "public" or name.split(".")[-1] == "exports" or name == "notes.harvest"
]
"""Every module whose output the whole world may read; the harvest reads for all of them."""

DOOR, NOT_EVERYBODY = "published", "participants"
"""How whatever readers may ask of cards and notes begins, and how it does not end."""
READ_THROUGH = {"werkplaats.notes", "werkplaats.notes.note"}
"""Where the queries of cards and of notes are."""
SHAPES = {"EVERYTHING", "Chosen", "HarvestCard", "HarvestPublication", "HarvestResponse", "NoteInBrief"}
PAGES = (
    "/", "/{slug}/", "/{slug}/programma", "/{slug}/sprekers", "/{slug}/oogst", "/{slug}/programma.ics",
    "/{slug}/programma/welkom", "/{slug}/schedule.json", "/{slug}/schedule.xml", "/{slug}/oogst.atom", "/sitemap.xml",
    "/{slug}/nieuws", "/{slug}/nieuws.atom", "/{slug}/online",
    "/{slug}/indeling", "/{slug}/aanmelden", "/{slug}/aanmelden/gelukt", "/{slug}/deelsessies/deelsessie-1",
    "/{slug}/deelsessies/deelsessie-1.ics", "/{slug}/deelsessies/deelsessie-2", "/privacy", "/toegankelijkheid",
    "/{slug}/oogst.md", "/{slug}/oogst/1", "/kennisbank", "/kennisbank.md",
    "/robots.txt", "/healthz", "/readyz",
    "/mijn/link", "/mijn/gegevens/gewist",
)  # fmt: skip
SECRET = "Geheim"

# The code


@pytest.mark.parametrize("name", READERS)
def test_readers_of_cards_call_published_and_nothing_else(name: str) -> None:
    """The queries may only be imported whole, so that each use of them is seen, or for the shape of their answers."""
    tree = modules()[name]
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in READ_THROUGH
        for alias in node.names
        if alias.name == "queries"
    }
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases
    }
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {f"{package}.queries" for package in READ_THROUGH}
        for alias in node.names
    }
    assert {name for name in used if not name.startswith(DOOR) or name.endswith(NOT_EVERYBODY)} == set()
    assert taken <= SHAPES


@pytest.mark.parametrize("name", READERS)
def test_readers_do_not_ask_the_tables_of_cards_and_people_themselves(name: str) -> None:
    private = {"Card", "Registration", "Preference", "Placement", "Consent", "OutgoingMail", "User", "CalendarObject"}
    counts_only = {"public.stamp": {"Registration"}, "public.health": {"OutgoingMail"}}
    names = {
        alias.name for node in ast.walk(modules()[name]) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert names & private - counts_only.get(name, set()) == set()


def test_participants_pages_are_no_readers() -> None:
    """Only they may show what is meant for participants alone."""
    askers = {name for name, tree in modules().items() if "for_participants" in ast.dump(tree)}
    assert {name.split(".")[0] for name in askers} == {"notes"}
    assert not any("public" in imported for imported, _ in imports(modules()["notes.views"]))


# The pages


@pytest.fixture
def edition(app: Flask, make: Make) -> int:
    return make.edition("2027", cards_open=True)


def everything_public(app: Flask, *slugs: str) -> str:
    """All that a stranger can read of these editions, in both languages."""
    stranger = Browserless(app).http
    texts = []
    for page in {f"{prefix}{page.format(slug=slug)}" for page in PAGES for slug in slugs for prefix in ("", "/en")}:
        response = stranger.get(page, base_url=app.config["SITE_URL"])
        texts.append(f"{page}\n{response.get_data(as_text=True)}")
    return "\n".join(texts)


def test_the_crawl_knows_every_public_page(app: Flask, make: Make) -> None:
    world = World(app, make)
    visitor = world.seat(VISITOR)
    reading = [place for place in world.places("nl") if place.method == "GET"]
    paths = {place.path for place in reading if world.ask(place, visitor).status_code == 200}
    ours = {page.format(slug="2027") for page in PAGES} | {
        "/2027/nieuws/nieuws-van-de-dag",
        "/2027/sprekers/sanne-spreker",
        "/2027/oogst/2",
        f"/2027/verslag/{world.values['public.note.number']}",
        "/2027/oogst/2/melden",
        "/static/css/werkplaats.css",
    }
    secret = {path for path in paths if path.startswith(("/organisatie/", "/agenda/", "/k/"))}
    assert paths - secret - ours == set()


def test_a_draft_edition_does_not_exist(app: Flask, make: Make, edition: int) -> None:
    draft = make.edition("2028", title={"nl": f"{SECRET} jaar", "en": f"{SECRET} year"}, state=EditionState.DRAFT)
    stage.speaker(app, draft, f"{SECRET} Spreker")
    stage.card(app, draft, f"{SECRET} kaartje", name="Iemand", show=CardShow.NAME)
    assert SECRET not in everything_public(app, "2027", "2028")
    stranger = Browserless(app)
    for page in PAGES:
        if "{slug}" in page:
            stranger.get(page.format(slug="2028"), status=404)
    stranger.get("/2028/sprekers/geheim-spreker", status=404)
    stranger.get("/2027/sprekers/geheim-spreker", status=404)
    stranger.post("/2028/aanmelden", {"name": "x"}, status=404)


def test_someone_of_two_editions_is_not_linked_to_the_draft_one(app: Flask, make: Make, edition: int) -> None:
    draft = make.edition("2028", title={"nl": f"{SECRET} jaar", "en": f"{SECRET} year"}, state=EditionState.DRAFT)
    for id in (edition, draft):
        stage.speaker(app, id, "Bekende Spreker")
    page = Browserless(app).get("/2027/sprekers/bekende-spreker").text
    assert SECRET not in page
    assert "2028" not in page


@pytest.mark.parametrize("state", [s for s in PersonState if s != PersonState.PUBLISHED])
def test_who_is_not_published_stands_nowhere(app: Flask, edition: int, state: PersonState) -> None:
    stage.speaker(app, edition, "Open Spreker")
    stage.speaker(app, edition, f"{SECRET} Spreker", state=state)
    stage.host(app, stage.slots(app, edition)[0], f"{SECRET} Spreker")
    texts = everything_public(app, "2027")
    assert SECRET not in texts
    assert "Open Spreker" in texts
    Browserless(app).get("/2027/sprekers/geheim-spreker", status=404)


@pytest.mark.parametrize("state", [s for s in AppearanceState if s != AppearanceState.ACCEPTED])
def test_who_did_not_say_yes_stands_nowhere(app: Flask, edition: int, state: AppearanceState) -> None:
    stage.speaker(app, edition, f"{SECRET} Spreker", accepted=state)
    assert SECRET not in everything_public(app, "2027")
    Browserless(app).get("/2027/sprekers/geheim-spreker", status=404)


def test_only_published_cards_for_everyone_stand_in_the_harvest(app: Flask, edition: int) -> None:
    slot = stage.slots(app, edition)[0]
    stage.card(app, edition, "Open kaartje", name="Open Naam", show=CardShow.NAME, slot_id=slot)
    public = [(CardState.PUBLISHED, CardShow.NAME), (CardState.PUBLISHED, CardShow.PERSPECTIVE)]
    for state, show in set(product(CardState, CardShow)).difference(public):
        stage.card(app, edition, f"{SECRET} kaartje", name=f"{SECRET}e Naam", show=show, state=state, slot_id=slot)
    stage.card(app, edition, "Open, zonder naam", name=f"{SECRET}e Naam", show=CardShow.PERSPECTIVE, slot_id=slot)
    texts = everything_public(app, "2027")
    assert SECRET not in texts
    assert "Open kaartje" in texts
    assert "Open, zonder naam" in texts


def test_a_perspective_that_few_share_is_not_shown(app: Flask, make: Make, edition: int) -> None:
    stage.card(app, edition, "Open kaartje", perspective=Perspective.ADMINISTRATOR)
    stranger = Browserless(app)
    for card in (stranger.get("/2027/oogst").one("#kaart-1"), stranger.get("/2027/oogst/1").one("article")):
        assert "open kaartje" in card.to_text().lower()
        assert "bestuurder" not in card.to_text().lower()
    assert "open kaartje" not in stranger.get("/2027/oogst?perspective=administrator").main.lower()


def test_participants_stand_nowhere(app: Flask, make: Make, edition: int) -> None:
    person: Person = make.register(edition, f"{SECRET} Persoon", "geheim@example.org", perspective=Perspective.RESIDENT)
    with app.app_context(), transaction():
        session.get_one(Registration, person.id).organisation = f"{SECRET}e Stichting"
    texts = everything_public(app, "2027")
    for part in (SECRET, "geheim@example.org", person.public_id, person.link):
        assert part not in texts


def test_meeting_links_stand_on_no_public_page(app: Flask, make: Make) -> None:
    make.edition("2027")
    assert "meet.example.org" not in everything_public(app, "2027")


def test_the_lot_seed_stays_secret_until_ranking_has_closed(app: Flask, make: Make) -> None:
    make.edition("2027", lot_seed="geheim-startgetal")
    assert "geheim-startgetal" not in everything_public(app, "2027")


def test_a_breakout_of_another_edition_is_not_found_here(app: Flask, make: Make, edition: int) -> None:
    draft = make.edition("2028", state=EditionState.DRAFT)
    with app.app_context(), transaction():
        for breakout in session.query(Breakout).where(Breakout.edition_id == draft):
            breakout.slug, breakout.title = f"geheim-{breakout.position}", {"nl": SECRET, "en": SECRET}
    Browserless(app).get("/2027/deelsessies/geheim-0", status=404)
    assert SECRET not in everything_public(app, "2027", "2028")


def test_a_cancelled_slot_is_not_offered(app: Flask, edition: int) -> None:
    slot = stage.slots(app, edition)[0]
    stage.host(app, slot, f"{SECRET} Gastheer")
    with app.app_context(), transaction():
        session.get_one(Slot, slot).state = SlotState.CANCELLED
    assert SECRET not in everything_public(app, "2027")
