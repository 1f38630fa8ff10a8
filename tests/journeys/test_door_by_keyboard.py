"""From the door to one's own page and back, in a real Chromium at 320 pixels, with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_browser import Visitor
from tests.live import Live
from werkplaats.registration import actions

pytestmark = [pytest.mark.browser, pytest.mark.torture]

WRONG, RIGHT, MOVED = "fatma@example.org", "fatima@example.org", "fatima.nieuw@example.org"


@pytest.mark.parametrize("live", ["postgresql"], indirect=True)
def test_waiting_mending_coming_leaving_and_moving(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027", capacity=1)
    inside = live.make.register(edition, "Binnen")
    live.start()
    visitor = Visitor(chromium, live.address, script=True)
    keys = visitor.page.keyboard

    visitor.open("/2027/aanmelden")
    visitor.reads("Alle plekken zijn bezet")
    visitor.page.get_by_label("Naam").focus()
    keys.type("Fatima Voorbeeld")
    keys.press("Tab")
    keys.type(WRONG)
    visitor.page.get_by_label("Wat heb je nodig").fill("Een tolk")
    send(visitor, "Zet mij op de wachtlijst")
    visitor.reads("Vink aan dat we mogen bewaren")
    visitor.page.locator("input[name=need_consent]").focus()
    keys.press("Space")
    send(visitor, "Zet mij op de wachtlijst")
    visitor.reads(WRONG)
    live.letter_to(WRONG)
    visitor.page.get_by_label("Het goede e-mailadres").fill(RIGHT)
    send(visitor, "Stuur het naar dit adres")
    visitor.reads(RIGHT)

    visitor.open(live.letter_to(RIGHT).personal_link)
    visitor.reads("Je bent nummer 1 op de wachtlijst")
    with live.app.app_context():
        actions.cancel(inside.id)
    visitor.open(live.letter_to(RIGHT, number=2).personal_link)
    visitor.reads("Er is een plek voor je")
    send(visitor, "Ja, ik kom")
    visitor.reads("je doet mee")
    live.letter_to(RIGHT, number=3)

    visitor.open("/mijn/afzeggen")
    send(visitor, "Ja, ik zeg af")
    visitor.reads("Er is nog een plek voor je")
    send(visitor, "Ik wil toch komen")
    visitor.open("/mijn/antwoorden")
    visitor.page.get_by_label("Organisatie").fill("Buurthuis")
    send(visitor, "Bewaar mijn antwoorden")
    visitor.reads("Buurthuis")
    visitor.open("/mijn/iemand-erbij")
    visitor.page.get_by_label("Naam").fill("Oma")
    send(visitor, "Zet diegene op de wachtlijst")
    visitor.reads("Hallo Oma")
    visitor.press("Fatima Voorbeeld")
    visitor.open("/mijn/adres")
    visitor.page.get_by_label("Je nieuwe e-mailadres").fill(MOVED)
    send(visitor, "Stuur een mail naar dit adres")
    asked = live.letter_to(MOVED)
    visitor.open(next(word for word in asked.text.split() if "/mijn/adres/" in word))
    send(visitor, "Ja, gebruik dit adres")
    visitor.reads(MOVED)
    visitor.open("/mijn/link")
    visitor.page.get_by_label("E-mailadres").fill(MOVED)
    send(visitor, "Stuur mij de link")
    visitor.reads("Kijk in je mail")


def send(visitor: Visitor, name: str) -> None:
    """Press a button with the keyboard alone."""
    visitor.page.locator("main").get_by_role("button", name=name, exact=True).first.focus()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.seen()
