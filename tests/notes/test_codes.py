"""A card by whoever is there: through the code of a slot, let in by its host, changed by a link of its own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.staff import signed_in
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.notes.test_organise import CARDS
from tests.page import Browserless, words
from tests.public import stage
from tests.test_qr import dark, modules
from werkplaats import links
from werkplaats.db import session, transaction
from werkplaats.mail.models import OutgoingMail
from werkplaats.notes import queries
from werkplaats.notes.models import Card, CardState
from werkplaats.programme.models import Slot, SlotState

pytestmark = POSTGRESQL_LATER

ANSWERS: dict[str, Any] = {"kind": "tool", "text": "Draw a map.", "show": "name", "name": "Gijs", "consent": "y"}


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


@pytest.fixture
def host(app: Flask, edition: int) -> Browserless:
    """The browser of who hosts the first slot."""
    browser = Browserless(app)
    browser.get(stage.host(app, stage.slots(app, edition)[0], "Hilde Host", "hilde@example.org"), status=303)
    return browser


def code(host: Browserless) -> tuple[str, str]:
    """The page of the host, and the address that it shows."""
    page = host.get("/mijn/taken")
    [link] = [a.attrs["href"] for a in page.all("main a") if a.attrs["href"].endswith("/kaarten")]
    return f"/en{link}", "/en" + host.get(link).one(".code-address").to_text().partition("/")[2].join("/ ").strip()


def states(app: Flask) -> list[CardState]:
    with app.app_context():
        return list(session.scalars(select(Card.state).order_by(Card.id)))


def test_from_the_code_to_the_harvest(app: Flask, edition: int, host: Browserless, client: Browserless) -> None:
    hosting, address = code(host)
    picture = host.get(hosting).one(".code-square path[stroke]").attrs["d"]
    assert dark(picture) == modules(app.config["SITE_URL"] + address), "the address that stands beside it"
    form = client.get(address.upper().replace("/EN/K/", "/en/k/"))
    assert not form.all("main input[type=email]")
    wrong = client.send(form, status=200, **{**ANSWERS, "name": "", "text": "Mail a@example.org"})
    errors = " ".join(words(e) for e in wrong.all(".error-summary li"))
    assert "a@example.org" in errors and "Write the name that may stand below" in errors
    first = client.send(form, **ANSWERS)
    assert client.send(form, **ANSWERS).location == first.location, "pressed twice, one card"
    mine = client.follow(first)
    assert "Waiting for the host" in mine.main and mine.one(".break-anywhere a").attrs["href"].endswith(first.location)
    assert (mine.headers["Cache-Control"], states(app)) == ("no-store", [CardState.OFFERED])
    offered = host.get(hosting)
    assert "Draw a map." in offered.main and "Gijs" in offered.main
    client.send(client.get(first.location + "/veranderen"), **{**ANSWERS, "text": "Draw it together."})
    assert "has just changed this card" in host.follow(host.send(offered, "/kaarten/1")).main
    host.send(host.get(hosting), "/kaarten/1")
    assert states(app) == [CardState.WAITING] and "has let it in" in client.get(first.location).main
    organiser = signed_in(app)
    waiting = organiser.get(CARDS)
    assert "Without a registration" in waiting.main
    organiser.send(waiting, "/publiceren")
    with app.app_context():
        [card] = queries.published(edition)
        assert (card.text, card.name, card.breakout_slug) == ("Draw it together.", "Gijs", "deelsessie-1")
        assert session.scalars(select(OutgoingMail)).all() == []
    client.send(client.get(first.location), "/terugnemen")
    assert "We kept nothing of its text." in client.get(first.location).main
    with app.app_context():
        assert queries.published(edition) == []
        assert session.scalars(select(Card.author_name)).one() == ""


def test_what_a_host_turns_down_its_author_may_change(app: Flask, host: Browserless, client: Browserless) -> None:
    hosting, address = code(host)
    link = client.send(client.get(address), **ANSWERS).location
    page = host.get(hosting)
    host.post(f"{hosting}/1", {**page.form("/1"), "do": "out"})
    assert "This card is not shown." in client.get(link).main and "Draw a map." not in host.get(hosting).main
    client.send(client.get(link + "/veranderen"), **ANSWERS)
    assert states(app) == [CardState.OFFERED]


def test_closed_unknown_and_not_theirs(
    app: Flask, make: Make, edition: int, host: Browserless, client: Browserless
) -> None:
    hosting, address = code(host)
    form = client.get(address)
    link = client.send(form, **ANSWERS).location
    stage.change(app, edition, cards_open=False)
    closed = client.get(address)
    assert "You cannot add a card at this moment" in closed.main and not closed.all("main textarea")
    kept = client.send(form, status=409, **{**ANSWERS, "text": "Too late."})
    assert kept.form()["text"] == "Too late." and "are closed now" in host.get(hosting).main
    for wrong in ("/k/aaaaaa", "/k/%00", f"{address}x", link[:-1] + ("A" if link[-1] != "A" else "B"), "/k/kaart/x"):
        client.get(wrong, status=404)
    with app.app_context():
        card = session.scalars(select(Card)).one()
        other = stage.slots(app, edition)[1]
        taken = links.token(links.CARD, card.public_id, card.link_version)
    host.get(hosting.replace("/1/", f"/{other}/"), status=404)
    host.post(f"{hosting}/1", {}, status=400)
    client.get(hosting, status=302)
    with app.app_context(), transaction():
        session.scalars(select(Card)).one().link_version += 1
    client.get(f"/k/kaart/{taken}", status=404)
    with app.app_context(), transaction():
        session.get_one(Slot, stage.slots(app, edition)[0]).state = SlotState.CANCELLED
    client.get(address, status=404)
