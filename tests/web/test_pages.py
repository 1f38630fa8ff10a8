"""Two languages in the address, error pages that help, and a limit on what costs others something."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import structlog
from flask import Flask, abort
from flask_babel import force_locale

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from werkplaats import clock
from werkplaats.application import create_app
from werkplaats.errors import N_, ConfigError, Refused
from werkplaats.web import dates, errors, language, log
from werkplaats.web.language import sentence, text_in

pytestmark = POSTGRESQL_LATER

# Two languages


def test_every_page_leads_to_itself_in_the_other_language(client: Browserless, make: Make) -> None:
    make.edition()
    for path in ("/", "/2027/", "/2027/programma", "/2027/oogst?kind=tool", "/mijn/link", "/privacy"):
        dutch = client.get(path)
        english = client.get(f"/en{path}")
        assert (dutch.one("html").attrs["lang"], english.one("html").attrs["lang"]) == ("nl", "en")
        assert {a.attrs["href"] for a in dutch.all('a[hreflang="en"]')} == {f"/en{path}"}
        assert {a.attrs["href"] for a in english.all('a[hreflang="nl"]')} == {path}


def test_a_page_keeps_its_language_in_every_link(client: Browserless, make: Make) -> None:
    make.edition()
    for path in ("/en/2027/", "/en/2027/programma", "/en/mijn/link"):
        page = client.get(path)
        own = [a.attrs["href"] for a in page.all("a[href]") if a.attrs["href"].startswith("/")]
        wrong = [href for href in own if not href.startswith("/en") and "/static/" not in href]
        assert set(wrong) == {path.removeprefix("/en")}, "only the way to the other language leaves this one"


@pytest.mark.parametrize("path", ["/fr/2027/", "/EN/2027/", "/en", "/en//2027/", "/nl/2027/"])
def test_there_is_no_third_language(client: Browserless, make: Make, path: str) -> None:
    make.edition()
    assert client.http.get(path, base_url=client.base_url).status_code in (308, 404)


def test_a_text_in_one_language_is_better_than_none(app: Flask) -> None:
    with app.test_request_context("/"):
        assert text_in({"nl": "Dag", "en": "Hello"}, "en") == "Hello"
        assert text_in({"nl": "Dag", "en": ""}, "en") == "Dag"
        assert text_in({"en": "Hello"}, "nl") == "Hello"
        assert text_in({}) == text_in(None) == ""


def test_an_action_refuses_in_the_language_of_its_reader(app: Flask) -> None:
    refused = Refused(N_("You cannot register at this moment."))
    said = {}
    for locale in ("nl", "en"):
        with app.app_context(), force_locale(locale):
            said[locale] = sentence(refused)
    assert said["en"] == "You cannot register at this moment."
    assert said["nl"].startswith("Je ")


def test_without_the_dutch_texts_it_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rather than showing English to everyone."""
    monkeypatch.setattr(language, "TRANSLATIONS", tmp_path_factory.mktemp("empty"))
    with pytest.raises(ConfigError, match="not compiled"):
        create_app(app.config["WERKPLAATS"])


# Moments


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2027, 3, 18, 12, 0, tzinfo=UTC), "donderdag 18 maart 2027, 13:00"),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), "zondag 28 maart 2027, 00:30"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "zondag 28 maart 2027, 01:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "zondag 28 maart 2027, 03:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "zondag 31 oktober 2027, 02:30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "zondag 31 oktober 2027, 02:30"),
        (datetime(2027, 3, 18, 8, 0, tzinfo=ZoneInfo("America/New_York")), "donderdag 18 maart 2027, 13:00"),
    ],
)
def test_moments_are_those_of_amsterdam(app: Flask, moment: datetime, words: str) -> None:
    with app.test_request_context("/"):
        assert dates.moment(moment) == words


def test_the_clock_can_stand_elsewhere_for_a_while() -> None:
    there = datetime(2027, 3, 18, 12, 55, tzinfo=UTC)
    with pytest.raises(ZeroDivisionError), clock.standing_at(there):
        assert there <= clock.now() < there + timedelta(seconds=5)
        _ = 1 // 0
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


# Errors


@pytest.fixture
def broken(app: Flask) -> Iterator[Flask]:
    """The application with pages that fail, each in its own way."""
    views = dict(app.view_functions)
    yield app
    app.view_functions.clear()
    app.view_functions.update(views)


def fail(error: Exception | int) -> str:
    if isinstance(error, int):
        abort(error)
    raise error


WAYS_TO_FAIL = [
    (ZeroDivisionError("a secret"), 500),
    (Refused(N_("You cannot register at this moment.")), 409),
    (404, 404),
    (403, 403),
    (418, 418),
]


@pytest.mark.parametrize(("error", "status"), WAYS_TO_FAIL)
def test_an_error_gets_a_page_with_a_way_on(broken: Flask, error: Exception | int, status: int) -> None:
    broken.view_functions["public.privacy"] = lambda: fail(error)
    browser = Browserless(broken)
    for path in ("/privacy", "/en/privacy"):
        page = browser.get(path, status=status)
        assert page.all("main a[href]"), "there is always somewhere to go"
        assert "a secret" not in page.text
        assert "Traceback" not in page.text
        assert "ZeroDivisionError" not in page.text


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What the log says during one test, written by loggers as the application configures them."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    log.configure()
    for module in (log, errors):
        monkeypatch.setattr(module, "log", structlog.get_logger())
    yield written
    monkeypatch.undo()
    log.configure()


def test_a_crash_tells_the_number_that_stands_in_the_log(broken: Flask, said: StringIO) -> None:
    broken.view_functions["public.privacy"] = lambda: fail(ZeroDivisionError("a secret"))
    page = Browserless(broken).get("/privacy", status=500)
    number = page.headers["X-Request-Id"]
    assert number in page.main
    assert number in said.getvalue()
    assert "ZeroDivisionError" in said.getvalue()


def test_an_error_page_speaks_the_language_of_the_address(client: Browserless) -> None:
    assert client.get("/bestaat/niet", status=404).one("html").attrs["lang"] == "nl"
    assert client.get("/en/does/not/exist", status=404).one("html").attrs["lang"] == "en"


def test_a_method_that_does_not_exist_says_which_do(client: Browserless) -> None:
    assert client.post("/privacy", status=405).headers["Allow"]


def test_the_log_names_nobody(app: Flask, make: Make, said: StringIO) -> None:
    """Pages by their name, never by their address: a personal link in the log would be a key to somebody's pages."""
    person = make.register(make.edition(), "Fatima Voorbeeld", "fatima@example.org")
    browser = Browserless(app)
    browser.get(person.link, status=303)
    browser.send(browser.get("/mijn/link"), status=200, email="fatima@example.org")
    browser.get("/2027/oogst?kind=geheim")
    lines = said.getvalue()
    assert '"page": "my.enter"' in lines
    for part in ("Fatima", "fatima@", person.public_id, "/p/", "geheim"):
        assert part not in lines
