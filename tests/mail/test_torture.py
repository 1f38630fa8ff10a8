"""A thousand mails, workers that are killed again and again, and a mail server with the worst of days."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from tests.live import Live, soon
from tests.mail.nursery import Nursery
from tests.post import Box, Letter
from werkplaats import clock
from werkplaats.db import dialect, session, transaction
from werkplaats.invitations.steps import tell
from werkplaats.jobs.engine import make_ready
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.reasons import Reason
from werkplaats.registration.models import Registration

pytestmark = [pytest.mark.torture, pytest.mark.long]

BOTH = pytest.mark.parametrize("live", ["sqlite", "postgresql"], indirect=True)

MAILS, WORKERS = 1_000, 2
KILLS = {"sqlite": 150, "postgresql": 50}
TIMEOUT = 2
SEED = 20270318
GONE = {f"menigte.{n}@example.org" for n in range(0, MAILS, 25)}
"""Addresses that do not exist: no mail to them can ever arrive."""


class Arrived(NamedTuple):
    """One mail that the server took: which worker brought it, and what it was."""

    worker: int
    message_id: str
    uid: str
    sequence: str


class Nasty(Box):
    """Says yes to most, and to the others what mail servers say; and it may hang, or leave in mid-sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(SEED)
        self.said: Counter[str] = Counter()
        self.brought_by: list[int] = []

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in GONE:
            return self._say("550 5.1.1 No such user")
        what = self.chance.choices(("yes", "421", "452", "hang", "drop"), (80, 5, 8, 2, 5))[0]
        if what == "hang":
            self.said["hangs"] += 1
            await asyncio.sleep(2 * TIMEOUT)
        if what == "drop":
            self.said["drops"] += 1
            hang_up(server)
        if what in ("421", "452"):
            return self._say({"421": "421 4.3.2 Too busy", "452": "452 4.3.1 No room now"}[what])
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.chance.uniform(0, 0.08))
        if self.chance.random() < 0.04:
            self.said["drops"] += 1
            hang_up(server)
            return "451 Gone"
        self.brought_by.append(int(str(session.host_name).rpartition(".")[2]))
        await super().handle_DATA(server, session, envelope)
        return self._say("250 OK")

    def arrived(self) -> list[Arrived]:
        letters = [Letter(raw) for raw in self.box]
        return [
            Arrived(worker, letter.message["Message-ID"], letter.calendar_line("UID"), letter.calendar_line("SEQUENCE"))
            for worker, letter in zip(self.brought_by, letters, strict=True)
        ]

    def _say(self, answer: str) -> str:
        self.said[answer[:3]] += 1
        return answer


def hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


@pytest.fixture
def nursery(live: Live) -> Iterator[Nursery]:
    live.environment["MAIL_TIMEOUT"] = str(TIMEOUT)
    found = Nursery(live.environment, str(live.log))
    yield found
    found.close()


@BOTH
def test_every_mail_that_can_arrive_arrives_whatever_is_killed(live: Live, nursery: Nursery) -> None:
    server = live.smtp.handler = Nasty()
    live.make.crowd(live.make.edition("2027"), MAILS)
    with live.app.app_context(), transaction():
        tell(ids=list(session.scalars(select(Registration.id))))
    make_ready(live.app)  # whoever is killed at once leaves no tables to wake the others through
    chance, began = random.Random(SEED), time.monotonic()
    for _ in range(WORKERS):
        nursery.start()
    for n in range(kills(live)):
        time.sleep(chance.uniform(0.02, 0.35))
        nursery.kill_any(chance)
        if n % 4 == 0:
            hurry(live)
    killing = time.monotonic() - began
    soon(lambda: hurry(live, seconds=1.5) == 0, patience=600)
    nursery.stop_all()
    arrived = server.arrived()
    report(live, server, arrived, killing, time.monotonic() - began)

    with live.app.app_context():
        mails = session.execute(select(OutgoingMail.to_email, OutgoingMail.state, OutgoingMail.reason)).all()
    assert len(mails) == MAILS, "each was made once, whoever was killed while making it"
    assert {email for email, state, _ in mails if state == MailState.FAILED} == GONE
    assert {reason for _, state, reason in mails if state == MailState.FAILED} == {Reason.UNKNOWN_ADDRESS}
    assert {state for email, state, _ in mails if email not in GONE} == {MailState.SENT}
    assert len({mail.message_id for mail in arrived}) == MAILS - len(GONE)
    assert twice_without_a_kill(arrived, nursery.killed) == []


def twice_without_a_kill(arrived: list[Arrived], killed: set[int]) -> list[str]:
    """Every mail that came more than once though no kill explains it, or came as another one than before.

    A kill between the server's yes and our commit explains one more copy: then the first one is the last thing that
    this worker ever brought."""
    last_of = {mail.worker: n for n, mail in enumerate(arrived)}
    copies: dict[str, list[int]] = defaultdict(list)
    for n, mail in enumerate(arrived):
        copies[mail.message_id].append(n)
    wrong = [
        f"{id}: brought by {arrived[n].worker}, who lived on"
        for id, places in copies.items()
        for n in places[:-1]
        if arrived[n].worker not in killed or last_of[arrived[n].worker] != n
    ]
    events = {id: {(arrived[n].uid, arrived[n].sequence) for n in places} for id, places in copies.items()}
    wrong += [f"{id}: not the same event in every copy" for id, found in events.items() if len(found) != 1]
    if len({uid for found in events.values() for uid, _ in found}) != len(events):
        wrong.append("two mails about one event")
    return wrong


def kills(live: Live) -> int:
    with live.app.app_context():
        return KILLS[dialect()]


def hurry(live: Live, seconds: float = 0.3) -> int:
    """Let time pass for what waits to be tried again, and wake the workers; how many mails are not through yet.

    A lease is never shortened: it is what keeps two workers from sending the same mail."""
    with live.app.app_context():
        with transaction():
            waiting = OutgoingMail.state == MailState.WAITING
            session.execute(update(OutgoingMail).where(waiting).values(next_at=clock.now()))
        made = session.scalar(select(func.count()).select_from(OutgoingMail)) or 0
        left = session.scalar(select(func.count()).where(OutgoingMail.next_at.is_not(None))) or 0
        session.rollback()
        live.app.extensions["wake"]()
    time.sleep(seconds)
    return MAILS - made + left


def report(live: Live, server: Nasty, arrived: list[Arrived], killing: float, total: float) -> None:
    """The figures, for whoever reads the output of `make torture`."""
    with live.app.app_context():
        tries = Counter(session.scalars(select(OutgoingMail.tries)))
        name = session.get_bind().dialect.name
    twice = len(arrived) - len({mail.message_id for mail in arrived})
    lines = (
        f"{name}: {MAILS} mails, {WORKERS} workers, {KILLS[name]} kills in {killing:.0f} s",
        f"all through in {total:.0f} s",
        f"the server said {dict(server.said)}",
        f"{len(arrived)} arrived, {twice} of them a second time",
        f"mails by number of tries: {dict(sorted(tries.items()))}",
    )
    print("\n" + "\n  ".join(lines))  # noqa: T201
