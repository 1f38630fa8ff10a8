"""After any life, everyone's calendar is what their own page says, whatever order the mails came in."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.databases import POSTGRESQL_LATER
from tests.invitations.lives import HOSTS, Life, lines_of
from tests.judges import bytelint, libical
from tests.make import Make
from tests.post import Letter, Mailbox
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState

pytestmark = POSTGRESQL_LATER


def live(app: Flask, make: Make, post: Mailbox, seed: int, steps: int) -> Life:
    """One life; returns it once all calendars have been looked at."""
    life = Life(app, make, post, seed)
    life.live(steps)
    calendars, pages, tasks = life.calendars(), life.days_on_pages(), life.tasks()
    for email, day in pages.items():
        if day is not None or email not in HOSTS:
            assert lines_of(calendars[email]) == day, f"{email}, seed {seed}"
    with app.app_context():
        on = session.query(Edition.state).scalar() == EditionState.PUBLISHED
    for email in HOSTS:
        if pages.get(email) is None:
            assert lines_of(calendars[email]) == (tasks[email] if on else None), f"{email}, seed {seed}"
    for path in life.post.folder.glob("*.eml"):
        ics = Letter(path.read_bytes()).ics
        assert isinstance(ics, bytes | None)
        assert ics is None or libical.complaints(ics) + bytelint.complaints(ics) == []
    return life


@pytest.fixture(autouse=True)
def judge() -> None:
    if reason := libical.available():
        pytest.skip(reason)


@pytest.mark.parametrize("seed", range(2))
def test_calendars_end_as_the_pages_say(app: Flask, make: Make, post: Mailbox, seed: int) -> None:
    live(app, make, post, seed, steps=15)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1000, 1002))
def test_many_long_lives(app: Flask, make: Make, post: Mailbox, seed: int) -> None:
    live(app, make, post, seed, steps=80)
