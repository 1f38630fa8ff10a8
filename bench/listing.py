"""The list of people who registered, for an organiser: what the server needs for a page, and how often it asks.

It is CPU, so that what else this machine does is not in it; SQLite works in this process, so nothing is left out.
"""

from __future__ import annotations

import time
from statistics import median
from typing import NamedTuple

from flask import Flask
from sqlalchemy import event

from bench.product import Environ, application, crowd, settings
from bench.settings import Settings, folder, in_own_process
from bench.table import Figure, Limit, Row, short
from tests.accounts import staff
from tests.page import Browserless
from werkplaats.db import db

SIZES = (1_000, 10_000)
LIST = "/organisatie/2027/aanmeldingen"
CASES = {"first page": "", "a name": "?search=mer+77", "last page, by organisation": "?sort=organisation&page=200"}
WITHIN = Limit(150, "ms")
WARM = 3


class Opened(NamedTuple):
    """Milliseconds of CPU of a request, and the questions that it asked the database."""

    ms: float
    queries: int


def measure(bench: Settings) -> list[Row]:
    found: dict[int, dict[str, Opened]] = {}
    for number, size in enumerate(SIZES):
        bench.progress.at(number / len(SIZES), f"a list of {short(size)} people")
        with folder() as here:
            found[size] = in_own_process(opened, settings(here), size, 5 * bench.runs)
    few, many = (found[size] for size in SIZES)
    people = f"{short(SIZES[0])} people"
    return [
        row
        for case in CASES
        for row in (
            Row(f"List of {short(SIZES[1])} people, {case}", Figure(many[case].ms, "ms"),
                Figure(few[case].ms, "ms", people), WITHIN),
            Row("… questions to the database", Figure(many[case].queries, ""), Figure(few[case].queries, "", people),
                Limit(1)),
        )
    ]  # fmt: skip


def opened(environ: Environ, size: int, times: int) -> dict[str, Opened]:
    """Open each page in this process, without a server in between."""
    app = application(environ)
    crowd(app, size)
    browser = staff.signed_in(app)
    return {case: cost_of(app, browser, LIST + address, times) for case, address in CASES.items()}


def cost_of(app: Flask, browser: Browserless, address: str, times: int) -> Opened:
    """What it costs this browser to open a page, in the middle of so many times."""
    asked = 0

    def count(*_what: object) -> None:
        nonlocal asked
        asked += 1

    def once() -> float:
        began = time.process_time()
        assert browser.http.get(address, base_url=browser.base_url).status_code == 200
        return 1000 * (time.process_time() - began)

    for _ in range(WARM):
        once()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    once()
    with app.app_context():
        event.remove(db.engine, "before_cursor_execute", count)
    return Opened(median(once() for _ in range(times)), asked)
