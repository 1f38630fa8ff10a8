"""From writing a note to reading it in public, each with a keyboard alone: note taker, readers, organiser."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.breakouts.organiser import Organiser
from tests.journeys.test_plans_by_keyboard import Keys
from tests.live import Live, soon
from tests.make import Make
from tests.public import stage
from werkplaats.breakouts import queries as breakouts
from werkplaats.people.models import AppearanceRole

pytestmark = [pytest.mark.browser, pytest.mark.torture]

ASKED, BETTER = "Vraag eerst wat iemand nodig heeft.", "Vraag eerst wat iemand zelf wil."
TEXT = f"## Wat we leerden\n\n{ASKED}\n\n::: deelnemers\nDit blijft onder ons.\n:::\n"


def prepared(app: Flask, make: Make) -> tuple[Any, Any, int, str]:
    """Somebody who was in a slot, somebody who was not, that slot, and the link of its note taker."""
    edition = make.edition("2027")
    first, second, third, fourth = make.breakouts(edition)
    there = make.register(edition, "Fatima Voorbeeld", ranking=[first, second])
    elsewhere = make.register(edition, "Bas Buurman", ranking=[third, fourth])
    Organiser(app, edition).publish()
    with app.app_context():
        slot_id = min(place.slot.id for place in breakouts.places_of(there.id) if place.slot)
    link = stage.host(app, slot_id, "Noor Notulist", "noor@example.org", AppearanceRole.NOTE_TAKER)
    return there, elsewhere, slot_id, link


@pytest.mark.parametrize(
    ("live", "script"), [("sqlite", True), ("postgresql", False)], indirect=["live"], ids=["script", "no script"]
)
def test_from_the_first_word_to_the_public_page(live: Live, chromium: Browser, script: bool) -> None:
    there, elsewhere, slot_id, link = prepared(live.make.app, live.make)
    member = live.make.organiser()
    live.start()

    noor = Keys(chromium, live.address, script)
    noor.open(link)
    noor.enter("Het verslag")
    if script:
        types_and_is_killed(noor)
    noor.page.get_by_label("Tekst van het verslag").fill(TEXT)
    noor.enter("Voorbeeld")
    noor.reads("Dit blijft onder ons.")
    noor.enter("Bewaar en laat anderen lezen")
    noor.reads("1 mens was bij deze deelsessie")
    noor.enter("Laat het lezen door wie erbij was")

    letters = soon(lambda: [one for one in live.letters_to(there.email) if "Was het zo?" in one.subject])
    fatima = Keys(chromium, live.address, script)
    fatima.open(letters[0].personal_link)
    fatima.open(f"/mijn/verslag/{slot_id}")
    fatima.enter("Dat herken ik")
    fatima.enter("Zeg iets of schrijf het beter")
    fatima.write("Wat wil je erover zeggen?", "Het ging over willen.")
    fatima.page.get_by_label("Zo zou ik het schrijven").fill(BETTER)
    fatima.page.get_by_label("Mijn naam mag bij het verslag staan").check()
    fatima.enter("Stuur naar de verslaglegger")
    fatima.reads("De verslaglegger leest het.")

    noor.open(f"/mijn/taken/{slot_id}/verslag/opmerkingen")
    noor.enter("Neem dit voorstel over")
    noor.open(f"/mijn/taken/{slot_id}/verslag/versies")
    newest = noor.page.locator("main table a").first
    newest.press("Enter")
    noor.seen()
    noor.reads("Er zit een voorstel van Fatima Voorbeeld in.")

    bas = Keys(chromium, live.address, script)
    bas.open(elsewhere.link)
    answer = bas.page.goto(f"/mijn/verslag/{slot_id}")
    assert answer is not None and answer.status == 404

    organiser = Keys(chromium, live.address, script, width=1280)
    organiser.open("/organisatie/inloggen")
    organiser.write("E-mailadres", member.email)
    organiser.write("Wachtwoord", member.password)
    organiser.enter("Log in")
    organiser.open("/organisatie/2027/verslagen")
    organiser.page.get_by_role("link", name="Lezen").first.press("Enter")
    organiser.seen()
    organiser.enter("Publiceer")
    bas.open("/2027/verslag/1")
    bas.reads(BETTER)
    bas.reads("Fatima Voorbeeld")
    expect(bas.page.locator("main")).not_to_contain_text("Dit blijft onder ons.")


def types_and_is_killed(noor: Keys) -> None:
    """What was saved by itself is there again, and what was not saved yet is offered by the browser."""
    field = noor.page.get_by_label("Tekst van het verslag")
    field.fill("Net getypt.")
    expect(noor.page.locator("#saved")).to_contain_text("Bewaard om", timeout=20_000)
    field.press("Control+End")
    field.press_sequentially(" En dit nog niet.")
    noor.page.reload()
    expect(field).to_have_value("Net getypt.")
    noor.to("Zet die tekst terug")
    noor.page.keyboard.press("Enter")
    expect(field).to_have_value("Net getypt. En dit nog niet.")
