"""The task engine: Huey, one instance per application. It only wakes the worker and ticks; the tables are the truth.

It keeps its wakes where the data is: beside a SQLite database in a file of its own, and in PostgreSQL in a schema of
its own, where LISTEN and NOTIFY carry a wake to every machine. So one setting moves both.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
from flask import Flask, current_app
from huey import Huey, SqliteHuey, crontab
from huey.storage import PostgresStorage
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from werkplaats.config import Config
from werkplaats.db import session
from werkplaats.errors import ConfigError
from werkplaats.web.log import log

Work = Callable[[], None]

SCHEMA = "huey"
NAME = "werkplaats"
SECONDS_TO_CONNECT = 10
OUT_OF_ORDER = (sqlite3.Error, psycopg.Error)
"""What goes wrong when the engine's own tables cannot be used."""


def init_app(app: Flask, config: Config) -> None:
    """Make the engine. Only the worker gives it work to do, with `register`; the web process just wakes it."""
    huey = app.extensions["huey"] = _engine(config)
    app.extensions["wake"] = huey.task(name="wake")(_nothing)
    app.extensions["stop"] = threading.Event()


def make_ready(app: Flask) -> None:
    """Make the engine's own tables, if they are not there yet. Until a worker did so, there is nobody to wake."""
    try:
        app.extensions["huey"].storage.initialize_schema()
    except OUT_OF_ORDER as error:
        raise ConfigError(f"The task engine cannot use its tables: {str(error).strip().splitlines()[0]}") from error


def register(app: Flask, work: Work) -> Any:
    """Let the engine run `work` when woken and once a minute; returns the Huey instance to consume."""
    make_ready(app)
    huey = app.extensions["huey"]

    def run() -> None:
        with app.app_context():
            work()

    huey._registry.unregister(app.extensions["wake"].task_class)
    app.extensions["wake"] = huey.task(name="wake")(run)
    huey.periodic_task(crontab(minute="*"), name="sweep")(run)
    return huey


def wake_after_commit() -> None:
    """Ask that the worker is woken when the open transaction commits, and not when it fails."""
    session.info["wake"] = True


def stopping() -> bool:
    """Whether this process was told to stop: what takes long ends at the next moment where nothing is half done."""
    return bool(current_app.extensions["stop"].is_set())


def rest(time: timedelta) -> None:
    """Do nothing for a while, or until this process is told to stop."""
    current_app.extensions["stop"].wait(time.total_seconds())


@event.listens_for(Session, "after_commit")
def _wake(committed: Session) -> None:
    """A wake that nobody has taken yet comes after this commit too, so a thousand commits leave one.

    The commit is done: that nobody could be woken is no failure of what was saved, and the next minute looks anyway.
    """
    if not committed.info.pop("wake", False):
        return
    try:
        if current_app.extensions["huey"].pending_count() == 0:
            current_app.extensions["wake"]()
    except OUT_OF_ORDER as error:
        log.error("nobody woken", error=str(error))


@event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
    rolled_back.info.pop("wake", None)


def _engine(config: Config) -> Huey:
    """Of PostgreSQL nothing is asked yet: it may be out of reach while a command only wants to say so."""
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteHuey(NAME, filename=str(config.instance / "huey.sqlite"), fsync=False, results=False)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = partial(_connection, address)
    return Huey(NAME, storage_class=_InSchema, connection=connection, create_tables=False, results=False)


class _InSchema(PostgresStorage):  # type: ignore[misc]
    """Huey's tables in a schema of their own: our migrations never see tables that they did not make."""

    def initialize_schema(self) -> None:
        """Several processes that start at once make it one after another; each then finds it there."""
        with self.connection() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (SCHEMA,))
            if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
                connection.execute(f"CREATE SCHEMA {SCHEMA}")
            super().initialize_schema()


def _connection(address: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(address, autocommit=True, connect_timeout=SECONDS_TO_CONNECT)
    connection.execute(f"SET search_path TO {SCHEMA}")
    return connection


def _nothing() -> None:
    """Stands for the work in processes that only wake the worker."""
