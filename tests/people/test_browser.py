"""A speaker from the first mail to a name on the site and off it again, in a real Chromium: by keyboard, with axe."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.test_browser import Visitor, tab_to
from tests.live import Live, soon
from tests.page import Browserless

pytestmark = [pytest.mark.browser, pytest.mark.torture]

EMAIL = "sara@example.org"
PEOPLE = "/organisatie/2027/programma/mensen"


@pytest.mark.parametrize(
    ("live", "script"), [("sqlite", True), ("postgresql", False)], indirect=["live"], ids=["script", "no script"]
)
def test_asked_written_shown_and_withdrawn(live: Live, chromium: Browser, script: bool, tmp_path: Path) -> None:
    live.make.edition("2027")
    organiser = live.make.organiser()
    live.start()
    desk = Visitor(chromium, live.address, script)
    desk.sign_in(organiser)
    desk.open(f"{PEOPLE}/plenair/1")
    desk.page.fill("#name", "Sara Spreekt")
    desk.page.fill("#email", EMAIL)
    desk.press("Voeg deze persoon toe")
    desk.open(PEOPLE)
    desk.press("Vraag deze persoon")

    speaker = Visitor(chromium, live.address, script)
    speaker.open(live.letter_to(EMAIL).personal_link)
    speaker.press("Schrijf wie ik ben")
    speaker.page.fill("#role_nl", "Weet uit ervaring wat schulden doen")
    speaker.page.fill("#bio_nl", "Ik vertel wat mij hielp.\n\nEn ik luister graag.")
    tab_to(speaker, "main form button[type=submit]") if script else speaker.page.focus("main form button[type=submit]")
    speaker.page.keyboard.press("Enter")
    expect(speaker.page).to_have_url(re.compile("voorbeeld$"))
    speaker.seen()
    speaker.reads("En ik luister graag.")

    photo = tmp_path / "sara.jpg"
    Image.new("RGB", (900, 700), (200, 120, 60)).save(photo)
    speaker.open("/mijn/taken/foto")
    speaker.page.set_input_files("#file", photo)
    speaker.page.fill("#alt_nl", "Sara lacht")
    speaker.page.check("#agrees")
    speaker.page.locator("main").get_by_role("button", name="Bewaar").click()
    soon(lambda: speaker.page.goto("/mijn/taken/foto") and speaker.page.locator("main img").count())
    speaker.seen()
    speaker.open("/mijn/taken/profiel/voorbeeld")
    speaker.page.locator('main input[name="parts"]').first.check()
    speaker.press("Bewaar waar het mag staan")
    speaker.reads("Je naam staat nu op de site")
    for page in ("/mijn/taken", "/mijn/taken/profiel", "/mijn/taken/voorbereiden", "/mijn/taken/wissen"):
        speaker.open(page)

    visitor = Visitor(chromium, live.address, script)
    visitor.open("/2027/sprekers")
    visitor.press("Sara Spreekt")
    visitor.reads("Ik vertel wat mij hielp.")
    shown = visitor.page.locator("main img")
    expect(shown).to_have_attribute("alt", "Sara lacht")
    content = visitor.page.request.get(shown.get_attribute("src") or "").body()
    assert Image.open(io.BytesIO(content)).size == (640, 640)

    speaker.open("/mijn/taken/profiel")
    speaker.page.fill("#name", "Sara Anders")
    speaker.press("Bewaar, en kijk hoe het eruitziet")
    desk.open(PEOPLE)
    desk.reads("Wacht op jouw ja")
    desk.press("Sara Spreekt")
    desk.press("Zet het op de site")
    visitor.open("/2027/sprekers/sara-anders")
    desk.open("/organisatie/2027/programma/mensen/taak/1/vervangen")
    speaker.open("/mijn/taken/profiel/voorbeeld")
    speaker.press("Haal alles van de site")
    visitor.page.goto("/2027/sprekers")
    visitor.seen()
    expect(visitor.page.locator("main")).not_to_contain_text("Sara")
    Browserless(live.app).get("/2027/sprekers/sara-anders", status=404)
