"""Mending the address that was just sent: it moves what this browser made, and never anything of somebody else."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, ranks
from tests.page import Browserless, Page
from tests.post import Mailbox
from werkplaats import clock
from werkplaats.db import session
from werkplaats.registration import seats
from werkplaats.registration.models import Need, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER

WRONG, RIGHT = "fatma@example.org", "fatima@example.org"
ANSWERS: dict[str, Any] = {
    "name": "Fatima Voorbeeld", "email": WRONG, "organisation": "Buurthuis", "need": "Een tolk", "need_consent": "y",
}  # fmt: skip


def sent(client: Browserless, **other: Any) -> Page:
    """The thank-you page after sending the form."""
    return client.follow(client.send(client.get("/2027/aanmelden"), **{**ANSWERS, **other}))


def rows(app: Flask) -> list[tuple[str, str, RegistrationState]]:
    with app.app_context():
        found = select(Registration).order_by(Registration.id)
        return [(r.name, r.email, r.state) for r in session.scalars(found)]


def test_the_right_address_gets_everything_and_the_wrong_one_nothing(
    client: Browserless, make: Make, post: Mailbox, app: Flask
) -> None:
    first, second, *_ = make.breakouts(make.edition("2027"))
    page = sent(client, **ranks(second, first))
    [wrong] = post.letters()
    assert "Dit is het adres dat je al gaf" in client.send(page, "/adres", status=200, email=" Fatma@Example.org").main
    bad = client.send(page, "/adres", status=200, email="fatima bij example")
    assert bad.title.startswith("Fout:") and bad.form("/adres")["email"] == "fatima bij example"
    mended = client.follow(client.send(page, "/adres", email=RIGHT))
    assert f"een mail gestuurd naar {RIGHT}" in mended.main

    _, called_off, right = sorted(post.letters(), key=lambda letter: letter.to == RIGHT or RIGHT in letter.to)
    assert called_off.to == WRONG and called_off.calendar_line("METHOD") == "CANCEL"
    assert called_off.calendar_line("UID") == wrong.calendar_line("UID") != right.calendar_line("UID")
    assert called_off.calendar_line("SEQUENCE") == "1" and "Fatima" not in called_off.text + called_off.html
    Browserless(app).get(wrong.personal_link, status=404)
    mine = client.follow(client.get(right.personal_link, status=303))
    assert mine.main.index("Sociale inclusie") < mine.main.index("Sociaaleconomische zekerheid")
    assert rows(app) == [("Fatima Voorbeeld", RIGHT, RegistrationState.REGISTERED)]
    with app.app_context():
        assert session.scalars(select(Need.text)).all() == ["Een tolk"]
    client.send(mended, "/adres", email="nog.anders@example.org")
    assert [email for _, email, _ in rows(app)] == ["nog.anders@example.org"]


def test_before_any_mail_has_left_the_wrong_address_hears_nothing(
    client: Browserless, make: Make, post: Mailbox
) -> None:
    make.edition("2027")
    client.send(sent(client), "/adres", email=RIGHT)
    assert [letter.to for letter in post.letters()] == [f"Fatima Voorbeeld <{RIGHT}>"]


def test_the_place_moves_along_also_when_it_is_full(client: Browserless, make: Make, post: Mailbox, app: Flask) -> None:
    edition = make.edition("2027", capacity=1)
    page = sent(client)
    waiting = make.register(edition, "Wacht")
    later = Browserless(app)
    waits = sent(later, email="wacht@fout.example.org")
    make.register(edition, "Wacht ook")
    client.send(page, "/adres", email=RIGHT)
    later.send(waits, "/adres", email="wacht@goed.example.org")
    post.work()
    with app.app_context():
        line = [r.email for r in session.scalars(seats.line(edition))]
    assert line == [waiting.email, "wacht@goed.example.org", "wacht.ook@example.org"]
    assert ("Fatima Voorbeeld", RIGHT, RegistrationState.REGISTERED) in rows(app)


def test_only_this_browser_and_only_for_half_an_hour(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    page = sent(client)
    stranger = Browserless(app)
    assert not stranger.get("/2027/aanmelden/gelukt").all('main form[action$="/adres"]')
    token = stranger.get("/mijn/link").form()["csrf_token"]
    stranger.post("/2027/aanmelden/adres", {"email": RIGHT, "csrf_token": token}, status=409)
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert not client.get("/2027/aanmelden/gelukt").all('main form[action$="/adres"]')
        assert "een half uur" in client.send(page, "/adres", status=409, email=RIGHT).main
    assert [email for _, email, _ in rows(app)] == [WRONG]


def test_impatience_is_no_obstacle(client: Browserless, make: Make, app: Flask) -> None:
    """Who registers twice in one browser and then mends has made one registration."""
    make.edition("2027")
    sent(client)
    client.send(sent(client, name="Fatima V."), "/adres", email=RIGHT)
    assert rows(app) == [("Fatima Voorbeeld", RIGHT, RegistrationState.REGISTERED)]


# Two people, and every order of what they do


class Two:
    """Ans types the address of Xandra, and then says that she meant that of Yvonne; Xandra and Yvonne also
    register themselves, and Xandra uses what she was mailed."""

    def __init__(self, app: Flask, make: Make, post: Mailbox) -> None:
        self.app, self.post = app, post
        self.first, self.second, *_ = make.breakouts(make.edition("2027"))
        self.ans, self.xandra, self.yvonne = (hasty(app) for _ in range(3))
        self.page: Page | None = None

    def ans_registers(self) -> None:
        self.page = sent(self.ans, name="Ans", email="xandra@example.org", need="Ans is ziek")

    def ans_mends(self) -> None:
        assert self.page
        before = self.owned()
        self.ans.send(self.page, "/adres", email="yvonne@example.org")
        assert {id: row for id, row in self.owned().items() if id in before} == before, "what others did stands"

    def xandra_registers(self) -> None:
        sent(self.xandra, name="Xandra", email="xandra@example.org", need="Xandra is moe")

    def yvonne_registers(self) -> None:
        sent(self.yvonne, name="Yvonne", email="yvonne@example.org", need="Yvonne is doof")

    def xandra_chooses(self) -> None:
        links = [letter.personal_link for letter in self.post.to("xandra@example.org") if "/p/" in letter.text]
        browser = hasty(self.app)
        if links and opens(browser, links[-1]):
            browser.send(browser.get("/mijn/voorkeuren"), **ranks(self.second))

    def owned(self) -> dict[int, tuple[Any, ...]]:
        """What Xandra or Yvonne made or did something with."""
        with self.app.app_context():
            found = [
                (r.id, (r.name, r.email, r.state, r.ranking, r.link_version))
                for r in session.scalars(select(Registration))
            ]
        return {id: row for id, row in found if row[0] in ("Xandra", "Yvonne") or row[3] == (self.second,)}

    def read_by(self, email: str) -> str:
        """All that whoever has this mailbox can read."""
        texts = []
        for letter in self.post.to(email):
            texts.append(letter.text)
            browser = hasty(self.app)
            if "/p/" in letter.text and opens(browser, letter.personal_link):
                texts.append(browser.get("/mijn").main)
        return "\n".join(texts)


def hasty(app: Flask) -> Browserless:
    """A browser that does not lint: the tests above have seen these pages, and here they come hundreds of times."""
    browser = Browserless(app)
    browser.lint = False
    return browser


def opens(browser: Browserless, link: str) -> bool:
    return browser.http.get(link, base_url=browser.base_url).status_code == 303


STEPS = ("ans_registers", "ans_mends", "xandra_registers", "yvonne_registers", "xandra_chooses")
ORDERS = [order for order in permutations(STEPS) if order.index("ans_registers") < order.index("ans_mends")]
TELLING = [ORDERS[n] for n in (0, 27)]
EVERY_ORDER = pytest.mark.parametrize(
    ("app", "order"),
    [("sqlite", order) for order in ORDERS] + [("postgresql", order) for order in ORDERS[::20]],
    indirect=["app"],
    ids=[f"{n}" for n in range(len(ORDERS))] + [f"postgresql-{n}" for n in range(0, len(ORDERS), 20)],
)
"""Each on SQLite, and a few on PostgreSQL too: that they come in another order is not a matter of the database."""


def play(app: Flask, make: Make, post: Mailbox, order: tuple[str, ...]) -> None:
    two = Two(app, make, post)
    for step in order:
        getattr(two, step)()
    assert "Yvonne" not in two.read_by("xandra@example.org"), order
    assert "Xandra" not in two.read_by("yvonne@example.org"), order
    names = {name for name, *_ in rows(app)}
    answered = {letter.to.partition(" <")[0] for letter in post.letters()}
    assert answered >= names, "everyone who is registered has had a mail"
    for email in ("xandra@example.org", "yvonne@example.org"):
        assert sum(row[1] == email for row in rows(app)) <= 1


@pytest.mark.parametrize("order", TELLING, ids=["mended first", "mended last"])
def test_nobody_gets_what_is_somebody_elses(app: Flask, make: Make, post: Mailbox, order: tuple[str, ...]) -> None:
    play(app, make, post, order)


@pytest.mark.torture
@EVERY_ORDER
def test_in_no_order_anybody_gets_what_is_somebody_elses(
    app: Flask, make: Make, post: Mailbox, order: tuple[str, ...]
) -> None:
    play(app, make, post, order)


def test_the_page_does_not_tell_whom_we_know(client: Browserless, make: Make, app: Flask) -> None:
    """Whether the first address was known, or the second, or neither: word for word the same."""
    edition = make.edition("2027")
    make.register(edition, "Bekend", "bekend@example.org")
    pages = []
    for wrong, right in (("a@example.org", "b@example.org"), ("bekend@example.org", "c@example.org"),
                         ("d@example.org", "bekend@example.org")):  # fmt: skip
        browser = Browserless(app)
        page = browser.follow(browser.send(sent(browser, email=wrong), "/adres", email=right))
        pages.append(page.main.replace(right, "…"))
    assert len(set(pages)) == 1
