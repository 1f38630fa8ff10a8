"""What browsers may do with an answer, which hosts and cookies there are. What goes with *every* answer is looked at
where every page is asked for, in `tests/architecture/test_routes.py`."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.architecture.world import ORGANISER, World
from tests.conftest import Applications
from tests.databases import ONE_DATABASE, POSTGRESQL_LATER
from tests.make import Make, ranks
from tests.page import Browserless
from tests.web.answers import ALWAYS
from werkplaats.accounts.cli import organiser
from werkplaats.application import create_app
from werkplaats.web.headers import CONTENT_SECURITY_POLICY

pytestmark = POSTGRESQL_LATER

SITE = "https://werkplaats.example.org"
EVIL = "evil.example.net"



@pytest.fixture
def https(apps: Applications, app: Flask) -> Flask:
    """The same data, served as a real site behind TLS."""
    kept: Flask | None = apps.kept.get(f"https {app.config['SQLALCHEMY_DATABASE_URI']}")
    if kept is None:
        kept = create_app(replace(app.config["WERKPLAATS"], site_url=SITE, demo=False, proxies=1))
        kept.testing = True
        apps.kept[f"https {app.config['SQLALCHEMY_DATABASE_URI']}"] = kept
    kept.extensions["pages"].forget()
    kept.extensions["blank forms"].forget()
    return kept


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "nonce" not in CONTENT_SECURITY_POLICY


def test_an_error_page_is_protected_too(client: Browserless) -> None:
    for page in (client.get("/bestaat-niet/", status=404), client.post("/privacy", status=405)):
        assert {name: page.headers.get(name) for name in ALWAYS} == ALWAYS
        assert page.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@ONE_DATABASE
def test_a_mail_that_is_looked_at_is_shut_in(app: Flask, make: Make) -> None:
    world = World(app, make)
    place = world.place("mail_organise.html", "GET")
    seat = world.seat(ORGANISER)
    policy = world.ask(place, seat).headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    around = world.place("mail_organise.mail", "GET")
    policy = world.ask(around, seat).headers["Content-Security-Policy"]
    assert policy == f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


# Hosts


def test_another_host_is_refused(app: Flask, make: Make) -> None:
    make.edition()
    paths = ("/", "/2027/", "/en/mijn/link", "/bestaat-niet/", "/organisatie", "/static/css/werkplaats.css", "/healthz")
    for path, host in product(paths, (EVIL, f"127.0.0.1.{EVIL}", "127.0.0.1@evil", "")):
        answer = app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == 400, (path, host)
        assert EVIL not in answer.get_data(as_text=True)


def test_no_header_decides_where_pages_and_calendars_lead(app: Flask, make: Make) -> None:
    make.edition()
    browser = Browserless(app)
    lies = {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "Forwarded": f"host={EVIL};proto=https"}
    for path in ("/", "/2027/", "/2027/oogst", "/2027/programma.ics"):
        text = browser.get(path, headers=lies).text
        assert EVIL not in text
        assert "https://127.0.0.1" not in text


def test_no_header_decides_where_mails_lead(app: Flask, make: Make, post: Any) -> None:
    """Links in mails are made of SITE_URL: another host is refused, and what a proxy would say is not believed."""
    edition = make.edition()
    make.register(edition, "Fatima", "fatima@example.org")
    browser = Browserless(app)
    form = browser.get("/mijn/link")
    headers = {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "Forwarded": f"host={EVIL}"}
    browser.post("/mijn/link", {**form.form(), "email": "fatima@example.org"}, status=200, headers=headers)
    browser.post("/mijn/link", {**form.form(), "email": "fatima@example.org"}, status=400, headers={"Host": EVIL})
    letters = post.to("fatima@example.org")
    assert len(letters) == 2
    for letter in letters:
        assert EVIL not in letter.text + letter.html
        assert letter.personal_link.startswith(app.config["SITE_URL"])


# A real site, behind TLS


def ask(app: Flask, path: str, **options: Any) -> TestResponse:
    return app.test_client().get(path, base_url=SITE, **options)


def test_https_is_promised_for_a_year(https: Flask, make: Make) -> None:
    make.edition()
    for path in ("/", "/2027/programma", "/mijn/link", "/bestaat-niet/"):
        for answer in (ask(https, path), ask(https, path)):
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_command_prints_links_of_this_site(https: Flask) -> None:
    """The shell has no request; the link with which staff set their password leads to the site all the same."""
    said = https.test_cli_runner().invoke(organiser, ["add", "jan@example.org"]).output
    assert f"{https.config['SITE_URL']}/organisatie/wachtwoord/" in said


def test_the_session_cookie_belongs_to_this_host_alone(https: Flask, app: Flask) -> None:
    cookie = ask(https, "/mijn/link").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    parts = cookie.split("; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    demo = app.test_client().get("/mijn/link", base_url=app.config["SITE_URL"]).headers["Set-Cookie"]
    assert demo.startswith("werkplaats_session=")
    assert "HttpOnly" in demo
    assert "Secure" not in demo, "over plain http the browser would not send it back"


def test_only_the_site_itself_is_answered(https: Flask) -> None:
    assert ask(https, "/").status_code == 200
    for host in ("localhost", "127.0.0.1", "example.org", EVIL):
        assert ask(https, "/", headers={"Host": host}).status_code == 400


def test_the_proxy_is_believed_as_often_as_there_are_proxies(https: Flask, make: Make) -> None:
    """One proxy stands before it: what that one says counts, and not what a visitor said to the proxy."""
    make.edition()
    near = {"Host": "10.0.0.1:8000", "X-Forwarded-Host": "werkplaats.example.org", "X-Forwarded-Proto": "https"}
    assert https.test_client().get("/mijn/link", headers=near).status_code == 200
    far = {**near, "X-Forwarded-Host": f"werkplaats.example.org, {EVIL}"}
    assert https.test_client().get("/mijn/link", headers=far).status_code == 400


def test_every_form_can_be_sent_over_https(https: Flask, make: Make) -> None:
    """Over https the library that checks tokens also asks where a form came from."""
    edition = make.edition()
    browser = Browserless(https)
    assert browser.base_url == SITE
    form, from_the_form = browser.get("/2027/aanmelden"), {"Referer": f"{SITE}/2027/aanmelden"}
    answers = {**form.form(), "name": "Fatima", "email": "fatima@example.org", **ranks(*make.breakouts(edition))}
    assert "/2027/aanmelden/gelukt" in browser.post("/2027/aanmelden", answers, headers=from_the_form).location
    person = make.register(edition, "Bas", "bas@example.org")
    browser.get(person.link.replace(make.app.config["SITE_URL"], SITE), status=303)
    cancel = browser.get("/mijn/afzeggen").form("/afzeggen")
    browser.post("/mijn/afzeggen", cancel, headers={"Referer": f"{SITE}/mijn/afzeggen"})


def test_a_form_from_elsewhere_is_not_accepted_over_https(https: Flask, make: Make) -> None:
    person = make.register(make.edition(), "Bas", "bas@example.org")
    browser = Browserless(https)
    browser.get(person.link.replace(make.app.config["SITE_URL"], SITE), status=303)
    cancel = {**browser.get("/mijn/afzeggen").form("/afzeggen"), "csrf_token": "theirs"}
    browser.post("/mijn/afzeggen", cancel, status=400, headers={"Referer": f"https://{EVIL}/"})


# Too much


def test_a_request_that_is_too_large_is_refused_with_a_page(client: Browserless, make: Make) -> None:
    make.edition()
    page = client.post("/2027/aanmelden", {"name": "x" * (1024 * 1024 + 1)}, status=413)
    assert page.heading
    many = {f"field-{n}": "x" for n in range(2001)}
    assert client.post("/2027/aanmelden", many, status=413, content_type="multipart/form-data").heading


def test_a_file_is_where_it_is_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    for path in ("/static/../config.py", "/static/%2e%2e/config.py", "/static//etc/passwd", "/static/..%2fconfig.py"):
        assert app.test_client().get(path, base_url=app.config["SITE_URL"]).status_code in (404, 308)
