"""Writing mails in a real Chromium: by keyboard, with a preview that follows, every page good enough for axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_browser import Visitor, tab_to
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.torture]

POST = "/organisatie/2027/post"


@pytest.mark.parametrize("live", ["sqlite"], indirect=True)
def test_words_moments_and_a_letter(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027")
    live.make.register(edition, "Bea Blij", "bea@example.org")
    organiser = live.make.organiser()
    live.start()
    desk = Visitor(chromium, live.address, script=True)
    desk.sign_in(organiser)
    for page in ("", "/automatisch", "/automatisch/thanks", "/teksten", "/brieven"):
        desk.open(f"{POST}{page}")

    desk.open(f"{POST}/teksten/reminder_week/nl")
    desk.page.fill("#opening", "Beste {naam}, tot {datum}!")
    expect(desk.page.locator("#preview pre")).to_contain_text("Beste Sanne Voorbeeld, tot ")
    frame = desk.page.frame_locator("#preview iframe")
    expect(frame.locator("h1")).to_have_css("font-size", "24px")
    tab_to(desk, "button[value=preview]")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#preview pre")).to_contain_text("Beste Sanne Voorbeeld, tot ")
    desk.seen()
    desk.press("Bewaar deze tekst")
    desk.reads("Je wijzigingen zijn bewaard.")

    desk.open(f"{POST}/brieven/nieuw")
    desk.press("Bewaar hem en bekijk hem")
    desk.reads("Schrijf een onderwerp in het Nederlands.")
    desk.page.fill("#subject_nl", "Nieuws")
    desk.page.fill("#text_nl", "Hallo {naam},")
    desk.press("Bewaar hem en bekijk hem")
    desk.press("Verstuur hem naar 1 mens")
    assert live.letter_to("bea@example.org", number=2).subject == "Nieuws"
    desk.page.goto(desk.page.url)
    desk.seen()
    desk.reads("1 Verstuurd")
