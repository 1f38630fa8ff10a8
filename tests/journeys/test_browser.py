"""The same chain as a person goes through it, in a real Chromium: with script and axe, and without any script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_chain import CARD, judge
from tests.live import Live
from tests.make import Organiser

pytestmark = pytest.mark.browser


class Visitor:
    """Someone at a browser. With script, axe looks at each page that is `seen`; 320 pixels wide must be enough."""

    def __init__(self, chromium: Browser, address: str, script: bool, width: int = 320) -> None:
        context = chromium.new_context(
            base_url=address, java_script_enabled=script, viewport={"width": width, "height": 800}
        )
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.script = script

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.seen()

    def sign_in(self, organiser: Organiser) -> None:
        """Become this member of staff."""
        self.open("/organisatie")
        self.page.fill("input[name=email]", organiser.email)
        self.page.fill("input[name=password]", organiser.password)
        self.press("Log in")

    def press(self, name: str) -> None:
        """Press the button or follow the link with this name in the main part of the page."""
        main = self.page.locator("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()
        self.seen()

    def seen(self) -> None:
        self.page.wait_for_load_state("load")
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth") if self.script else False
        assert not wide, f"{self.page.url} scrolls sideways"
        if self.script:
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.mark.parametrize(
    ("live", "script"),
    [
        pytest.param("sqlite", True, id="script"),
        pytest.param("postgresql", False, id="no script", marks=pytest.mark.torture),
    ],
    indirect=["live"],
)
def test_from_registering_to_the_harvest(live: Live, chromium: Browser, script: bool) -> None:
    edition = live.make.edition("2027", places=5)
    first, second, *_ = live.make.breakouts(edition)
    live.make.people(edition, 12, ranking=lambda n: (first, second) if n % 3 else (second,))
    organiser = live.make.organiser()
    live.start()

    visitor = Visitor(chromium, live.address, script)
    visitor.open("/")
    visitor.press("Meld je aan")
    visitor.press("Meld mij aan")
    visitor.reads("Vul je naam in")
    register(visitor)
    visitor.reads("fatima@example.org")
    confirmation = live.letter_to("fatima@example.org")
    judge(confirmation)

    back_office = Visitor(chromium, live.address, script, width=1280)
    back_office.sign_in(organiser)
    back_office.open("/organisatie/2027/indeling/")
    back_office.press("Maak een concept")
    back_office.page.wait_for_url("**/indeling/1")
    back_office.seen()
    back_office.press("Publiceer")

    placed = live.letter_to("fatima@example.org", number=2)
    judge(placed)
    assert placed.calendar_line("SEQUENCE") == "1"
    assert placed.calendar_line("UID") == confirmation.calendar_line("UID")

    visitor.open(placed.personal_link)
    assert "/p/" not in visitor.page.url
    visitor.reads("Hallo Fatima Voorbeeld")
    visitor.press("Zo doe je mee")
    visitor.open("/mijn")
    visitor.press("Schrijf een kaart")
    write_card(visitor)

    back_office.open("/organisatie/2027/kaarten")
    back_office.page.locator('main form[action*="/publiceren"] button').click()
    visitor.open("/2027/oogst")
    visitor.reads(CARD["text"])
    visitor.open("/en/2027/oogst")
    visitor.reads(CARD["text"])


def register(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Naam").fill("Fatima Voorbeeld")
    page.get_by_label("E-mailadres").fill("fatima@example.org")
    page.get_by_label("Vanuit welk perspectief").select_option("resident")
    if visitor.script:
        page.get_by_role("button", name="Sociale cohesie").first.press("Enter")
        page.get_by_role("button", name="Sociale inclusie").first.press("Enter")
    else:
        page.get_by_label("Keuze 1").select_option(label="Sociale cohesie")
        page.get_by_label("Keuze 2").select_option(label="Sociale inclusie")
    visitor.press("Meld mij aan")


def write_card(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(f"input[name=kind][value={CARD['kind']}]").check()
    page.locator("textarea[name=text]").fill(CARD["text"])
    page.locator("textarea[name=how]").fill(CARD["how"])
    page.locator("input[name=conditions][value=inclusion]").check()
    page.locator(f"input[name=show][value={CARD['show']}]").check()
    page.locator("input[name=consent]").check()
    page.locator("main form button.button-primary").click()
    visitor.seen()


@pytest.mark.torture
@pytest.mark.parametrize("live", ["sqlite"], indirect=True)
def test_ranking_by_keys_and_by_dragging(live: Live, chromium: Browser) -> None:
    """Everything with Tab, Enter and Space; dragging gives the same list, and what contradicts itself is said."""
    edition = live.make.edition("2027")
    person = live.make.register(edition, "Fatima Voorbeeld")
    live.start_web()
    visitor = Visitor(chromium, live.address, script=True)
    visitor.open(person.link)
    visitor.press("Verander mijn keuzes")
    for name in ("Sociale cohesie", "Sociale inclusie"):
        tab_to(visitor, f'ul.ranking-list button:has-text("{name}")')
        visitor.page.keyboard.press("Enter")
    tab_to(visitor, 'ol.ranking-list li:nth-child(2) button[data-does="up"]')
    visitor.page.keyboard.press("Space")
    assert listed(visitor) == ["Sociale inclusie", "Sociale cohesie"]
    tab_to(visitor, "input[name=indifferent]")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "#rounds-1")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "main form button[type=submit]")
    visitor.page.keyboard.press("Enter")
    visitor.reads("Je maakte een lijst, en je vinkte aan dat het je niet uitmaakt.")
    visitor.seen()
    assert listed(visitor) == ["Sociale inclusie", "Sociale cohesie"]
    drag(visitor, "ol.ranking-list li:nth-child(2)", "ol.ranking-list li:nth-child(1)")
    drag(visitor, "ul.ranking-list li:nth-child(1)", "ol.ranking-list li:nth-child(1)")
    assert listed(visitor) == ["Sociaaleconomische zekerheid", "Sociale cohesie", "Sociale inclusie"]
    visitor.page.uncheck("input[name=indifferent]")
    visitor.press("Bewaar mijn keuzes")
    visitor.reads("Je slaat over: Ronde 2.")
    visitor.press("Lees hoe we de plekken verdelen")
    visitor.reads("Zo verdelen we de plekken")


def tab_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until this has the focus, and see that the focus is visible."""
    wanted = visitor.page.locator(selector).first
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
    raise AssertionError(f"no Tab leads to {selector}")


def listed(visitor: Visitor) -> list[str]:
    """What stands on the list, which is what the hidden selects will send."""
    page = visitor.page
    sent = page.locator(".ranking-selects select").evaluate_all("all => all.map(s => s.selectedOptions[0].text)")
    names = page.locator("ol.ranking-list .ranking-name").all_inner_texts()
    assert sent[: len(names)] == names
    return names


def drag(visitor: Visitor, row: str, before: str) -> None:
    mouse, page = visitor.page.mouse, visitor.page
    page.locator(row).scroll_into_view_if_needed()
    grip, goal = page.locator(f"{row} .ranking-handle").bounding_box(), page.locator(before).bounding_box()
    assert grip and goal
    mouse.move(grip["x"] + 5, grip["y"] + 10)
    mouse.down()
    mouse.move(goal["x"] + 10, goal["y"] + 3, steps=5)
    mouse.up()
