"""An organiser with a keyboard alone: draft, adjust, lock, divide again, publish, and publish with movers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_browser import Visitor
from tests.live import Live, soon

pytestmark = [pytest.mark.browser, pytest.mark.torture]

MOST_STOPS = 200
NAME = """() => {
  const here = document.activeElement;
  if (here === document.body) return '';
  const label = here.labels && here.labels.length ? here.labels[0].innerText : '';
  return label || here.getAttribute('aria-label') || here.innerText || '';
}"""
SEEN = """() => {
  const here = document.activeElement;
  if (here === document.body) return true;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  return marked && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
CHOSEN = "() => document.activeElement.selectedOptions[0].innerText"


class Keys(Visitor):
    """Someone who only has Tab, Enter, Space, arrows and letters."""

    def to(self, name: str) -> None:
        """Go on with Tab until this is where the focus is; it must be seen at every stop."""
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate(NAME))
            soon(lambda: self.page.evaluate(SEEN), patience=3)  # the link to the content glides in
            if passed[-1].removeprefix("← ").startswith(name):
                return
        raise AssertionError(f"{name} is not reached on {self.page.url}: {passed}")

    def enter(self, name: str) -> None:
        """Press Enter there, and look at the page that comes."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.seen()

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.page.keyboard.type(words)

    def choose(self, name: str, option: str) -> None:
        """Go through a list of choices with the arrows, up to the first and then down."""
        self.to(name)
        self.page.keyboard.press("Home")
        for _ in range(MOST_STOPS):
            if option in self.page.evaluate(CHOSEN):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} cannot be chosen at {name}")


@pytest.mark.parametrize("live", ["sqlite"], indirect=True)
def test_from_draft_to_published_with_movers(live: Live, chromium: Browser) -> None:
    edition = live.make.edition("2027", places=5)
    first, second, *_ = live.make.breakouts(edition)
    live.make.people(edition, 8, ranking=lambda n: (first, second))
    member = live.make.organiser()
    live.start()

    organiser = Keys(chromium, live.address, script=True, width=1280)
    organiser.open("/organisatie/inloggen")
    organiser.write("E-mailadres", member.email)
    organiser.write("Wachtwoord", member.password)
    organiser.enter("Log in")

    organiser.open("/organisatie/2027/indeling/")
    draft(organiser, 1)
    organiser.write("Zoek een persoon op naam", "Deelnemer 3")
    organiser.enter("Zoek")
    organiser.enter("Deelnemer 3")
    for number, wanted in ((1, "Sociale cohesie"), (2, "Sociaal empowerment")):
        organiser.choose(f"Ronde {number}", wanted)
        organiser.to(f"Zet deze plek in Ronde {number} vast")
        organiser.page.keyboard.press("Space")
    organiser.enter("Bewaar deze plekken")
    organiser.reads("De plekken van Deelnemer 3 zijn bewaard.")
    organiser.enter("Indeling 1")
    organiser.reads("Nu, na 2 plekken met de hand")
    organiser.enter("Deel de anderen opnieuw in")
    ready(organiser, 2)
    organiser.reads("2 plekken staan nu vast.")
    organiser.enter("Publiceer en mail 8 mensen")
    organiser.reads("De indeling is gepubliceerd.")

    organiser.open("/organisatie/2027/indeling/")
    draft(organiser, 3)
    organiser.enter("Kijk wie verschuift, en publiceer dan")
    organiser.reads("Deelnemer 3")
    organiser.reads("Deze deelsessie staat hoger op de eigen lijst.")
    organiser.enter("Publiceer en mail 1 persoon")
    organiser.reads("De indeling is gepubliceerd.")
    organiser.open("/organisatie/2027/indeling/vergelijk")
    organiser.open("/organisatie/2027/indeling/3/lijsten")
    organiser.open("/organisatie/2027/indeling/")


def draft(organiser: Keys, number: int) -> None:
    organiser.enter("Maak een concept")
    ready(organiser, number)


def ready(organiser: Keys, number: int) -> None:
    """The page reloads itself until the worker has made the draft."""
    organiser.page.wait_for_url(f"**/indeling/{number}")
    organiser.seen()
