"""What `make run` calls: see that all is there, start web and worker, say where to click, end both.

It runs the same two programs as real use does, as its children. When one of them dies, or somebody stops this
one, both end.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from werkplaats import schema
from werkplaats.application import create_app
from werkplaats.config import Config, from_environment
from werkplaats.db import db
from werkplaats.demo import guide
from werkplaats.demo import queries as demo
from werkplaats.demo.cli import load
from werkplaats.errors import ConfigError

Child = subprocess.Popen[bytes]
Children = dict[str, Child]

HERE = "127.0.0.1"
SECONDS_TO_ANSWER = 60
SECONDS_TO_END = 12
LINES_OF_LOG = 12

WEB = (
    "-m", "gunicorn", "werkplaats.application:create_app()", "--worker-class", "gthread", "--workers", "2",
    "--threads", "4", "--graceful-timeout", "5", "--no-control-socket", "--forwarder-headers", "",
    "--log-level", "warning",
)  # fmt: skip
WORKER = ("-m", "werkplaats.worker")
STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """The message is a sentence that says what is in the way."""


class Stop:
    """Whether somebody said stop. No `Event`: on its lock, two signals at once wait for each other forever."""

    def __init__(self) -> None:
        self.said = False

    def say(self, *_: object) -> None:
        self.said = True

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self.said


def main() -> int:
    """0 when somebody stopped it, 1 when a process died, 2 when it could not start."""
    os.environ.setdefault("DEMO_STARTED", str(time.time()))
    try:
        config = from_environment()
        _refuse_port_in_use(config.port)
        app = create_app(config)
        _prepare(app, config)
        with _told_to_stop() as stop, _children() as children:
            return _run(app, config, stop, children)
    except (CannotStart, ConfigError) as error:
        click.echo(f"Werkplaats cannot start. {error}", err=True)
        return 2
    except KeyboardInterrupt:
        click.echo("\nStopped before it was ready.", err=True)
        return 0


def _refuse_port_in_use(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError as error:
            sentence = f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT={port + 1} make run"
            raise CannotStart(sentence) from error


def _prepare(app: Flask, config: Config) -> None:
    """Bring the tables up to date and, the first time, fill them with the demo."""
    try:
        with app.app_context():
            if not schema.is_current(db.engine):
                schema.upgrade(db.engine)
            if demo.is_wanted():
                load()
    except CommandError as error:
        raise CannotStart(f"The database {_name_of(config)} was made by a newer Werkplaats ({error}).") from error
    except DBAPIError as error:
        raise CannotStart(f"The database {_name_of(config)} cannot be used: {_reason(error)}.") from error


def _name_of(config: Config) -> str:
    return make_url(config.database_url).render_as_string(hide_password=True)


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")


@contextmanager
def _told_to_stop() -> Iterator[Stop]:
    """Set by Ctrl-C, by a polite kill and by a terminal that closes, unless nohup says to outlive it."""
    stop = Stop()
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    heard = STOPPERS[:-1] if outlives else STOPPERS
    before = {number: signal.signal(number, stop.say) for number in heard}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children() -> Iterator[Children]:
    """The started processes by name. Whatever happens, they and their own children are gone afterwards."""
    children: Children = {}
    try:
        yield children
    finally:
        for child in children.values():
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_END
        for child in children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            _signal(child, signal.SIGKILL)
            child.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    """To the child and to all that it started itself."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _start(program: tuple[str, ...], log: Path) -> Child:
    """In a group of its own, so that Ctrl-C reaches this process alone and the children end in good order."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *program], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def _run(app: Flask, config: Config, stop: Stop, children: Children) -> int:
    """The web comes first: people wait for it, and two programs that start at once take twice as long."""
    log = config.instance / "werkplaats.log"
    children["web"] = _start((*WEB, "--bind", f"{HERE}:{config.port}"), log)
    _wait_for_answer(config, children["web"], stop)
    if not stop.said and children["web"].poll() is None:
        children["worker"] = _start(WORKER, log)
        click.echo(_welcome(app, config, log))
    dead = _wait_for_death(children, stop)
    if dead is None:
        click.echo("\nStopping.")
        return 0
    click.echo(_obituary(dead, children[dead], log), err=True)
    return 1


def _wait_for_answer(config: Config, web: Child, stop: Stop) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not _answers(config) and not stop.said and web.poll() is None:
        if time.monotonic() > deadline:
            raise CannotStart(f"The web process does not answer after {SECONDS_TO_ANSWER} seconds.")
        stop.wait(0.1)


def _answers(config: Config) -> bool:
    connection = http.client.HTTPConnection(HERE, config.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": config.host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_death(children: Children, stop: Stop) -> str | None:
    """The name of the first child that ended by itself; None when we were told to stop."""
    while not stop.wait(0.2):
        for name, child in children.items():
            if child.poll() is not None:
                return name
    return None


def _obituary(name: str, child: Child, log: Path) -> str:
    last = log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:]
    return "\n".join((f"The {name} ended by itself ({child.returncode}). The last lines of {log}:", *last))


def _welcome(app: Flask, config: Config, log: Path) -> str:
    with app.app_context():
        lines = [*guide.lines(), *_where_things_land(config, log)]
    width = max(len(what) for what, _ in lines)
    table = [f"  {what:{width}}  {where}" for what, where in lines]
    return "\n".join(("", "Werkplaats is running.", "", *table, "", "Ctrl-C stops it; your data stays."))


def _where_things_land(config: Config, log: Path) -> list[tuple[str, str]]:
    mails = f"{config.mail_folder}{os.sep}" if config.mail_folder else f"the mail server {config.mail_server}"
    return [("Mails go to", mails), ("Log", str(log))]


if __name__ == "__main__":
    sys.exit(main())
