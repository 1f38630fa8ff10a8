"""The demo shows a symposium that was and one that comes, mails nobody, and leaves no trace when it goes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.make import Make
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats import clock, links, schema
from werkplaats.application import create_app
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.actions import publish_plan
from werkplaats.config import Config, from_environment
from werkplaats.db import Base, db, session
from werkplaats.demo import actions, content, crowd, guide, queries
from werkplaats.demo.cli import demo as command
from werkplaats.demo.solve import make_draft
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.notes.models import Card, CardState
from werkplaats.notes.note import queries as notes
from werkplaats.notes.note.models import Note, NoteState
from werkplaats.people.models import Person
from werkplaats.registration import queries as registrations

REAL_PEOPLE = ("Toby Witte", "Marleen Smit", "Karin ter Horst", "Lisbeth Verharen")


def nothing() -> None:
    """A step that nobody watches."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An instance of its own with the demo in it, for looking only. Filling it takes long, so whichever process of the
    tests is first does it for all."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo of all"
    folder.mkdir(exist_ok=True)
    app = create_app(from_environment({"INSTANCE": str(folder)}))
    app.testing = True
    with (folder / "lock").open("w") as lock, app.app_context():
        flock(lock, LOCK_EX)
        if not (folder / "filled").exists():
            schema.upgrade(db.engine)
            actions.load(nothing)
            (folder / "filled").touch()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(shown: Flask) -> Browserless:
    return Browserless(shown)


@pytest.fixture
def coming(shown: Flask) -> str:
    with shown.app_context():
        return queries.editions()[0].slug


def config_of(app: Flask) -> Config:
    config: Config = app.config["WERKPLAATS"]
    return config


def rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_every_public_page_of_both_editions_opens(visitor: Browserless, coming: str) -> None:
    for prefix in ("", "/en"):
        for slug in ("2022", coming):
            for page in ("", "programma", "sprekers", "oogst"):
                visitor.get(f"{prefix}/{slug}/{page}")


def test_the_day_of_2022_is_told_as_it_was(visitor: Browserless) -> None:
    programme = visitor.get("/2022/programma").main
    speakers = visitor.get("/2022/sprekers").main
    assert all(name in programme and name in speakers for name in REAL_PEOPLE)
    assert "Kim Houben was aangekondigd, Marleen Smit sprak." in programme
    assert "Kim Houben" not in speakers
    assert "13:00" in programme
    assert "Werken vanuit ervaring" in programme


def test_real_people_have_no_words_of_ours(shown: Flask) -> None:
    with shown.app_context():
        real = session.scalars(select(Person).where(Person.name.in_((*REAL_PEOPLE, "Kim Houben")))).all()
        assert [(person.name, person.bio) for person in real if person.bio] == []
        assert len(real) == 5


def test_the_coming_edition_is_a_day_to_come_with_people_of_its_own(visitor: Browserless, coming: str) -> None:
    programme = visitor.get(f"/{coming}/programma").main
    speakers = visitor.get(f"/{coming}/sprekers").main
    assert not any(name in programme + speakers for name in (*REAL_PEOPLE, "Kim Houben"))
    assert "Fien Voorbeeld" in speakers
    assert "Sjaan Proefsma" in speakers
    assert "Meld je aan" in visitor.get("/").main


def test_people_of_2022_have_places_within_the_rules(shown: Flask) -> None:
    with shown.app_context():
        past = queries.editions()[1]
        places = breakouts.places_of_many([r.id for r in registrations.taking_part(past.id)])
        assert len(places) == actions.PEOPLE_2022
        for mine in places.values():
            attended = [place.slot.breakout_id for place in mine if place.slot]
            assert len(attended) == len(set(attended)) == 2


def test_the_coming_edition_has_people_and_no_plan(shown: Flask) -> None:
    with shown.app_context():
        edition = queries.editions()[0]
        people = registrations.taking_part(edition.id)
        assert len(people) == actions.PEOPLE_COMING
        assert breakouts.plans(edition.id) == []
        assert all(person.email.endswith("@example.org") for person in people)
        assert 0 < sum(not person.preferences for person in people) < 30


def test_nobody_is_mailed_and_nobody_is_due(shown: Flask) -> None:
    post = Mailbox(shown)
    assert post.letters() == []


def test_the_plan_stands_again_when_it_is_made_again(shown: Flask) -> None:
    """The demo's calendar entries are as told: the same plan published again tells nobody."""
    with shown.app_context():
        past = queries.editions()[1]
        plan = breakouts.plan(past.id, make_draft(past.id))
        assert plan is not None
        assert publish_plan(plan.id, "tester").changed == 0
    assert Mailbox(shown).letters() == []


def test_the_harvest_is_there_to_read_and_some_of_it_waits(shown: Flask, visitor: Browserless) -> None:
    assert "verzonnen" in visitor.get("/2022/oogst").main
    everything = visitor.http.get("/2022/oogst.md", base_url=visitor.base_url).get_data(as_text=True)
    assert "Elke donderdag staat er een lange tafel op straat." in everything
    assert "Ja, maar zonder cijfers krijg ik het geld volgend jaar niet." in everything
    assert "Zoek dat eerst samen uit" not in everything, "those words are for participants alone"
    with shown.app_context():
        counted = session.execute(select(Card.state, func.count()).group_by(Card.state))
        by_state = dict(counted.all())
    assert by_state == {CardState.PUBLISHED: 54, CardState.WAITING: 4, CardState.OFFERED: 2}


