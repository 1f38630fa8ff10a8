"""An organiser with a keyboard alone: find someone, remark, arrange what they need, add someone, bring a list."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_plans_by_keyboard import Keys
from tests.live import Live
from tests.organise.people import needs

pytestmark = [pytest.mark.browser, pytest.mark.torture]

LIST = "/organisatie/2027/aanmeldingen"


@pytest.mark.parametrize("live", ["postgresql"], indirect=True)
def test_from_the_list_to_a_list(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027", capacity=3)
    person, *_ = live.make.people(edition, 2)
    needs(live.make.app, person, "Een tolk.")
    member = live.make.organiser()
    live.start()

    organiser = Keys(chromium, live.address, script=True)
    organiser.open("/organisatie/inloggen")
    organiser.write("E-mailadres", member.email)
    organiser.write("Wachtwoord", member.password)
    organiser.enter("Log in")

    organiser.open(LIST)
    organiser.write("Naam, mailadres of organisatie", "nemer 0")
    organiser.choose("Heeft iets nodig", "Nog niet geregeld")
    organiser.enter("Zoek")
    organiser.enter("Deelnemer 0")
    organiser.write("Opmerking", "Belt liever.")
    organiser.enter("Sla de opmerking op")
    organiser.reads("De opmerking is bewaard.")
    organiser.enter("Geregeld")
    organiser.reads("krijgt een mail dat het geregeld is")
    organiser.write("Naam of mailadres van de ander", "nemer 1")
    organiser.enter("Zoek")
    organiser.enter("Bij elkaar")
    organiser.reads("Bij elkaar met Deelnemer 1")
    organiser.open(f"{LIST}/nodig")
    organiser.open(f"{LIST}/cijfers")

    organiser.open(f"{LIST}/nieuw")
    organiser.enter("Meld deze persoon aan")
    organiser.reads("Schrijf de naam van deze persoon.")
    organiser.write("Naam", "Bella Belt")
    organiser.write("E-mailadres", "bella@example.org")
    organiser.enter("Meld deze persoon aan")
    organiser.reads("Bella Belt is aangemeld")
    assert live.letter_to("bella@example.org").ics

    organiser.open(f"{LIST}/importeren")
    content = b"naam;e-mailadres\nAns;ans@example.org\nFout;geen adres\n"
    organiser.page.set_input_files("#file", {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content})
    organiser.enter("Lees deze lijst")
    organiser.page.wait_for_selector("text=is geen mailadres", timeout=30_000)
    organiser.seen()
    organiser.to("Ja, deze mensen")
    organiser.page.keyboard.press("Space")
    organiser.enter("Meld 1 persoon aan")
    organiser.page.wait_for_selector("text=1 persoon is aangemeld", timeout=30_000)
    organiser.seen()
    assert live.letter_to("ans@example.org").ics

    organiser.open(f"{LIST}/bestand")
    organiser.to("csv, voor elk programma")
    organiser.page.keyboard.press("ArrowDown")
    organiser.enter("Maak het bestand")
    organiser.page.wait_for_selector("text=Je bestand is klaar", timeout=30_000)
    organiser.seen()
