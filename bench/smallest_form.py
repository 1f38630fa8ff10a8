"""The smallest honest form to register with: the measure of our own.

One file of Flask and Flask-WTF: the same fields and checks, and the same rows in one transaction that survives a
power cut. It has no layout, no languages, no page in another state, no mail.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, redirect, render_template_string, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, FieldList, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

PERSPECTIVES = [
    (name, name.replace("_", " ").capitalize())
    for name in (
        "", "resident", "volunteer", "professional", "policy_maker", "administrator", "education", "researcher", "other"
    )
]  # fmt: skip
BREAKOUTS = [("", "No choice"), ("1", "Security"), ("2", "Inclusion"), ("3", "Cohesion"), ("4", "Empowerment")]

TABLES = """
CREATE TABLE IF NOT EXISTS edition (id INTEGER PRIMARY KEY, input_stamp INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS registration (
  id INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, email_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  email TEXT NOT NULL, perspective TEXT, organisation TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS preference (
  id INTEGER PRIMARY KEY, registration_id INTEGER NOT NULL REFERENCES registration, breakout_id INTEGER NOT NULL,
  rank INTEGER NOT NULL, UNIQUE (registration_id, breakout_id), UNIQUE (registration_id, rank));
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, verb TEXT NOT NULL, registration_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS calendar (
  id INTEGER PRIMARY KEY, registration_id INTEGER NOT NULL UNIQUE, uid TEXT NOT NULL UNIQUE, due_at TEXT);
CREATE INDEX IF NOT EXISTS calendar_due ON calendar (due_at);
INSERT OR IGNORE INTO edition VALUES (1, 1);
"""

FORM = """<!doctype html><html lang="en"><title>Register</title><h1>Register</h1>
<form method="post">{{ form.csrf_token }}
{% for field in [form.name, form.email, form.perspective, form.organisation] + form.rank.entries %}
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


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def new_id() -> str:
    return secrets.token_hex(8)


def register(form: RegisterForm) -> None:
    """The connection that is closed before its COMMIT leaves nothing behind."""
    now, email = datetime.now(UTC).isoformat(), str(form.email.data).strip()
    with transaction() as connection:
        id = connection.execute(
            "INSERT INTO registration (public_id, email_key, name, email, perspective, organisation, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (new_id(), email.casefold(), form.name.data, email, form.perspective.data, form.organisation.data, now),
        ).lastrowid
        ranking = [entry.data for entry in form.rank if entry.data]
        connection.executemany(
            "INSERT INTO preference (registration_id, breakout_id, rank) VALUES (?, ?, ?)",
            [(id, breakout, rank) for rank, breakout in enumerate(ranking, start=1)],
        )
        connection.execute("INSERT INTO audit (at, verb, registration_id) VALUES (?, 'registered', ?)", (now, id))
        connection.execute("INSERT INTO calendar (registration_id, uid, due_at) VALUES (?, ?, ?)", (id, new_id(), now))
        connection.execute("UPDATE edition SET input_stamp = input_stamp + 1 WHERE id = 1")


app = Flask(__name__)
app.secret_key = "the measure of our form keeps no secrets"
with sqlite3.connect(os.environ["DATABASE"], timeout=30) as first:
    first.executescript(TABLES)


@app.route("/register", methods=["GET", "POST"])
def form_page() -> Response | str:
    form = RegisterForm()
    if form.validate_on_submit():
        register(form)
        return redirect(url_for("thanks"), 303)
    return render_template_string(FORM, form=form)


@app.get("/thanks")
def thanks() -> str:
    return render_template_string(THANKS)
