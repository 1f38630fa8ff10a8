"""Two people write at random, and now and then a browser is killed: nothing that was saved is ever lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.make import Make
from tests.public import stage
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.notes.note import queries
from werkplaats.notes.note.actions import save, take_pen
from werkplaats.notes.note.models import Note, NoteVersion
from werkplaats.people.models import AppearanceRole, Person

pytestmark = pytest.mark.torture

EDITS = st.tuples(
    st.integers(0, 200), st.integers(0, 12), st.sampled_from(["gemeente ", "brief ", "koffie ", "huur\n\n", ""])
)
"""At which place how many letters go, and what comes there."""
ENDS = st.sampled_from(["saves", "saves by itself", "saves by itself", "takes the pen and saves", "is killed"])
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.lists(EDITS, min_size=1, max_size=3), ENDS, st.integers(0, 4)),
    min_size=3,
    max_size=15,
)
"""Who does something, what they type, how it ends, and how many minutes pass then."""


class Browser:
    """One writer: what stands in their field, and from which text they began."""

    def __init__(self, slot_id: int, person_id: int) -> None:
        self.slot_id, self.person_id = slot_id, person_id
        self.open()

    def open(self) -> None:
        """A new page, with what counts now: what was typed and not saved is gone."""
        note = queries.note_of(self.slot_id)
        now = queries.current(note.id) if note else None
        self.text, self.seen = (now.text, now.stamp) if now else ("", "")

    def type(self, at: int, gone: int, come: str) -> None:
        at %= len(self.text) + 1
        self.text = f"{self.text[:at]}{come}{self.text[at + gone :]}"

    def save(self, *, by_itself: bool) -> None:
        saved = save(self.slot_id, self.person_id, self.text, self.seen, by_itself=by_itself)
        if not (saved.aside and by_itself):
            self.seen = saved.stamp


def kept(saved: str, versions: list[str]) -> bool:
    """Whether every letter of a text that was saved stands in one of the versions, in its order."""
    return any(_is_part(saved, version) for version in versions)


def _is_part(text: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_word_that_was_saved_is_lost(
    app: Flask, make: Make, steps: list[tuple[int, list[tuple[int, int, str]], str, int]]
) -> None:
    slot_id = _slot(app, make)
    with app.app_context():
        with transaction():
            session.execute(delete(Note))
        browsers = [Browser(slot_id, id) for id in session.scalars(select(Person.id).order_by(Person.id))]
        saved: list[str] = []
        moment = clock.now()
        for who, edits, end, minutes in steps:
            moment += timedelta(minutes=minutes)
            with clock.standing_at(moment):
                _do(browsers[who], edits, end, saved)
        versions = list(session.scalars(select(NoteVersion.text)))
        assert [text for text in saved if not kept(text, versions)] == []


def _do(browser: Browser, edits: list[tuple[int, int, str]], end: str, saved: list[str]) -> None:
    for edit in edits:
        browser.type(*edit)
    if end == "is killed":
        browser.open()
        return
    if end == "takes the pen and saves":
        take_pen(browser.slot_id, browser.person_id)
    browser.save(by_itself=end == "saves by itself")
    saved.append(browser.text)


def _slot(app: Flask, make: Make) -> int:
    """The first slot of the edition, with two who write there; made once."""
    with app.app_context():
        known = session.scalars(select(Person.id)).all()
        edition_id = 1 if known else 0
    slot_id = stage.slots(app, edition_id or make.edition("2027"))[0]
    if not known:
        stage.host(app, slot_id, "Noor Notulist", "noor@example.org", AppearanceRole.NOTE_TAKER)
        stage.host(app, slot_id, "Hilde Host", "hilde@example.org")
    return slot_id
