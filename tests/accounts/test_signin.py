"""Staff sign in, forget their password, are guessed at, and sign out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from werkplaats import clock
from werkplaats.accounts.cli import organiser
from werkplaats.accounts.models import SignInAttempt, User
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.mail.models import OutgoingMail

pytestmark = POSTGRESQL_LATER


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(app: Flask, client: Browserless) -> None:
    staff.add(app)
    page = client.follow(client.get("/en/organisatie", status=302))
    assert page.heading == "Sign in as organiser"
    answer = client.send(page, "inloggen", status=302, email=" Anna@Example.org ", password=staff.PASSWORD)
    assert answer.location == "/en/organisatie"
    assert client.follow(answer).heading == "Organise"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app: Flask, client: Browserless) -> None:
    staff.add(app)
    wrong = staff.sign_in(client, password="not the right one", status=200)
    unknown = staff.sign_in(client, "nobody@example.org", status=200)
    assert "do not belong together" in wrong.main
    assert wrong.main == unknown.main
    client.get("/en/organisatie", status=302)


def test_an_account_that_was_switched_off_cannot_sign_in(app: Flask, client: Browserless) -> None:
    user_id = staff.add(app)
    with app.app_context():
        session.get_one(User, user_id).active = False
        session.commit()
    assert "do not belong together" in staff.sign_in(client, status=200).main


def test_empty_fields_say_what_to_do(client: Browserless) -> None:
    page = client.send(client.get("/en/organisatie/inloggen"), "inloggen", status=200)
    assert page.title.startswith("Error:")
    assert "Fill in your mail address." in page.main and "Fill in your password." in page.main


def test_an_old_token_shows_the_form_again_with_what_was_typed(app: Flask, client: Browserless) -> None:
    staff.add(app)
    page = client.send(
        client.get("/en/organisatie/inloggen"), "inloggen", status=200,
        email="anna@example.org", password=staff.PASSWORD, csrf_token="old",
    )  # fmt: skip
    assert "open for a long time" in page.main
    assert page.form("inloggen")["email"] == "anna@example.org"
    client.get("/en/organisatie", status=302)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "///evil.example",
        "javascript:alert(1)",
        " //evil.example",
    ],  # fmt: skip
)
def test_signing_in_never_leads_elsewhere(app: Flask, client: Browserless, target: str) -> None:
    staff.add(app)
    asked = client.http.get("/en/organisatie/inloggen", query_string={"next": target}, base_url=client.base_url)
    assert (asked.status_code, asked.location) == (302, "/en/organisatie/inloggen")
    page = client.get("/en/organisatie/inloggen")
    answer = client.send(page, "inloggen", status=302, email="anna@example.org", password=staff.PASSWORD, next=target)
    assert answer.location == "/en/organisatie/inloggen"


def test_signing_out_takes_a_token(app: Flask) -> None:
    browser = staff.signed_in(app)
    browser.get("/organisatie/uitloggen/", status=404)  # asking for it is no way to do it
    page = browser.post("/en/organisatie/uitloggen", {}, status=200)
    assert page.heading == "Sign out"
    browser.send(page, "uitloggen", status=302)
    browser.get("/en/organisatie", status=302)


class TestGuessing:
    def test_the_eleventh_try_on_one_account_must_wait(self, app: Flask, client: Browserless) -> None:
        staff.add(app)
        for _ in range(10):
            staff.sign_in(client, password="a guess", status=200)
        page = staff.sign_in(client, status=429)
        assert "Wait fifteen minutes" in page.main
        assert page.headers["Retry-After"] == "900"
        with clock.standing_at(clock.now() + timedelta(minutes=16)):
            staff.sign_in(client)

    def test_unknown_accounts_are_counted_alike(self, client: Browserless) -> None:
        for _ in range(10):
            staff.sign_in(client, "nobody@example.org", status=200)
        staff.sign_in(client, "nobody@example.org", status=429)

    def test_one_account_written_in_many_ways_is_one_account(self, app: Flask, client: Browserless) -> None:
        staff.add(app)
        for n in range(10):
            staff.sign_in(client, "\0" * n + " Anna@Example.org", "a guess", status=200)
        staff.sign_in(client, "\0" * 10 + "anna@example.org", status=429)

    def test_one_network_address_cannot_try_many_accounts(self, client: Browserless) -> None:
        for n in range(30):
            staff.sign_in(client, f"nobody{n}@example.org", status=200)
        staff.sign_in(client, "nobody99@example.org", status=429)

    def test_many_tries_at_once_are_counted_one_by_one(self, app: Flask) -> None:
        browsers = [Browserless(app) for _ in range(16)]
        forms = [browser.get("/en/organisatie/inloggen").form("inloggen") for browser in browsers]

        def guess(browser: Browserless, form: dict[str, str]) -> int:
            answers = {**form, "email": "nobody@example.org", "password": "a guess"}
            return browser.http.post("/en/organisatie/inloggen", data=answers, base_url=browser.base_url).status_code

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(guess, browsers, forms))
        assert (answers.count(200), answers.count(429)) == (10, 6)

    def test_signing_in_forgives_earlier_mistakes(self, app: Flask, client: Browserless) -> None:
        staff.add(app)
        for _ in range(9):
            staff.sign_in(client, password="a guess", status=200)
        staff.sign_in(client)
        with app.app_context():
            assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 9  # those of the network address
            assert session.scalar(select(AuditEntry.verb).order_by(AuditEntry.id.desc())) == "account.sign_in"

    def test_the_table_names_nobody(self, app: Flask, client: Browserless) -> None:
        staff.sign_in(client, "nobody@example.org", status=200)
        with app.app_context():
            assert all(re.fullmatch("[0-9a-f]{32}", row.subject) for row in session.scalars(select(SignInAttempt)))


class TestForgottenPassword:
    @pytest.fixture
    def link(self, app: Flask, client: Browserless) -> str:
        staff.add(app)
        self.ask(client)
        with app.app_context():
            mail = session.scalars(select(OutgoingMail)).one()
            found = re.search(r"http://127\.0\.0\.1:8000(\S+/wachtwoord/\S+)", mail.text)
            assert found and found[1] in mail.html and mail.secret
        return found[1]

    def ask(self, browser: Browserless, email: str = "anna@example.org") -> Any:
        return browser.send(browser.get("/en/organisatie/wachtwoord"), "wachtwoord", status=200, email=email)

    def test_a_stranger_gets_the_same_answer_and_no_mail(self, app: Flask, client: Browserless) -> None:
        staff.add(app)
        known = self.ask(client).main
        assert "a mail with a link is on its way" in known
        assert self.ask(client, "nobody@example.org").main == known
        with app.app_context():
            assert session.scalars(select(OutgoingMail.to_email)).all() == ["anna@example.org"]
            assert session.scalars(select(User.email)).all() == ["anna@example.org"]

    def test_the_link_sets_a_password_and_ends_every_login(self, app: Flask, client: Browserless, link: str) -> None:
        elsewhere = Browserless(app)
        staff.sign_in(elsewhere)
        client.get(link)  # a scanner looks first
        page = client.send(client.get(link), status=302, password="een heel nieuw wachtwoord")
        assert "Your new password is set" in client.follow(page).main
        elsewhere.get("/en/organisatie", status=302)
        staff.sign_in(client, status=200)
        staff.sign_in(client, password="een heel nieuw wachtwoord")
        with app.app_context():
            assert [m.kind for m in session.scalars(select(OutgoingMail))] == ["account_reset", "account_changed"]
            assert "account.password" in session.scalars(select(AuditEntry.verb)).all()

    def test_the_link_works_once(self, client: Browserless, link: str) -> None:
        client.send(client.get(link), status=302, password="een heel nieuw wachtwoord")
        page = client.follow(client.get(link, status=302))
        assert "This link does not work any more" in page.main

    def test_the_link_dies_after_a_day(self, client: Browserless, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
        later = clock.now().timestamp() + 25 * 3600
        monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _self: int(later))
        assert "This link is too old" in client.follow(client.get(link, status=302)).main

    def test_a_short_password_is_explained(self, client: Browserless, link: str) -> None:
        page = client.send(client.get(link), status=200, password="kort")
        assert "at least 12 characters" in page.main and page.title.startswith("Error:")

    def test_one_account_gets_ten_mails_at_most(self, app: Flask, client: Browserless) -> None:
        staff.add(app)
        for _ in range(10):
            self.ask(client)
        client.send(client.get("/en/organisatie/wachtwoord"), "wachtwoord", status=429, email="anna@example.org")


def command(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(organiser, words)


class TestCommands:
    def test_add_prints_a_link_that_sets_the_password(self, app: Flask, client: Browserless) -> None:
        result = command(app, "add", "New@Example.org", "--name", "Nieuw")
        address = result.output.split()[-1]
        assert address.startswith("http://127.0.0.1:8000/organisatie/wachtwoord/")
        client.send(client.get(address), status=302, password="een heel nieuw wachtwoord")
        staff.sign_in(client, "new@example.org", "een heel nieuw wachtwoord")
        listed = command(app, "list").output
        assert listed.split() == ["new@example.org", "Nieuw", "admin"]

    def test_add_makes_an_existing_one_admin_and_keeps_the_password(self, app: Flask, client: Browserless) -> None:
        staff.add(app, admin=False)
        command(app, "add", "anna@example.org")
        staff.sign_in(client)
        with app.app_context():
            assert session.scalars(select(User)).one().is_admin

    def test_what_is_no_address_is_refused(self, app: Flask) -> None:
        assert command(app, "add", "anna").exit_code == 2


def test_public_pages_do_not_touch_the_session(app: Flask, make: Make) -> None:
    make.edition()
    page = staff.signed_in(app).get("/en/2027/")
    assert "Cookie" not in page.headers.get("Vary", "") and "Set-Cookie" not in page.headers
