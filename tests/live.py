"""The product as it really runs: gunicorn and the worker as processes of their own, mail to a real SMTP server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TypeVar

from aiosmtpd.controller import Controller
from flask import Flask

from tests.make import Make
from tests.post import Letter
from werkplaats import schema, start
from werkplaats.application import create_app
from werkplaats.config import from_environment
from werkplaats.db import db

PATIENCE_SECONDS = 30

Found = TypeVar("Found")


class Live:
    """One instance of the product: its data, its processes, and the mail server it talks to."""

    def __init__(self, folder: Path, database_url: str, port: int, smtp: Controller) -> None:
        self.smtp = smtp
        self.port = port
        self.log = folder / "log.txt"
        self.environment = {
            **os.environ,
            "INSTANCE": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(port),
            "MAIL_SERVER": smtp.hostname,
            "MAIL_PORT": str(smtp.port),
            "MAIL_SECURITY": "none",
            "RATE_LIMITS": "off",
        }
        self.app: Flask = create_app(from_environment(self.environment))
        with self.app.app_context():
            schema.upgrade(db.engine)
        self.make = Make(self.app)
        self.address: str = self.app.config["SITE_URL"]
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    def start_web(self) -> None:
        self._start("web", (*start.WEB, "--bind", f"127.0.0.1:{self.port}"))
        soon(self._answers)

    def start_worker(self) -> None:
        self._start("worker", start.WORKER)

    def kill(self, name: str) -> None:
        """kill -9, the process and all that it started: no goodbye, nothing written down."""
        self._end(name, signal.SIGKILL)

    def stop(self) -> None:
        for name in list(self._running):
            self._end(name, signal.SIGTERM)
        with self.app.app_context():
            db.session.rollback()
            db.engine.dispose()

    def letters_to(self, email: str) -> list[Letter]:
        return [letter for letter in self.smtp.handler.letters() if email in letter.to]

    def letter_to(self, email: str, number: int = 1) -> Letter:
        """The n-th mail that arrives at this address; waits for it."""
        return soon(lambda: letters[number - 1] if len(letters := self.letters_to(email)) >= number else None)

    def _start(self, name: str, program: tuple[str, ...]) -> None:
        with self.log.open("ab") as output:
            self._running[name] = subprocess.Popen(
                [sys.executable, *program],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _end(self, name: str, how: signal.Signals) -> None:
        process = self._running.pop(name)
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.wait(timeout=PATIENCE_SECONDS)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def soon(look: Callable[[], Found | None], patience: float = PATIENCE_SECONDS) -> Found:
    """What `look` finds, as soon as it finds something; processes take their time."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found
