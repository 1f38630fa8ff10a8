"""With a keyboard alone: a reader searches the harvest and finds a card; an organiser links to a publication and takes
a part of the harvest along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_plans_by_keyboard import Keys
from tests.live import Live
from tests.public import stage
from werkplaats import clock

pytestmark = [pytest.mark.browser, pytest.mark.torture]


@pytest.mark.parametrize("live", ["postgresql"], indirect=True)
def test_from_a_typing_mistake_to_a_document(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027", starts_at=clock.now() - timedelta(days=2))
    for n in range(30):
        stage.card(live.make.app, edition, f"Kaartje nummer {n} over buren.", conditions=("cohesion",))
    stage.card(live.make.app, edition, "Zekerheid begint met rust.", conditions=("security",))
    member = live.make.organiser()
    live.start()

    reader = Keys(chromium, live.address, script=True, width=320)
    reader.open("/2027/oogst")
    reader.enter("Volgende pagina")
    reader.write("Wat zoek je?", "zekerhied")
    reader.enter("Zoek")
    reader.reads("We zochten naar “zekerheid”.")
    reader.enter("Kaart 31")
    reader.reads("Noem deze kaart zo")
    reader.open("/kennisbank")
    reader.write("Wat zoek je?", "qqqq")
    reader.enter("Zoek")
    reader.reads("We vonden niets over “qqqq”")

    organiser = Keys(chromium, live.address, script=True, width=1280)
    organiser.open("/organisatie/inloggen")
    organiser.write("E-mailadres", member.email)
    organiser.write("Wachtwoord", member.password)
    organiser.enter("Log in")
    organiser.open("/organisatie/2027/oogst")
    organiser.write("Titel in het Nederlands", "Werken aan bestaanszekerheid")
    organiser.enter("Zet in de oogst")
    organiser.reads("Schrijf waar mensen het kunnen lezen.")
    organiser.write("Link", "https://example.org/boek")
    organiser.write("Jaar", "2022")
    organiser.enter("Zet in de oogst")
    organiser.reads("“Werken aan bestaanszekerheid” staat in de oogst.")
    organiser.choose("Conditie van sociale kwaliteit", "Sociale cohesie")
    organiser.enter("Kies dit deel")
    organiser.reads("Gekozen: 30 kaarten")
    organiser.to("Maak een Word-bestand")
    organiser.page.keyboard.press("Enter")
    organiser.page.wait_for_selector("text=Je bestand is klaar", timeout=30_000)
    organiser.seen()

    reader.open("/kennisbank")
    reader.to("Kies op onderwerp")
    reader.page.keyboard.press("Enter")
    reader.choose("Soort", "Publicatie of artikel")
    reader.enter("Zoek")
    reader.reads("Werken aan bestaanszekerheid")
