"""Cards by keyboard in a real Chromium at 320 pixels: an author, a reader, a host and who is there without a
registration; with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_browser import Visitor
from tests.journeys.test_door_by_keyboard import send
from tests.live import Live
from tests.make import PASSWORD
from tests.public import stage

pytestmark = [pytest.mark.browser, pytest.mark.torture]


@pytest.mark.parametrize("live", ["sqlite"], indirect=True)
def test_from_a_note_to_what_others_say(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027")
    ans, bo = (live.make.register(edition, name) for name in ("Ans Auteur", "Bo Lezer"))
    link = stage.host(live.app, stage.slots(live.app, edition)[0], "Hilde Host", "hilde@example.org")
    live.make.organiser()
    live.start_web()
    author, reader, host, guest, organiser = (Visitor(chromium, live.address, script=True) for _ in range(5))

    author.open(ans.link)
    author.open("/mijn/kaart")
    author.page.get_by_label("Wat wil je delen?").fill("Hoe bereik je wie de post niet opent?")
    send(author, "Bewaar als aantekening voor mezelf")
    author.reads("Je aantekening is bewaard")
    author.press("Pas deze kaart aan")
    choose(author, "kind", "question")
    choose(author, "show", "perspective")
    choose(author, "consent", "y")
    author.page.get_by_label("Waar kun je meer lezen?").fill("www.movisie.nl")
    send(author, "Stuur mijn kaart")
    author.reads("We hebben je kaart")

    host.open(link)
    host.press("De code voor kaarten")
    address = host.page.locator(".code-address").inner_text().strip()
    guest.open(f"http://{address}")
    guest.page.get_by_label("Wat wil je delen?").fill("Meneer Bakker belt altijd aan.")
    for name, value in (("kind", "practice"), ("show", "participants"), ("consent", "y")):
        choose(guest, name, value)
    send(guest, "Stuur mijn kaart")
    guest.reads("Meneer Bakker. Haal ze weg")
    guest.page.get_by_label("Wat wil je delen?").fill("Wij bellen altijd aan.")
    send(guest, "Stuur mijn kaart")
    guest.reads("Bewaar deze link")
    host.press("Kijk of er nieuwe zijn")
    push(host, "Laat binnen")
    host.reads("is nu bij de organisatie")

    organiser.open("/organisatie/inloggen")
    organiser.page.get_by_label("E-mailadres").fill("organisator@example.org")
    organiser.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    send(organiser, "Log in")
    for _ in range(2):
        organiser.open("/organisatie/2027/kaarten")
        push(organiser, "Publiceer")

    reader.open(bo.link)
    reader.open("/mijn/oogst/1")
    send(reader, "Dat herken ik")
    reader.reads("1 persoon herkent dit")
    choose(reader, "kind", "but")
    reader.page.get_by_label("Je woorden").fill("Ja, maar sommigen hebben geen brievenbus.")
    choose(reader, "show", "participants")
    choose(reader, "consent", "y")
    send(reader, "Stuur mijn woorden")
    reader.reads("Wat jij zei")
    reader.press("Klopt hier iets niet?")
    reader.page.get_by_label("Wat is er mis mee?").fill("Niets, ik oefen.")
    send(reader, "Meld deze kaart")
    organiser.open("/organisatie/2027/kaarten?pile=responses")
    push(organiser, "Publiceer")
    organiser.press("Meldingen")
    push(organiser, "Er is niets mis")

    author.open("/mijn")
    author.reads("1 keer “ja, maar”")
    author.press("Bekijk wat anderen zeggen")
    author.reads("sommigen hebben geen brievenbus")
    reader.open("/mijn/oogst")
    reader.reads("Wij bellen altijd aan.")
    guest.open("/2027/oogst")
    assert "brievenbus" not in guest.page.locator("main").inner_text(), "that was for participants"
    guest.page.locator(".harvest-card .card-meta a").first.press("Enter")
    guest.press("Meld deze kaart")
    guest.page.get_by_label("Wat is er mis mee?").fill("Ik oefen ook.")
    send(guest, "Meld deze kaart")
    guest.reads("Dank je wel voor je melding")


def choose(visitor: Visitor, name: str, value: str) -> None:
    """Tick a box or choose an answer with the space bar."""
    visitor.page.locator(f"main input[name={name}][value={value}]").focus()
    visitor.page.keyboard.press("Space")


def push(visitor: Visitor, name: str) -> None:
    """Press the first of the buttons in a list that begin so, with the keyboard alone."""
    visitor.page.locator("main").get_by_role("button", name=name).first.focus()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.seen()
