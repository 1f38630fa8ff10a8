"""The task engine: Huey, one instance per application, with a file of its own beside the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from sqlalchemy import event
from sqlalchemy.orm import Session

from werkplaats.config import Config
from werkplaats.db import session
from werkplaats.web.log import log

Work = Callable[[], None]


def init_app(app: Flask, config: Config) -> None:
    """Make the engine. Only the worker gives it work to do, with `register`; the web process just wakes it."""
    huey = SqliteHuey("werkplaats", filename=str(config.instance / "huey.sqlite"), fsync=False, results=False)
    app.extensions["huey"] = huey
    app.extensions["wake"] = huey.task(name="wake")(_nothing)


def register(app: Flask, work: Work) -> Any:
    """Let the engine run `work` when woken and once a minute; returns the Huey instance to consume."""
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
    except sqlite3.Error as error:
        log.error("nobody woken", error=str(error))


@event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
    rolled_back.info.pop("wake", None)


def _nothing() -> None:
    """Stands for the work in processes that only wake the worker."""
