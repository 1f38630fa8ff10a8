"""Several browsers press the same button at the same moment: it happens once, and everyone gets an answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.make import Make
from tests.page import Browserless
from werkplaats.db import Model, session
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import Job
from werkplaats.mail.models import OutgoingMail
from werkplaats.registration import queries, seats

INDELING = "/organisatie/2027/indeling/"

Visit = Callable[[Browserless], dict[str, Any]]
"""What a browser does first; the answers that it then sends."""


@pytest.fixture
def at_once(app: Flask) -> Callable[[str, Visit], list[int]]:
    def press(address: str, visit: Visit, number: int = 4) -> list[int]:
        browsers = [Browserless(app) for _ in range(number)]
        answers = [visit(browser) for browser in browsers]

        def send(n: int) -> int:
            browser = browsers[n]
            return browser.http.post(address, data=answers[n], base_url=browser.base_url).status_code

        with ThreadPoolExecutor(number) as pool:
            return sorted(pool.map(send, range(number)))

    return press


def number(app: Flask, table: type[Model]) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_mail_with_the_link_and_nobody_can_tell_whom_we_know(app: Flask, make: Make, at_once: Any) -> None:
    edition = make.edition("2027")
    for n in range(5):
        email = make.register(edition, f"Persoon {n}").email
        answered = at_once("/mijn/link", lambda b, e=email: {**b.get("/mijn/link").form(), "email": e})
        assert answered == [200] * 4
        assert number(app, OutgoingMail) == n + 1


def test_one_draft(app: Flask, make: Make, at_once: Any) -> None:
    make.people(make.edition("2027"), 3)
    organiser = make.organiser()

    def visit(browser: Browserless) -> dict[str, Any]:
        browser.sign_in(organiser)
        return browser.get(INDELING).form("concept")

    assert at_once(f"{INDELING}concept", visit) == [303] * 4
    assert number(app, Job) == 1


def test_one_edition_at_an_address(app: Flask, make: Make, at_once: Any) -> None:
    organiser = make.organiser()
    edition = {"slug": "2031", "day": "2031-03-20", "source": "", "title_nl": "Samen"}

    def visit(browser: Browserless) -> dict[str, Any]:
        browser.sign_in(organiser)
        return {**browser.get("/organisatie/nieuw").form("nieuw"), **edition}

    assert at_once("/organisatie/nieuw", visit) == [200, 200, 200, 303]
    assert number(app, Edition) == 1


def test_the_settings_of_one_organiser(make: Make, at_once: Any) -> None:
    make.edition("2027")
    organiser, page = make.organiser(), "/organisatie/2027/instellingen"
    titles = iter(["Een", "Twee", "Drie", "Vier"])

    def visit(browser: Browserless) -> dict[str, Any]:
        browser.sign_in(organiser)
        return {**browser.get(page).form("instellingen"), "title_nl": next(titles)}

    assert at_once(page, visit) == [200, 200, 200, 303]


def test_the_last_place_for_who_comes_back(app: Flask, make: Make, at_once: Any) -> None:
    edition = make.edition("2027", capacity=2)
    links = iter([make.register(edition, f"Persoon {n}").link for n in range(2)] * 2)

    def visit(browser: Browserless) -> dict[str, Any]:
        browser.get(next(links), status=303)
        form = browser.get("/mijn/afzeggen").form("afzeggen")
        browsers.append((browser, form))
        return form

    browsers: list[tuple[Browserless, dict[str, Any]]] = []
    assert at_once("/mijn/afzeggen", visit) == [303] * 4
    make.register(edition, "Nieuw")
    returning = iter(browsers)

    def revisit(browser: Browserless) -> dict[str, Any]:
        old, form = next(returning)
        browser.http = old.http
        return form

    assert set(at_once("/mijn/terugkomen", revisit)) == {303}
    with app.app_context():
        assert (queries.number_registered(edition), seats.number_waiting(edition)) == (2, 1)
