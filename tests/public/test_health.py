"""What watches the machine is told: alive, ready, and if not, why not."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from tests.make import Make
from tests.page import Browserless
from werkplaats.db import db
from werkplaats.public.health import NEWEST


def test_alive_asks_nothing(client: Browserless) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_ready_tells_the_age_of_the_oldest_unsent_mail(client: Browserless, make: Make) -> None:
    assert client.get("/readyz").response.json == {"ready": True, "oldest_unsent_mail_seconds": None}


def test_ready_says_when_the_tables_are_of_another_version(app: Flask, client: Browserless) -> None:
    write(app, "UPDATE alembic_version SET version_num = '0000'")
    try:
        body = client.get("/readyz", status=503).response.json
        assert body == {"ready": False, "reason": f"The database is at migration 0000; this version needs {NEWEST}."}
    finally:
        write(app, f"UPDATE alembic_version SET version_num = '{NEWEST}'")


def test_ready_says_when_there_are_no_tables(app: Flask, client: Browserless) -> None:
    write(app, "ALTER TABLE alembic_version RENAME TO elsewhere")
    try:
        body = client.get("/readyz", status=503).response.json or {}
        assert body["reason"].startswith("The database cannot be reached")
        assert client.get("/healthz").status == 200
    finally:
        write(app, "ALTER TABLE elsewhere RENAME TO alembic_version")


def write(app: Flask, statement: str) -> None:
    with app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))