def test_each_breakout_of_2022_has_a_note_and_two_are_under_way(shown: Flask, visitor: Browserless) -> None:
    with shown.app_context():
        by_state = Counter(session.scalars(select(Note.state)))
        edition_id = next(edition.id for edition in queries.editions() if edition.slug == content.SLUG_2022)
        published = [notes.published_note(edition_id, there.number) for there in notes.published_in([edition_id])]
        assert sum(bool(note and note.cards) for note in published) > 3
        number = published[0].number if published[0] else 0
    assert by_state == {NoteState.PUBLISHED: 6, NoteState.IN_REVIEW: 1, NoteState.DRAFT: 1}
    page = visitor.get(f"/{content.SLUG_2022}/verslag/{number}")
    assert "verzonnen" in page.main and "in deze groep" not in page.text
    assert "na een voorstel van" in page.main


def test_the_guide_leads_everywhere(shown: Flask) -> None:
    with shown.app_context():
        addresses = [where for _, where in guide.lines() if where.startswith("http")]
        email, password = next(where for _, where in guide.lines() if where.startswith("organisatie@")).split()
    assert len([a for a in addresses if "/p/" in a]) == 3, "two participants and a host"
    for address in addresses:
        browser = Browserless(shown)
        expected = 302 if address.endswith("/organisatie") else 303 if "/p/" in address else 200
        page = browser.get(address, status=expected)
        if "/p/" in address:
            browser.follow(page)
    staff = Browserless(shown)
    staff.send(staff.get("/organisatie/inloggen"), status=302, email=email, password=password)
    assert staff.get("/organisatie").status == 200


def test_the_password_is_for_this_machine_only(shown: Flask) -> None:
    with shown.app_context():
        file = actions.password_file()
        assert file.stat().st_mode & 0o077 == 0
        assert len(file.read_text().strip()) >= 12


@pytest.mark.torture
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_it_goes_with_all_that_belongs_to_it_and_comes_again(app: Flask, make: Make) -> None:
    before = rows(app)
    run = app.test_cli_runner()
    assert run.invoke(command).exit_code == 0
    own = make.edition("2030")
    make.register(own, "Een Eigen Mens")
    again = run.invoke(command)
    assert (again.exit_code, "only into an empty database" in again.output) == (1, True)
    assert run.invoke(command, ["--remove"]).output == "2 demo editions are gone.\n"
    with app.app_context():
        assert [edition.slug for edition in session.scalars(select(Edition))] == ["2030"]
        assert [r.name for r in registrations.taking_part(own)] == ["Een Eigen Mens"]
        assert not actions.password_file().exists()
    left = {name for name, count in rows(app).items() if count != before[name]}
    own_rows = {"edition", "round", "programme_item", "breakout", "slot", "registration", "calendar_object"}
    assert left == own_rows | {"audit_entry"}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_broken_off_it_leaves_nothing_and_killed_it_starts_anew(app: Flask) -> None:
    before = rows(app)
    with app.app_context():
        assert queries.is_wanted()
        for end in (KeyboardInterrupt, OSError):
            with pytest.raises(end):
                actions.load(_ending_at(2, end))
            session.rollback()
    after = rows(app)
    assert {name for name in after if after[name] != before[name]} <= {"audit_entry"}
    with app.app_context():
        actions._add_organiser()
        assert not queries.is_empty()
        assert queries.is_unfinished()
        assert queries.is_wanted()


def _ending_at(number: int, end: type[BaseException]) -> actions.Step:
    left = iter(range(number - 1))

    def step() -> None:
        if next(left, None) is None:
            raise end

    return step


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_it_never_loads_where_people_work(app: Flask, make: Make) -> None:
    make.organiser()
    with app.app_context():
        assert not queries.is_wanted()
        with pytest.raises(Refused, match="empty database"):
            actions.load(nothing)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_it_never_loads_on_a_real_site(app: Flask, tmp_path: Path) -> None:
    real = create_app(
        from_environment(
            {
                "INSTANCE": str(tmp_path),
                "DATABASE_URL": config_of(app).database_url,
                "SITE_URL": "https://werkplaats.example.org",
                "SECRET_KEY": "s" * 32,
                "LINK_KEY": "l" * 32,
                "MAIL_FROM": "post@example.org",
            }
        )
    )
    with real.app_context():
        assert not queries.is_wanted()
        with pytest.raises(Refused, match="SITE_URL"):
            actions.load(nothing)
        db.engine.dispose()


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 22), date(2027, 3, 18)),
        (date(2027, 1, 17), date(2027, 3, 18)),
        (date(2027, 1, 18), date(2028, 3, 16)),
        (date(2027, 3, 18), date(2028, 3, 16)),
        (date(2028, 12, 31), date(2029, 3, 15)),
    ],
)
def test_the_coming_day_is_a_third_thursday_of_march_far_enough_ahead(today: date, day: date) -> None:
    assert queries.coming_day(today) == day
    assert day.weekday() == 3
    assert day - today >= timedelta(days=60)


def test_the_crowd_is_the_same_everywhere_and_nobody_twice() -> None:
    people = crowd.people(320, "2022")
    assert people == crowd.people(320, "2022")
    assert len({p.email for p in people}) == len({p.public_id for p in people}) == 320
    assert {len(p.ranking) for p in people} == {0, 1, 2, 3, 4}
    assert all(links.subject(f"r{p.public_id}-x") for p in people)


def test_another_moment_on_the_clock_shows_the_same_demo(tmp_path: Path) -> None:
    """DEMO_NOW looks at the demo of today from another day, also when it is the first to load it."""
    started = datetime.now(UTC).timestamp()
    moment = {"DEMO_NOW": "2040-06-01T12:00", "DEMO_STARTED": str(started)}
    app = create_app(from_environment({"INSTANCE": str(tmp_path), **moment}))
    try:
        with app.app_context():
            assert abs(actions._now() - datetime.now(UTC)) < timedelta(minutes=1)
            assert clock.now().year == 2040
    finally:
        clock.shift(timedelta())
