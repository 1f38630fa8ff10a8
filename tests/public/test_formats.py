"""The programme, the harvest and the site in the languages of programs, read by programs that nobody here wrote."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from flask import Flask
from lxml import etree

from tests.databases import POSTGRESQL_LATER
from tests.judges import linked, schedule
from tests.make import Make
from tests.page import Browserless, Page
from tests.public import stage
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.editions.models import EditionState
from werkplaats.notes.models import CardShow, CardState
from werkplaats.programme.models import Breakout, ProgrammeItem, Slot, SlotState

pytestmark = POSTGRESQL_LATER

SUMMER = datetime(2027, 6, 17, 13, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOSTILE = "Zo & <b>niet</b> ]]> \"</script><!-- '\U0001f3e0"
NOT_IN_XML = "\ufffe"


def a_full_day(app: Flask, make: Make, title: str) -> int:
    """An edition in summer with people on stage and a participant, of which an item and a breakout have this title."""
    edition = make.edition("2027", starts_at=SUMMER)
    stage.speaker(app, edition, "Noor de Wit")
    for slot in stage.slots(app, edition):
        stage.host(app, slot, "Mo Yilmaz")
    make.register(edition, "Fatima Voorbeeld", ranking=make.breakouts(edition))
    with app.app_context(), transaction():
        session.get_one(Breakout, 1).title = session.get_one(ProgrammeItem, 1).title = {"nl": title}
    return edition


def events_in(page: Page) -> list[dict[str, Any]]:
    days = json.loads(page.response.data)["schedule"]["conference"]["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


def test_programs_read_the_schedule(app: Flask, client: Browserless, make: Make) -> None:
    edition = a_full_day(app, make, HOSTILE + NOT_IN_XML)
    xml, as_json = client.get("/2027/schedule.xml").response.data, client.get("/2027/schedule.json")
    assert schedule.complaints(xml) == []
    root, events = etree.fromstring(xml), events_in(as_json)
    assert len(events) == 1 + 4 * 2
    assert events[0]["date"] == "2027-06-17T13:00:00+02:00"
    assert [event["title"] for event in events].count(HOSTILE + NOT_IN_XML) == 3
    for name in ("id", "guid", "code"):
        assert [event.get(name) for event in root.iter("event")] == [str(event[name]) for event in events]
    assert [event.findtext("title") for event in root.iter("event")].count(HOSTILE) == 3
    assert {person.text for person in root.iter("person")} == {"Noor de Wit", "Mo Yilmaz"}
    for answer in (xml, as_json.response.data):
        assert b"Fatima" not in answer
        assert b"meet.example.org" not in answer
    assert as_json.headers["Access-Control-Allow-Origin"] == "*"
    assert [event["language"] for event in events_in(client.get("/en/2027/schedule.json"))] == ["en"] * 9
    with app.app_context(), transaction():
        session.get_one(Slot, stage.slots(app, edition)[0]).state = SlotState.CANCELLED
    assert len(events_in(client.get("/2027/schedule.json"))) == 8
    stage.change(app, edition, state=EditionState.CANCELLED)
    assert events_in(client.get("/2027/schedule.json")) == []
    assert schedule.complaints(client.get("/2027/schedule.xml").response.data) == []


def test_the_rules_of_a_schedule_would_see_a_fault(client: Browserless, make: Make) -> None:
    make.edition("2027", breakouts=1)
    xml = client.get("/2027/schedule.xml").response.data
    root = etree.fromstring(xml)
    events, day = list(root.iter("event")), root.find("day")
    assert day is not None
    day.set("index", "0")
    events[1].set("guid", events[0].get("guid") or "")
    date = events[2].find("date")
    assert date is not None
    date.text = "2027-06-17T13:00:00"
    faults = schedule.complaints(etree.tostring(root))
    assert len(faults) == 3
    assert any("index 0" in fault for fault in faults)
    assert any("guid" in fault for fault in faults)
    assert any("offset" in fault for fault in faults)


def linked_data(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.one('script[type="application/ld+json"]').to_text(separator=""))
    assert linked.lost(found) == 0
    return found


def test_search_engines_understand_the_pages(app: Flask, client: Browserless, make: Make) -> None:
    edition = a_full_day(app, make, HOSTILE)
    day = linked_data(client.get("/2027/"))
    assert day["@id"] == day["url"] == day["location"]["url"] == "http://127.0.0.1:8000/2027/"
    assert day["offers"]["price"] == 0
    assert day["offers"]["availability"].endswith("InStock")
    assert day["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert [event["name"] for event in day["subEvent"]].count(HOSTILE) == 3
    assert {one["name"] for one in day["performer"]} == {"Noor de Wit", "Mo Yilmaz"}
    item, breakout = (
        linked_data(client.get(f"/2027/{page}")) for page in ("programma/welkom", "deelsessies/deelsessie-1")
    )
    assert item["name"] == breakout["name"] == HOSTILE
    assert item["superEvent"]["@id"] == breakout["superEvent"]["@id"] == day["@id"]
    assert len(breakout["subEvent"]) == 2
    stage.change(app, edition, moved_from=SUMMER - timedelta(days=7))
    moved = linked_data(client.get("/2027/programma"))
    assert moved["eventStatus"].endswith("EventRescheduled")
    assert moved["previousStartDate"] == "2027-06-10T13:00:00+02:00"
    stage.change(app, edition, state=EditionState.CANCELLED)
    cancelled = linked_data(client.get("/2027/programma"))
    assert cancelled["eventStatus"].endswith("EventCancelled")
    assert "offers" not in cancelled


def test_what_is_shown_of_a_page_that_is_shared(client: Browserless, make: Make) -> None:
    make.edition("2027")
    page = client.get("/en/2027/oogst?kind=insight")
    said = {meta.attrs["property"]: meta.attrs["content"] for meta in page.all("meta[property]")}
    assert said["og:url"] == "http://127.0.0.1:8000/en/2027/oogst"
    assert page.one("link[rel=canonical]").attrs["href"] == said["og:url"]
    picture = client.http.get(said["og:image"].removeprefix("http://127.0.0.1:8000"))
    assert picture.data.startswith(b"\x89PNG")


def test_one_can_follow_the_harvest(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() - timedelta(days=2))
    empty = feedparser.parse(client.get("/2027/oogst.atom").response.data)
    assert not empty.bozo
    stage.card(app, edition, f"Vraag wat iemand kan. {HOSTILE}")
    stage.card(app, edition, "Voor ons alleen.", show=CardShow.PARTICIPANTS)
    stage.card(app, edition, "Nog niet gelezen.", state=CardState.WAITING)
    page = client.get("/2027/oogst.atom")
    feed = feedparser.parse(page.response.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    (entry,) = feed.entries
    assert entry.id == entry.link == "http://127.0.0.1:8000/2027/oogst/1"
    assert entry.content[0].value == f"Vraag wat iemand kan. {HOSTILE}"
    assert (entry.title[:9], entry.author) == ("Inzicht: ", "Deelnemer")
    assert client.get("/2027/oogst").one('link[type="application/atom+xml"]').attrs["href"] == "/2027/oogst.atom"


def test_search_engines_find_every_page_and_no_draft(app: Flask, client: Browserless, make: Make) -> None:
    stage.speaker(app, make.edition("2027", breakouts=1), "Noor de Wit")
    make.edition("2028", state=EditionState.DRAFT)
    root = etree.fromstring(client.get("/sitemap.xml").response.data)
    found = [element.text or "" for element in root.iter("{*}loc")]
    assert len(found) == len(set(found)) > 10
    assert not any("2028" in address for address in found)
    pages = [address.removeprefix("http://127.0.0.1:8000") for address in found]
    assert {"/2027/sprekers/noor-de-wit", "/en/2027/programma/welkom", "/2027/deelsessies/deelsessie-1"} <= set(pages)
    for address in pages:
        assert client.get(address).one("link[rel=canonical]").attrs["href"].endswith(address)
    lines = client.get("/robots.txt").text.splitlines()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines
    assert {"Disallow: /mijn", "Disallow: /p/"} <= set(lines)
