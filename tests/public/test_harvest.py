"""The harvest page: what it shows of authors, how one chooses cards, and that a card has an address."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock
from werkplaats.notes.models import CardKind, CardShow, CardState
from werkplaats.registration import actions
from werkplaats.registration.models import Perspective

pytestmark = POSTGRESQL_LATER

HARVEST = "/2027/oogst"
PAST = timedelta(days=-2)


def test_an_empty_harvest_says_when_there_will_be_one(client: Browserless, make: Make) -> None:
    make.edition("2027")
    assert "Er zijn nog geen kaarten" in client.get(HARVEST).main
    with clock.standing_at(clock.now() + timedelta(days=90)):
        assert "Was je erbij?" in client.get(HARVEST).main


def test_a_card_has_an_address_a_licence_and_a_source(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() + PAST)
    stage.card(app, edition, "Vraag wat iemand kan.", name="Karin Bos", show=CardShow.NAME)
    page = client.get(HARVEST)
    assert page.one("#kaart-1").query("blockquote")
    assert page.all('main a[href="/2027/oogst/1"]')
    assert "Karin Bos" in page.main
    assert "CC BY 4.0" in page.main
    card = client.get("/2027/oogst/1")
    assert card.one("cite").to_text().endswith("http://127.0.0.1:8000/2027/oogst/1")
    assert card.one('a[rel~="license"]').attrs["href"].startswith("https://creativecommons.org/licenses/by/4.0/")
    assert "hulp@example.org" in card.main
    assert "Karin Bos" in card.main


def test_a_rare_perspective_is_not_named(app: Flask, client: Browserless, make: Make) -> None:
    """Four residents take part, then five, then four again: the page follows each time."""
    edition = make.edition("2027")
    stage.card(app, edition, "Vraag wat iemand kan.", perspective=Perspective.RESIDENT)
    people = [make.register(edition, f"Inwoner {n}", perspective=Perspective.RESIDENT) for n in range(4)]
    assert "Inwoner" not in client.get(HARVEST).one("#kaart-1").to_text()
    make.register(edition, "Inwoner vijf", perspective=Perspective.RESIDENT)
    assert "Inwoner of ervaringsdeskundige" in client.get(HARVEST).one("#kaart-1").to_text()
    with app.app_context():
        actions.cancel(people[0].id, "participant")
    assert "Deelnemer" in client.get(HARVEST).one("#kaart-1").to_text()


def test_only_what_is_published_for_everyone_stands_there(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() + PAST)
    stage.card(app, edition, "Voor iedereen")
    stage.card(app, edition, "Wacht nog", state=CardState.WAITING)
    stage.card(app, edition, "Verborgen", state=CardState.HIDDEN)
    stage.card(app, edition, "Onder ons", show=CardShow.PARTICIPANTS)
    page = client.get(HARVEST)
    assert [node.to_text().strip() for node in page.all("blockquote")] == ["Voor iedereen"]


def test_choosing_cards(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() + PAST)
    slot = stage.slots(app, edition)[0]
    stage.card(app, edition, "Een", kind=CardKind.TOOL, conditions=("cohesion",))
    stage.card(app, edition, "Twee", kind=CardKind.TOOL, slot_id=slot)
    stage.card(app, edition, "Drie", kind=CardKind.QUESTION, slot_id=slot)

    def found(query: str) -> list[str]:
        return sorted(node.to_text().strip() for node in client.get(HARVEST + query).all("blockquote"))

    assert found("") == ["Drie", "Een", "Twee"]
    assert found("?kind=tool") == ["Een", "Twee"]
    assert found("?kind=tool&breakout=deelsessie-1&condition=") == ["Twee"]
    assert found("?condition=cohesion") == ["Een"]
    assert found("?condition=empowerment") == []
    assert found("?kind=nonsense&breakout=%00&condition=x") == ["Drie", "Een", "Twee"]
    chosen = client.get(HARVEST + "?kind=tool").one("select[name=kind] option[selected]")
    assert chosen.attrs["value"] == "tool"
    assert "Er past geen kaart" in client.get(HARVEST + "?condition=empowerment").main
