"""The public pages in a real Chromium before, during and after the day: good enough for axe at 320 pixels, in the dark,
and with letters twice as large."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_browser import Visitor
from tests.live import Live
from tests.public import stage
from werkplaats import clock

pytestmark = [pytest.mark.browser, pytest.mark.torture]

PAGES = (
    "", "programma", "programma/welkom", "deelsessies/deelsessie-1", "online", "nieuws", "nieuws/nieuws-van-de-dag",
    "oogst",
)  # fmt: skip
DAYS = {"2026": -2, "2027": 0, "2028": 60}
"""Three editions: one that has been, one that is on, one that is to come."""
CHANGING = ("", "programma")
"""The pages that look otherwise before and after the day."""
TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"
SCROLLS = "document.documentElement.scrollWidth > innerWidth"
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(element => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0)
    .map(element => [...document.all].indexOf(element))"""
FOCUSED = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const inSight = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    return [[...document.all].indexOf(element), inSight && getComputedStyle(element).outlineStyle !== "none"];
}"""


def walk(visitor: Visitor) -> None:
    """Tab leads to all that can be pressed or filled in, in the order of the page, and one sees where it is."""
    wanted = visitor.page.evaluate(REACHABLE)
    walked = []
    for _ in wanted:
        visitor.page.keyboard.press("Tab")
        walked.append(tuple(visitor.page.evaluate(FOCUSED)))
    assert walked == [(place, True) for place in wanted], visitor.page.url


@pytest.mark.parametrize("live", ["sqlite"], indirect=True)
def test_pages_before_during_and_after_the_day(live: Live, chromium: Browser) -> None:
    for slug, days in DAYS.items():
        edition = live.make.edition(slug, starts_at=clock.now() + timedelta(days=days, minutes=-10))
        stage.speaker(live.app, edition, "Noor de Wit")
        stage.host(live.app, stage.slots(live.app, edition)[0], "Mo Yilmaz")
        stage.article(
            live.app, edition, "Nieuws van de dag", "# Kop\n\n> Een zin\n\n- een\n- [twee](https://example.org)"
        )
        stage.card(live.app, edition, "Vraag wat iemand kan.", conditions=("inclusion",))
    organiser = live.make.organiser()
    live.start_web()
    visitor = Visitor(chromium, live.address, script=True)
    visitor.page.emulate_media(reduced_motion="reduce")
    for slug in DAYS:
        for page in PAGES if slug == "2027" else CHANGING:
            visitor.open(f"/{slug}/{page}")
            walk(visitor)
    visitor.page.emulate_media(color_scheme="dark")
    visitor.page.set_viewport_size({"width": 1100, "height": 800})
    for page in ("/2027/", "/2026/", "/en/2028/nieuws"):
        visitor.open(page)
    visitor.page.set_viewport_size({"width": 640, "height": 800})
    for page in PAGES:
        visitor.page.goto(f"/2027/{page}")
        visitor.page.evaluate(TWICE_AS_LARGE)
        assert not visitor.page.evaluate(SCROLLS), page

    desk = Visitor(chromium, live.address, script=True)
    desk.sign_in(organiser)
    desk.open("/organisatie/stijl")
    desk.open("/organisatie/2027/nieuws")
    desk.press("Schrijf een artikel")
    desk.press("Bewaar het artikel")
    desk.reads("Geef het artikel een titel in het Nederlands.")
    desk.page.fill("#title_nl", "Met de hand")
    desk.page.fill("#text_nl", "Zo gaat het.")
    desk.press("Bewaar het artikel")
    desk.press("Maak het openbaar")
    desk.press("Bekijk het op de site")
    desk.reads("Zo gaat het.")
    desk.open("/organisatie/2028/instellingen")
    desk.press("Maak een link om eerst te kijken")
    desk.press("Bekijk de site en verander hem")
    desk.page.get_by_role("link", name="Voor organisatoren: verander de instellingen").click()
    desk.reads("Eerst bekijken")
    desk.open("/organisatie/2026/archief")
    desk.press("Zet deze editie in het archief")
    desk.reads("Deze editie staat in het archief")
