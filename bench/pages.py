"""Public pages against a bare Flask app, and against the best peer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import NamedTuple

from bench import peers
from bench.load import Load, Task, Visitor, load
from bench.product import Product
from bench.server import Server
from bench.settings import Settings, folder
from bench.table import Figure, Limit, Row, pairs

CONNECTIONS = 8
PAGE = Limit(3)
UNCHANGED = Limit(1.5)
PAST_THE_MEMORY = "?made=anew"
"""A page with a query is never kept: this one is made for each request."""


class Case(NamedTuple):
    """One request, over and over; `limit` is about CPU against the bare app, `least` about the peer's speed."""

    job: str
    path: str
    limit: Limit | None = PAGE
    peer: Figure | None = None
    least: float = 20
    status: int = 200
    headers: Mapping[str, str] = {}


BARE = Case("Bare Flask app", "/")


def measure(settings: Settings) -> list[Row]:
    with ExitStack() as stack:
        here = stack.enter_context(folder())
        product = Product(here)
        ours = stack.enter_context(product.web())
        bare = stack.enter_context(Server("bench.bare:app", here, {}))
        rows: list[Row] = []
        cases = _cases(product, ours)
        for number, case in enumerate(cases):
            settings.progress.at(number / len(cases), case.job)
            rows += _compare(settings, bare, ours, case)
        return rows


def _cases(product: Product, ours: Server) -> list[Case]:
    paths = product.paths
    tag = Visitor(ours.port).get(paths.landing).headers["etag"]
    return [
        Case("Landing page", paths.landing, peer=peers.LANDING, least=10),
        Case("Programme", paths.programme, peer=peers.PROGRAMME),
        Case("Page of a speaker", paths.speaker, peer=peers.SPEAKER),
        Case("Page of an item", paths.item, peer=peers.PROGRAMME_PART),
        Case("Page of a breakout", paths.breakout, peer=peers.PROGRAMME_PART),
        Case("Programme as a calendar", paths.calendar, peer=peers.CALENDAR),
        Case("Programme as JSON", paths.schedule_json, peer=peers.SCHEDULE),
        Case("Programme as XML", paths.schedule_xml),
        Case("Harvest of a past edition", paths.harvest),
        Case("Landing page, unchanged (304)", paths.landing, UNCHANGED, status=304, headers={"If-None-Match": tag}),
        Case("Programme, made anew each time", paths.programme + PAST_THE_MEMORY, limit=None),
        Case("Form to register, made anew each time", paths.register, limit=None),
    ]


def _compare(settings: Settings, bare: Server, ours: Server, case: Case) -> list[Row]:
    """Warm both workers of the server, then let the two take turns."""
    _run(ours, case, settings.seconds / 3)
    turns = [(_run(bare, BARE, settings.seconds), _run(ours, case, settings.seconds)) for _ in range(settings.runs)]
    small, own = zip(*turns, strict=True)
    cpu = Row(
        f"{case.job}: CPU",
        Figure(_middle_cpu(own), "ms"),
        Figure(_middle_cpu(small), "ms", "bare app"),
        case.limit,
        pairs([run.cpu_ms for run in own], [run.cpu_ms for run in small]),
    )
    speed = Figure(median(run.per_second for run in own), "/s")
    return [cpu, Row(case.job, speed, case.peer, Limit(case.least, at_least=True) if case.peer else None)]


def _run(server: Server, case: Case, seconds: float) -> Load:
    return load(server, partial(_begin, server.port, case), CONNECTIONS, seconds)


def _begin(port: int, case: Case) -> Task:
    visitor = Visitor(port)
    return partial(visitor.send, visitor.request("GET", case.path, case.headers), case.status)


def _middle_cpu(runs: tuple[Load, ...]) -> float:
    return median(run.cpu_ms for run in runs)
