"""The table of what we hold of people is complete, and is what the code does."""

from __future__ import annotations

from collections import Counter

from flask import Flask
from flask_babel import force_locale, gettext

from tests.page import Browserless
from werkplaats.db import Base
from werkplaats.mail.steps import NAMES, WORDS
from werkplaats.privacy import words
from werkplaats.privacy.columns import COLUMNS, KINDS, NOT_ABOUT_PEOPLE, Fate, Since, fate

EVERY_COLUMN = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
NAMING_NOBODY = {f"{table}.{column}" for table, columns in NOT_ABOUT_PEOPLE.items() for column in columns.split()}


def test_every_column_is_in_the_table_or_about_nobody() -> None:
    assert EVERY_COLUMN - COLUMNS.keys() - NAMING_NOBODY == set(), "say what it holds of people, or that it does not"
    assert (COLUMNS.keys() | NAMING_NOBODY) - EVERY_COLUMN == set(), "named, but not there any more"
    assert COLUMNS.keys() & NAMING_NOBODY == set()


def test_every_column_stands_in_the_table_once() -> None:
    times = Counter(column.at for kind in KINDS for column in kind.columns)
    assert {at for at, number in times.items() if number > 1} == set()


def test_a_mail_forgets_what_the_table_says() -> None:
    assert set(fate("outgoing_mail", Fate.EMPTIED)) == {*WORDS, "next_at"}
    assert set(fate("outgoing_mail", Fate.REPLACED)) == set(NAMES)


def test_whatever_names_a_registration_goes_with_it_or_stays_for_a_reason() -> None:
    """A new table that points at registrations is erased without anybody thinking of it, unless it says otherwise."""
    registration = Base.metadata.tables["registration"].c.id
    pointing = {t.name for t in Base.metadata.sorted_tables for c in t.columns if c.references(registration)}
    staying = {t for t in pointing if not fate(t, Fate.GOES)}
    assert staying == {"placement", "outgoing_mail", "card", "response"}


def test_the_privacy_page_says_all_of_it(app: Flask, client: Browserless) -> None:
    for address, language in (("/privacy", "nl"), ("/en/privacy", "en")):
        page = client.get(address)
        said = " ".join(page.main.split())
        with app.test_request_context(address), force_locale(language):
            for kind in KINDS:
                sentences = (kind.what, kind.why, kind.seen_by, kind.erased)
                assert all(gettext(sentence) in said for sentence in sentences), kind.key
                assert words.term(kind.term) in said


def test_no_term_is_forgotten() -> None:
    """Who may have their registration removed after a time has one that is told in days."""
    assert {kind.key for kind in KINDS if kind.term.since in (Since.DAY, Since.MADE) and kind.term.days < 1} == set()
