"""A plan for a whole edition in the database: making a draft, and publishing it while others register."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from bench.product import Environ, application, crowd, settings
from bench.settings import Settings, folder, in_own_process
from bench.table import Figure, Limit, Row, short
from werkplaats import audit
from werkplaats.breakouts import actions, queries
from werkplaats.breakouts import work as solving
from werkplaats.db import db
from werkplaats.jobs import run

SIZES = (1_000, 10_000)
DRAFT = {10_000: Limit(5, "s")}
LOCK = {1_000: Limit(1, "s")}
MEMORY = {10_000: Limit(300, "MB")}
TASKS_OF = (solving,)
"""Importing it tells `jobs.run` who makes drafts."""


class Planned(NamedTuple):
    """Seconds, and MB at the highest; a lock is what everyone else who wants to write waits for."""

    draft: float
    draft_lock: float
    publishing_lock: float
    memory: float


class Locks:
    """How long each transaction held the write lock, in seconds."""

    def __init__(self) -> None:
        self.held: list[float] = []
        self._since: float | None = None

    def begun(self, connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            self._since = time.perf_counter()

    def ended(self, _session: Session) -> None:
        if self._since is not None:
            self.held.append(time.perf_counter() - self._since)
            self._since = None


def measure(bench: Settings) -> list[Row]:
    rows: list[Row] = []
    for number, size in enumerate(SIZES):
        bench.progress.at(number / len(SIZES), f"planning for {short(size)} people")
        with folder() as here:
            rows += _rows(size, in_own_process(plan, settings(here), size))
    return rows


def _rows(size: int, planned: Planned) -> list[Row]:
    people = f"{short(size)} people"
    return [
        Row(f"Draft for {people}: read, solve, explain, write", Figure(planned.draft, "s"), limit=DRAFT.get(size)),
        Row("… longest write lock", Figure(planned.draft_lock, "s")),
        Row("… most memory of the worker", Figure(planned.memory, "MB"), limit=MEMORY.get(size)),
        Row(f"Publishing for {people}: write lock", Figure(planned.publishing_lock, "s"), limit=LOCK.get(size)),
    ]


def plan(environ: Environ, size: int) -> Planned:
    """Do what the organiser and the worker do, in this process."""
    app = application(environ)
    edition_id = crowd(app, size)
    with app.app_context():
        actions.draft_plan(edition_id, audit.OPERATOR)
        began = time.perf_counter()
        with _watched() as locks:
            run.run_all()
        draft, draft_lock = time.perf_counter() - began, max(locks.held)
        [made] = queries.plans(edition_id)
        with _watched() as locks:
            told = actions.publish_plan(made.id, audit.OPERATOR)
        assert told.changed == size, "the first plan is news for everyone"
    return Planned(draft, draft_lock, max(locks.held), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@contextmanager
def _watched() -> Iterator[Locks]:
    """Our listener stands behind the product's, which takes the lock."""
    locks = Locks()
    listeners: list[tuple[Any, str, Any]] = [
        (db.engine, "begin", locks.begun),
        (Session, "after_commit", locks.ended),
        (Session, "after_rollback", locks.ended),
    ]
    for listener in listeners:
        event.listen(*listener)
    try:
        yield locks
    finally:
        for listener in listeners:
            event.remove(*listener)
