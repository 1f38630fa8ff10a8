"""How places are divided, for everyone: nothing that could be counted back to choices before ranking has closed."""

from __future__ import annotations

import hashlib
import re
import subprocess
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page, words
from werkplaats import clock
from werkplaats.application import create_app
from werkplaats.breakouts import queries
from werkplaats.breakouts.models import Placement, PlacementSource
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.organise.actions import NewEdition, create_edition
from werkplaats.registration import actions

pytestmark = POSTGRESQL_LATER

PAGE = "/2027/indeling"
SEED = "0f3a a 'quoted' seed"


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027", places=4, lot_seed=SEED)


def closed() -> AbstractContextManager[None]:
    """After ranking has closed and before the day."""
    return clock.standing_at(clock.now() + timedelta(days=55))


def table(page: Page, heading: str) -> list[list[str]]:
    return [
        [words(cell) for cell in row.query("th, td")]
        for row in page.all(f'section[aria-labelledby="{heading}"] tbody tr')
    ]


def test_before_ranking_closes_only_the_fingerprint_is_public(
    app: Flask, client: Browserless, make: Make, edition: int
) -> None:
    a, *_ = make.breakouts(edition)
    make.people(edition, 7, ranking=lambda n: [a])
    Organiser(app, edition).publish()
    for address in (PAGE, "/en" + PAGE, f"{PAGE}?code={'a' * 16}"):
        page = client.get(address)
        assert hashlib.sha256(SEED.encode()).hexdigest() in page.main
        assert "quoted" not in page.text
        assert not page.all("table") and not page.all("main form")


def test_when_ranking_closes_the_page_changes_at_once_in_every_process(
    app: Flask, client: Browserless, make: Make, edition: int
) -> None:
    other = Browserless(create_app(app.config["WERKPLAATS"]))
    pages = [browser.get(PAGE) for browser in (client, other)]
    assert "quoted" not in pages[0].text + pages[1].text
    for browser, page in zip((client, other), pages, strict=True):
        again = browser.get(PAGE, status=304, headers={"If-None-Match": page.headers["ETag"]})
        assert again.response.data == b""
        with closed():
            assert SEED in browser.get(PAGE, headers={"If-None-Match": page.headers["ETag"]}).main


def test_interest_is_told_after_closing_without_small_numbers(
    app: Flask, client: Browserless, make: Make, edition: int
) -> None:
    a, b, *_ = make.breakouts(edition)
    people = make.people(edition, 10, ranking=lambda n: [b if n > 6 else a, b if n <= 6 else a])
    with closed():
        assert table(client.get(PAGE), "interest-title")[:2] == [
            ["Sociaaleconomische zekerheid", "7", "8"],
            ["Sociale inclusie", "minder dan 5", "8"],
        ]
        assert "De plekken zijn nog niet verdeeld." in client.get(PAGE).main
    with app.app_context():
        actions.cancel(people[0].id)
    with closed():
        assert table(client.get(PAGE), "interest-title")[0][1] == "6"


def test_the_proof_stands_with_what_changed_since(app: Flask, client: Browserless, make: Make, edition: int) -> None:
    a, b, *_ = make.breakouts(edition)
    people = make.people(edition, 10, ranking=lambda n: [a, b])
    Organiser(app, edition).publish()
    with closed():
        page = client.get(PAGE)
        with app.app_context():
            plan = queries.published_plan(edition)
            assert plan is not None
            levels, solver = plan.levels, plan.solver
        assert [row[2] for row in table(page, "proof-title")][1:3] == [
            ", ".join(map(str, levels[1]["value"])),
            str(levels[2]["value"]),
        ]
        assert all(row[2] == row[3] and "bewezen" in row[4] for row in table(page, "proof-title"))
        assert solver in page.main and "Sinds de berekening is er niets veranderd." in page.main
    make.register(edition, "Laat Erbij")
    with app.app_context(), transaction():
        mine = select(Placement.id).where(Placement.registration_id == people[1].id)
        session.execute(update(Placement).where(Placement.id.in_(mine)).values(source=PlacementSource.HAND))
    with app.app_context():
        actions.cancel(people[0].id)
    with closed():
        assert "2 plekken los veranderd. Er kwamen 1 mensen bij, en 1 zegden af." in client.get(PAGE).main


def test_anyone_can_make_a_lot_number_from_a_code(app: Flask, client: Browserless, make: Make, edition: int) -> None:
    person = make.register(edition)
    digest = hashlib.sha256(f"{SEED}\n{person.public_id}".encode()).digest()
    expected = f"{int.from_bytes(digest[:2], 'big'):,}".replace(",", ".")
    with closed():
        client.get(person.link, status=303)
        mine = client.get("/mijn")
        assert f"Jouw code voor de loting is {person.public_id}. Daarmee kreeg je lotnummer {expected}." in mine.main
        [link] = [node.attrs["href"] for node in mine.all("main a") if "code=" in node.attrs["href"]]
        shown = client.get(link.partition("#")[0])
        typed = client.get(PAGE, query_string={"code": f" {person.public_id.upper()} "})
        for page in (shown, typed):
            assert f"Het lotnummer is {expected}" in page.main
        fingerprint, python, shell = (node.to_text() for node in shown.all("details pre"))
    ticket = str(int.from_bytes(digest[:2], "big"))
    for command, answer in (
        (python, ticket),
        (shell, ticket),
        (fingerprint, hashlib.sha256(SEED.encode()).hexdigest()),
    ):
        told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout
        assert told.split()[0] == answer


@pytest.mark.parametrize("code", ["", " ", "abc", "x" * 9000, "é" * 16, "<script>alert(1)", "\0", "0" * 16])
def test_what_is_no_code_gets_a_sentence(client: Browserless, edition: int, code: str) -> None:
    with closed():
        page = client.get(PAGE, query_string={"code": code})
        assert page.title.startswith("Fout:")
        assert page.one(".error-summary a").attrs["href"] == "#code"
        assert "Een code heeft 16 kleine letters en cijfers." in page.main
        assert not page.all(".notice-success")


def test_the_page_is_linked_from_where_people_choose_and_read(client: Browserless, make: Make, edition: int) -> None:
    person = make.register(edition)
    client.get(person.link, status=303)
    for address in ("/2027/", "/2027/aanmelden", "/mijn", "/mijn/voorkeuren"):
        assert client.get(address).all(f'main a[href="{PAGE}"]'), address


def test_seeds_are_made_by_chance_and_long(app: Flask, make: Make) -> None:
    """Whoever could guess the seed could know the lots beforehand: 128 bits cannot be guessed."""
    start = clock.now() + timedelta(days=200)
    with app.app_context():
        for number in range(3):
            create_edition(
                NewEdition({"nl": "Nieuw"}, f"n{number}", start, start + timedelta(hours=3), "hulp@example.org"),
                "user:1",
            )
        seeds = list(session.scalars(select(Edition.lot_seed)))
    assert len(set(seeds)) == 3
    assert all(re.fullmatch("[0-9a-f]{32,}", seed) for seed in seeds)
