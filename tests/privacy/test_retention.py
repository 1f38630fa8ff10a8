"""Every night goes what was kept long enough, and nothing that was not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.post import Mailbox
from tests.privacy.traces import traces
from werkplaats import clock
from werkplaats.accounts.models import SignInAttempt
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import Job, JobState
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.notes import queries as notes
from werkplaats.notes.actions import add_card, publish_card
from werkplaats.notes.models import CardKind, CardShow
from werkplaats.notes.steps import CardAnswers
from werkplaats.organise.queries import figures_of
from werkplaats.privacy import actions, columns
from werkplaats.privacy.cli import privacy
from werkplaats.registration.actions import cancel
from werkplaats.registration.models import Need, Perspective, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def day(app: Flask, edition_id: int) -> datetime:
    """The moment at which the symposium is over."""
    with app.app_context():
        return session.get_one(Edition, edition_id).ends_at


def night(app: Flask, at: datetime) -> dict[str, int]:
    with clock.standing_at(at), app.app_context():
        return actions.retain()


def test_needs_go_shortly_after_the_day(app: Flask, make: Make, edition_id: int, day: datetime) -> None:
    ans = make.register(edition_id, "Ans")
    with app.app_context(), transaction():
        session.add(Need(registration_id=ans.id, text="Een tolk.", created_at=clock.now(),
                         delete_after=day + timedelta(days=365)))  # fmt: skip
    assert night(app, day + timedelta(days=13))["needs"] == 0
    assert night(app, day + timedelta(days=15))["needs"] == 1
    assert traces(app, "Een tolk.") == set()


def test_mails_are_forgotten_and_stay_counted(
    app: Flask, make: Make, post: Mailbox, edition_id: int, day: datetime
) -> None:
    make.register(edition_id, "Ans Voorbeeld", "ans@example.org")
    post.work()
    assert night(app, day + columns.MAILS.length - timedelta(hours=1))["mails"] == 0
    assert night(app, day + columns.MAILS.length + timedelta(hours=1))["mails"] == 1
    assert traces(app, "ans@example.org") == {"registration.email", "registration.email_key"}
    with app.app_context():
        assert figures_of(edition_id).mails_sent == 1


def test_a_year_after_the_day_nobody_knows_who_came_and_how_many_everybody(
    app: Flask, make: Make, post: Mailbox, edition_id: int, day: datetime
) -> None:
    first, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans Voorbeeld", "ans@example.org", [first], Perspective.RESIDENT)
    bob = make.register(edition_id, "Bob Buurman", "bob@example.org")
    Organiser(app, edition_id).publish()
    with app.app_context():
        publish_card(add_card(ans.id, CardAnswers(CardKind.TOOL, "Een lijst.", CardShow.NAME, "1")), "user:1")
        cancel(bob.id)
        before = figures_of(edition_id)
    post.work()
    sent = len(post.letters())
    assert night(app, day + timedelta(days=364))["registrations"] == 0
    assert night(app, day + timedelta(days=366))["registrations"] == 2
    assert traces(app, "Bob", "bob@example.org", "ans@example.org") == set()
    assert traces(app, "Ans Voorbeeld") == {"card.author_name"}, "her card stays as she agreed"
    with app.app_context():
        after = figures_of(edition_id)
        assert (after.registered, after.cancelled) == (before.registered, before.cancelled) == (1, 1)
        assert after.perspectives == before.perspectives
        assert [card.name for card in notes.published(edition_id)] == ["Ans Voorbeeld"]
    assert len(post.letters()) == sent, "nobody is mailed about it"


def test_people_of_a_demo_are_made_up_and_stay(app: Flask, make: Make) -> None:
    edition_id = make.edition("demo", is_demo=True)
    ans = make.register(edition_id, "Ans")
    night(app, clock.now() + timedelta(days=1000))
    with app.app_context():
        assert session.get_one(Registration, ans.id).state == RegistrationState.REGISTERED


def test_drafts_go_and_the_published_plan_stays(app: Flask, make: Make, edition_id: int, day: datetime) -> None:
    make.register(edition_id, "Ans")
    Organiser(app, edition_id).publish()
    draft = Organiser(app, edition_id).draft()
    night(app, day + columns.DRAFTS.length + timedelta(hours=1))
    with app.app_context():
        assert session.get_one(Plan, draft).state == PlanState.REMOVED
        states = select(Plan.state).join(Placement, Placement.plan_id == Plan.id).distinct()
        assert list(session.scalars(states)) == [PlanState.PUBLISHED]


def test_tries_and_tasks_go_and_what_still_waits_stays(app: Flask) -> None:
    with app.app_context(), transaction():
        session.add(SignInAttempt(subject="x", at=clock.now()))
        for state in JobState:
            session.add(Job(key=state, name="nothing", args={}, state=state, created_at=clock.now()))
    gone = night(app, clock.now() + timedelta(days=31))
    assert (gone["tries to sign in"], gone["tasks"]) == (1, 2)


def test_a_last_mail_that_cannot_be_sent_is_forgotten_all_the_same(app: Flask, make: Make, edition_id: int) -> None:
    ans = make.register(edition_id, "Ans", "ans@example.org")
    with app.app_context():
        actions.erase(ans.id, cards_stay=False)
        with transaction():
            session.execute(update(OutgoingMail).values(state=MailState.HELD, next_at=None))
    assert night(app, clock.now() + timedelta(days=6))["mails"] == 0
    assert night(app, clock.now() + timedelta(days=8))["mails"] == 1
    assert traces(app, "ans@example.org") == set()


def test_twice_in_a_row_nothing_is_left_to_do(app: Flask, make: Make, edition_id: int, day: datetime) -> None:
    """More people than fit in one transaction."""
    make.crowd(edition_id, 150)
    later = day + timedelta(days=400)
    assert night(app, later)["registrations"] == 150
    assert set(night(app, later).values()) == {0}


def test_the_worker_does_it_once_a_night_and_makes_up_for_a_night_it_slept_through(app: Flask, post: Mailbox) -> None:
    three = clock.now().astimezone(clock.AMSTERDAM).replace(hour=3, minute=1)
    for moment, nights in ((three, 1), (three + timedelta(hours=23), 1), (three + timedelta(days=4), 2)):
        with clock.standing_at(moment):
            post.work()
            post.work()
        with app.app_context():
            done = session.scalars(select(Job).where(Job.name == "privacy.retain")).all()
            assert [job.state for job in done] == [JobState.DONE] * nights
            assert "registrations" in (done[-1].result or {})


def test_the_operator_reads_beforehand_what_would_go(app: Flask, make: Make, edition_id: int, day: datetime) -> None:
    make.crowd(edition_id, 3)
    with clock.standing_at(day + timedelta(days=400)):
        told = app.test_cli_runner().invoke(privacy, ["retain", "--dry-run"])
    assert "       3  registrations" in told.output
    with app.app_context():
        assert session.scalar(select(func.count()).where(Registration.name != "")) == 3
