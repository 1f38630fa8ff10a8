"""What must survive when many come at once and processes die without a word; real processes, both databases."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier, Event
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from justhtml import JustHTML
from sqlalchemy import select

from tests.live import Live, soon
from tests.page import values_of
from tests.post import Box
from werkplaats.breakouts import actions as plans
from werkplaats.breakouts.models import Plan
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.jobs.run import run_all
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.registration import seats
from werkplaats.registration.models import Registration, RegistrationState

pytestmark = pytest.mark.torture

BOTH = pytest.mark.parametrize("live", ["sqlite", "postgresql"], indirect=True)


class Client:
    """A visitor with a cookie jar, over the wire."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=120) as answer:
            return str(answer.read().decode())

    def register(self, path: str, form: dict[str, Any]) -> tuple[int, str]:
        """Status and page after sending the form, redirects followed."""
        try:
            with self.opener.open(Request(self.address + path, urlencode(form).encode()), timeout=120) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def form(self, path: str) -> dict[str, Any]:
        return values_of(JustHTML(self.get(path), sanitize=False).query("main form")[0])


@BOTH
@pytest.mark.parametrize(("people", "places"), [(200, 10)])
def test_many_at_once_for_the_last_places(live: Live, people: int, places: int) -> None:
    """Who comes first has a place, who comes next waits, in the order in which they came, and everyone has one mail."""
    edition = live.make.edition("2027", capacity=places)
    live.start()
    ready = Barrier(people)

    def one(n: int) -> str:
        client = Client(live.address)
        form = {**client.form("/2027/aanmelden"), "name": f"Deelnemer {n}", "email": f"deelnemer.{n}@example.org"}
        ready.wait(timeout=300)
        status, page = client.register("/2027/aanmelden", form)
        return f"{status} {'waits' if 'Alle plekken zijn bezet' in page else 'has a place'}"

    with ThreadPoolExecutor(people) as pool:
        outcomes = Counter(pool.map(one, range(people)))
    assert outcomes == {"200 has a place": places, "200 waits": people - places}
    _wait_for(live, people)
    with live.app.app_context():
        committed = list(session.scalars(select(Registration).order_by(Registration.id)))
        waiting = list(session.scalars(seats.line(edition)))
    assert committed[places:] == waiting, "the row is made under the lock, so its number tells who came first"
    assert {r.state for r in committed[:places]} == {RegistrationState.REGISTERED}
    letters = live.smtp.handler.letters()
    numbers = {letter.to: re.findall(r"nummer (\d+)", letter.text) for letter in letters}
    assert [numbers[f"{r.name} <{r.email}>"] for r in waiting] == [[str(n)] for n in range(1, len(waiting) + 1)]
    assert Counter(letter.ics is not None for letter in letters) == {True: places, False: people - places}


@BOTH
def test_publishing_for_a_thousand_disturbs_nobody_who_registers(live: Live) -> None:
    edition = live.make.edition("2027", places=140)
    live.make.crowd(edition, 1000)
    live.start_web()
    with live.app.app_context():
        plans.draft_plan(edition, "user:1")
        run_all()
        plan_id = session.scalars(select(Plan.id)).one()
    published = Event()

    def keep_registering(visitor: int) -> list[int]:
        answers: list[int] = []
        while not (answers and published.is_set()):
            client, person = Client(live.address), f"nieuw.{visitor}.{len(answers)}@example.org"
            form = {**client.form("/2027/aanmelden"), "name": "Nieuw", "email": person}
            answers.append(client.register("/2027/aanmelden", form)[0])
        return answers

    with ThreadPoolExecutor(4) as pool:
        visitors = [pool.submit(keep_registering, n) for n in range(4)]
        try:
            told = _publish(live, plan_id)
        finally:
            published.set()
        answers = [answer for visitor in visitors for answer in visitor.result()]
    assert told == 1000
    assert set(answers) == {200}


def _publish(live: Live, plan_id: int) -> int:
    """Who registers makes the draft stale, rightly; here it is the lock that is looked at, so the draft is refreshed
    in the same breath as an organiser would: read the stamp as it is, and publish."""
    with live.app.app_context():
        for _ in range(50):
            with transaction():
                plan = session.get_one(Plan, plan_id)
                plan.input_stamp = session.get_one(Edition, plan.edition_id).input_stamp
            try:
                return plans.publish_plan(plan_id, "user:1").changed
            except Refused:
                continue
    raise AssertionError("there was never a moment to publish")


class Hesitant(Box):
    """A mail server that takes its time before it says yes."""

    def __init__(self) -> None:
        super().__init__()
        self.hesitates = True
        self.asked = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.asked += 1
        while self.hesitates:
            await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


@BOTH
def test_a_worker_killed_between_claim_and_send_sends_it_when_it_is_back(live: Live) -> None:
    live.environment["MAIL_TIMEOUT"] = "1"
    handler = live.smtp.handler = Hesitant()
    person = live.make.register(live.make.edition("2027"))
    live.start_worker()
    soon(lambda: _states(live) == {MailState.SENDING})
    live.kill("worker")
    assert _states(live) == {MailState.SENDING}, "the row still says that somebody is sending"
    handler.hesitates = False
    handler.box.clear()

    live.start_worker()
    letter = soon(lambda: live.letters_to(person.email), patience=120)[0]
    assert letter.calendar_line("SEQUENCE") == "0"
    soon(lambda: _states(live) == {MailState.SENT})
    assert len(handler.box) == 1


@BOTH
def test_a_web_process_killed_after_its_answer_has_lost_nothing(live: Live) -> None:
    live.make.edition("2027")
    for n in range(4):
        live.start_web()
        client = Client(live.address)
        form = {**client.form("/2027/aanmelden"), "name": f"Deelnemer {n}", "email": f"deelnemer.{n}@example.org"}
        status, _ = client.register("/2027/aanmelden", form)
        live.kill("web")
        assert status == 200
    with live.app.app_context():
        assert session.query(Registration).count() == 4
    live.start_worker()
    _wait_for(live, 4)
    assert {letter.to for letter in live.smtp.handler.letters()} == {
        f"Deelnemer {n} <deelnemer.{n}@example.org>" for n in range(4)
    }


def _wait_for(live: Live, letters: int) -> None:
    soon(lambda: len(live.smtp.handler.box) >= letters)


def _states(live: Live) -> set[MailState]:
    with live.app.app_context():
        return {state for (state,) in session.query(OutgoingMail.state)}
