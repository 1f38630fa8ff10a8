"""Confirmations with their calendar: making them, and sending them from the outbox to a mail server nearby."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from bench.product import Environ, application, crowd, settings
from bench.server import memory_of
from bench.settings import Settings, folder, in_own_process
from bench.table import Figure, Limit, Row, short
from werkplaats import worker
from werkplaats.db import session, transaction
from werkplaats.invitations.actions import tell_due
from werkplaats.invitations.steps import tell
from werkplaats.registration.models import Registration

MAILS, MAILS_IN_FULL = 300, 10_000
LEAST = Limit(50, "/s", at_least=True)
FLAT = Limit(10, "MB")


class Part(NamedTuple):
    per_second: float
    cpu_ms: float


class Mailed(NamedTuple):
    """`grown` is how much memory the second half of the sending took, in MB."""

    making: Part
    sending: Part
    grown: float


class Sink:
    """Accepts every mail and counts it."""

    def __init__(self) -> None:
        self.accepted = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
        self.accepted += 1
        return "250 OK"


def measure(bench: Settings) -> list[Row]:
    number = MAILS_IN_FULL if bench.full else MAILS
    bench.progress.at(0, f"mailing {short(number)} people")
    with folder() as here, _sink(number) as port:
        server = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), "MAIL_SECURITY": "none"}
        done = in_own_process(mail, settings(here, **server), number)
    return [
        Row("Making a confirmation with its calendar", Figure(done.making.per_second, "/s")),
        Row("… CPU of the worker", Figure(done.making.cpu_ms, "ms")),
        Row("Sending it to a mail server", Figure(done.sending.per_second, "/s"), limit=LEAST),
        Row("… CPU of the worker", Figure(done.sending.cpu_ms, "ms")),
        Row(f"… memory grown over the last {short(number // 2)} mails", Figure(done.grown, "MB"), limit=FLAT),
    ]


def mail(environ: Environ, number: int) -> Mailed:
    """Do what the worker does after that many registrations. Half of the mails warm it up, the others count."""
    app = application(environ)
    edition_id = crowd(app, number)
    with app.app_context():
        ids = list(session.scalars(select(Registration.id).where(Registration.edition_id == edition_id)))
        _make_and_send(ids[: number // 2])
        before = memory_of(os.getpid()).rss
        making, sending = _make_and_send(ids[number // 2 :])
        return Mailed(making, sending, memory_of(os.getpid()).rss - before)


def _make_and_send(ids: list[int]) -> tuple[Part, Part]:
    with transaction():
        tell(ids=ids)
    return _timed(tell_due, len(ids)), _timed(worker.deliver, len(ids))


def _timed(work: Callable[[], int], expected: int) -> Part:
    began, cpu = time.perf_counter(), time.process_time()
    done = work()
    assert done == expected, f"{done} instead of {expected}"
    return Part(done / (time.perf_counter() - began), (time.process_time() - cpu) * 1000 / done)


@contextmanager
def _sink(number: int) -> Iterator[int]:
    """A mail server in a process of its own; in the end it must have accepted that many mails."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    theirs.close()
    try:
        yield ours.recv()
        ours.send("how many?")
        accepted = ours.recv()
        assert accepted == number, f"{accepted} mails arrived instead of {number}"
    finally:
        process.terminate()
        process.join()


def _serve(connection: Connection) -> None:
    asyncio.run(_accept(connection))


async def _accept(connection: Connection) -> None:
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), "127.0.0.1", 0)
    connection.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(connection.recv)
    connection.send(sink.accepted)
