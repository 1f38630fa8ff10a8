"""The worker: what happens outside a request. It runs beside the web: `python -m werkplaats.worker`.

It is woken after every commit that asks for it, and once a minute. All it does is look what the tables say is
due, so it may be stopped or killed at any moment, and several may run.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from flask import Flask, current_app

from werkplaats.application import create_app
from werkplaats.breakouts import work as breakouts
from werkplaats.breakouts.offers import expire_offers
from werkplaats.db import session
from werkplaats.editions import work as editions
from werkplaats.errors import ConfigError
from werkplaats.files import remove_old_files
from werkplaats.invitations.actions import tell_due
from werkplaats.jobs import engine
from werkplaats.jobs.run import give_up_on_dead, run_all
from werkplaats.letters import work as letters
from werkplaats.letters.actions import queue_due_mails
from werkplaats.mail.delivery import deliver_all
from werkplaats.mail.transport import from_config
from werkplaats.notes import work as notes
from werkplaats.notes.note import work as note
from werkplaats.notes.note.actions import remind_before_deadline
from werkplaats.notes.work import index_the_rest
from werkplaats.organise import work as organise
from werkplaats.people import work as people
from werkplaats.people.desk import remind_speakers
from werkplaats.privacy import work as privacy
from werkplaats.privacy.work import retain_every_night
from werkplaats.registration import work as registration
from werkplaats.registration.actions import forget_forms
from werkplaats.registration.offers import pass_on_places
from werkplaats.web.log import log

TASKS_OF = (editions, people, breakouts, registration, letters, notes, note, privacy, organise)
"""Every module that does jobs: importing them here tells `jobs.run` their names."""

SECONDS_TO_FINISH = 8


def deliver() -> int:
    config = current_app.config["WERKPLAATS"]
    return deliver_all(partial(from_config, config), config.mail_rate)


class Part:
    """One kind of work, in one thread at a time. Who asks meanwhile makes it look once more afterwards."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._wanted = False
        self._busy = Lock()

    def run(self) -> None:
        self._wanted = True
        while self._wanted and self._busy.acquire(blocking=False):
            try:
                self._wanted = False
                self._run_once()
            finally:
                self._busy.release()

    def _run_once(self) -> None:
        """Whatever goes wrong in one part must not stop the others; the next minute tries again."""
        try:
            self._work()
        except Exception:
            session.rollback()
            log.error("work failed", part=self._work.__name__, trace=traceback.format_exc())


WORK = (
    expire_offers, pass_on_places, tell_due, queue_due_mails, remind_speakers, remind_before_deadline, deliver,
    retain_every_night, run_all, give_up_on_dead, remove_old_files, forget_forms, index_the_rest,
)  # fmt: skip
"""What is looked at, in this order."""


def consumer_of(app: Flask) -> Any:
    """What runs WORK for this application, with a thread for each part: a long job never delays a mail."""
    parts = [Part(work) for work in WORK]

    def work() -> None:
        for part in parts:
            part.run()

    huey = engine.register(app, work)
    consumer = huey.create_consumer(
        workers=len(parts), max_delay=1, graceful_signal="TERM", shutdown_timeout=SECONDS_TO_FINISH
    )
    app.extensions["stop"] = consumer.stop_flag
    return consumer


def main() -> int:
    """0 when somebody stopped it, 2 when it could not start."""
    try:
        consumer = consumer_of(create_app())
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    consumer.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
