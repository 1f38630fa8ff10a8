"""The smallest honest form to register with: the measure of our own.

One file of Flask and Flask-WTF: the same fields and checks, and the same rows in one transaction that survives a
power cut. It has no layout, no languages, no page in another state, no mail.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
from flask import Flask, redirect, render_template_string, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length

PERSPECTIVES = [
    (name, name.replace("_", " ").capitalize())
    for name in (
        "", "resident", "volunteer", "professional", "policy_maker", "administrator", "education", "researcher", "other"
    )
]  # fmt: skip
BREAKOUTS = [("", "No choice"), ("1", "Security"), ("2", "Inclusion"), ("3", "Cohesion"), ("4", "Empowerment")]

ROUNDS = [("1", "Round 1"), ("2", "Round 2")]

TABLES = (
    "CREATE TABLE IF NOT EXISTS edition (id INTEGER PRIMARY KEY, input_stamp INTEGER NOT NULL)",
    """CREATE TABLE IF NOT EXISTS registration (
    id {id}, public_id TEXT NOT NULL UNIQUE, email_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    email TEXT NOT NULL, perspective TEXT, organisation TEXT NOT NULL, created_at TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS preference (
    id {id}, registration_id INTEGER NOT NULL REFERENCES registration, breakout_id INTEGER NOT NULL,
    rank INTEGER NOT NULL, UNIQUE (registration_id, breakout_id), UNIQUE (registration_id, rank))""",
    """CREATE TABLE IF NOT EXISTS audit (
    id {id}, at TEXT NOT NULL, verb TEXT NOT NULL, registration_id INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS calendar (
    id {id}, registration_id INTEGER NOT NULL UNIQUE, uid TEXT NOT NULL UNIQUE, due_at TEXT)""",
    """CREATE TABLE IF NOT EXISTS sent_form (
    id {id}, token TEXT NOT NULL UNIQUE, registration_id INTEGER NOT NULL, sent_at TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS calendar_due ON calendar (due_at)",
    "INSERT INTO edition VALUES (1, 1) ON CONFLICT DO NOTHING",
)

FORM = """<!doctype html><html lang="en"><title>Register</title><h1>Register</h1>
<form method="post">{{ form.csrf_token }}
{{ form.once }}
{% for field in [form.name, form.email, form.perspective, form.organisation] + form.rank.entries
   + [form.indifferent, form.rounds, form.need, form.need_consent, form.newsletter] %}
<p>{{ field.label }} {{ field }}{% for error in field.errors %} <strong>{{ error }}</strong>{% endfor %}</p>
{% endfor %}<button>Register</button></form></html>"""
THANKS = """<!doctype html><html lang="en"><title>Thank you</title>
<h1>Thank you</h1><p>We will send you a mail.</p></html>"""


class RegisterForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", validators=[InputRequired(), Length(max=100)])
    email = EmailField("E-mail address", validators=[InputRequired(), Length(max=254), Email()])
    perspective = SelectField("Perspective", choices=PERSPECTIVES)
    organisation = StringField("Organisation", validators=[Length(max=150)])
    rank = FieldList(SelectField("Choice", choices=BREAKOUTS), min_entries=4, max_entries=4)
    indifferent = BooleanField("It makes no difference to me")
    rounds = SelectMultipleField("Rounds", choices=ROUNDS)
    need = TextAreaField("What do you need?", validators=[Length(max=500)])
    need_consent = BooleanField("I agree that you keep this")
    newsletter = BooleanField("Keep me informed")
    once = HiddenField()


class Connection(Protocol):
    def execute(self, sql: str, values: Iterable[Any] = ()) -> Any: ...


class SQLite:
    """Speaks of places in a statement as PostgreSQL's driver does."""

    id, begin, lock, alone = "INTEGER PRIMARY KEY", "BEGIN IMMEDIATE", "", "SELECT 1"

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self.execute("PRAGMA journal_mode=WAL")
        self.execute("PRAGMA synchronous=FULL")

    def execute(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql.replace("%s", "?"), tuple(values))


class PostgreSQL:
    id, begin, lock, alone = "SERIAL PRIMARY KEY", "BEGIN", " FOR UPDATE", "SELECT pg_advisory_lock(1)"

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def execute(self, sql: str, values: Iterable[Any] = ()) -> Any:
        return self._connection.execute(sql, tuple(values))


def connect() -> SQLite | PostgreSQL:
    place = os.environ["DATABASE"]
    return PostgreSQL(place) if place.startswith("postgresql") else SQLite(place)


thread = threading.local()


@contextmanager
def transaction() -> Iterator[Connection]:
    """Each thread keeps its connection; the lock comes first, as the last place is given once."""
    connection = thread.__dict__.setdefault("connection", None) or connect()
    thread.connection = connection
    connection.execute(connection.begin)
    try:
        connection.execute("SELECT input_stamp FROM edition WHERE id = 1" + connection.lock)
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def new_id() -> str:
    return secrets.token_hex(8)


def register(form: RegisterForm) -> None:
    now, email = datetime.now(UTC).isoformat(), str(form.email.data).strip()
    with transaction() as connection:
        [id] = connection.execute(
            "INSERT INTO registration (public_id, email_key, name, email, perspective, organisation, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (new_id(), email.casefold(), form.name.data, email, form.perspective.data, form.organisation.data, now),
        ).fetchone()
        ranking = [entry.data for entry in form.rank if entry.data]
        for rank, breakout in enumerate(ranking, start=1):
            connection.execute(
                "INSERT INTO preference (registration_id, breakout_id, rank) VALUES (%s, %s, %s)",
                (id, int(breakout), rank),
            )
        connection.execute("INSERT INTO audit (at, verb, registration_id) VALUES (%s, 'registered', %s)", (now, id))
        connection.execute(
            "INSERT INTO calendar (registration_id, uid, due_at) VALUES (%s, %s, %s)", (id, new_id(), now)
        )
        connection.execute(
            "INSERT INTO sent_form (token, registration_id, sent_at) VALUES (%s, %s, %s)", (form.once.data, id, now)
        )
        connection.execute("UPDATE edition SET input_stamp = input_stamp + 1 WHERE id = 1")


def make_tables() -> None:
    """Two processes begin at once; who comes second on PostgreSQL waits until the first is done."""
    connection = connect()
    connection.execute(connection.alone)
    for statement in TABLES:
        connection.execute(statement.format(id=connection.id))


app = Flask(__name__)
app.secret_key = "the measure of our form keeps no secrets"
make_tables()


@app.route("/register", methods=["GET", "POST"])
def form_page() -> Response | str:
    form = RegisterForm()
    if form.validate_on_submit():
        register(form)
        return redirect(url_for("thanks"), 303)
    form.once.data = form.once.data or new_id()
    return render_template_string(FORM, form=form)


@app.get("/thanks")
def thanks() -> str:
    return render_template_string(THANKS)
