"""What needs someone today: each kind of work, and that looking costs the same for many editions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats import clock
from werkplaats.accounts.models import MemberRole, Membership
from werkplaats.db import db, session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.programme.models import Slot

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def organiser(make: Make, client: Browserless) -> Browserless:
    client.sign_in(make.organiser())
    return client


def work(browser: Browserless) -> list[str]:
    return [" ".join(n.to_text().split()) for n in browser.get("/en/organisatie/2027/").all(".work-list li")]


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_an_edition_in_order_needs_nobody(organiser: Browserless, make: Make) -> None:
    make.edition()
    assert work(organiser) == []
    assert "Nothing needs you here today." in organiser.get("/en/organisatie").main


def test_the_menu_leads_to_the_site_and_of_a_draft_to_where_one_can_look_first(
    organiser: Browserless, make: Make
) -> None:
    make.edition("2027")
    make.edition("2028", state=EditionState.DRAFT)
    for slug, leads_to in (("2027", "/2027/"), ("2028", "/organisatie/2028/instellingen#preview")):
        link = organiser.get(f"/organisatie/{slug}/").one('header nav a[href$="/site"]')
        assert organiser.get(link.attrs["href"], status=303).location == leads_to


def test_every_line_leads_to_a_page(app: Flask, organiser: Browserless, make: Make) -> None:
    edition_id = make.edition(ranking_closes_at=clock.now() - timedelta(hours=1))
    make.people(edition_id, 2)
    with app.app_context(), transaction():
        session.execute(update(OutgoingMail).values(state=MailState.FAILED))
        session.execute(update(Slot).values(meeting_url=""))
        session.execute(update(Edition).values(state=EditionState.DRAFT))
    assert [line.split(" ", 1)[0] for line in work(organiser)] == ["1", "8"]
    with app.app_context(), transaction():
        session.execute(update(Edition).values(state=EditionState.PUBLISHED))
        session.execute(update(OutgoingMail).values(state=MailState.FAILED, edition_id=edition_id))
    for link in organiser.get("/en/organisatie/2027/").all(".work-list a"):
        organiser.get(link.attrs["href"])
    assert "2 people wait for a plan of the breakouts" in work(organiser)


def test_failed_mails_come_first(app: Flask, organiser: Browserless, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    make.register(edition_id)
    post.work()
    with app.app_context(), transaction():
        assert session.scalars(select(OutgoingMail.edition_id)).all() == [edition_id]
        session.execute(update(OutgoingMail).values(state=MailState.FAILED))
        session.execute(update(Slot).values(meeting_url=""))
    assert work(organiser) == ["1 mail could not be delivered", "8 meeting links are missing"]


def test_more_editions_cost_no_more_queries(app: Flask, organiser: Browserless, make: Make) -> None:
    make.edition()
    with counting(app) as few:
        organiser.get("/organisatie")
    for n in range(5):
        make.edition(f"editie-{n}")
    with counting(app) as many:
        organiser.get("/organisatie")
    assert len(many) == len(few)


def test_members_see_their_editions_alone(app: Flask, make: Make, client: Browserless) -> None:
    mine, _theirs = make.edition("mijn-editie"), make.edition("hun-editie")
    member = make.organiser(is_admin=False)
    client.sign_in(member)
    assert "You do not belong to an edition yet" in client.get("/en/organisatie").main
    with app.app_context(), transaction():
        session.add(Membership(user_id=member.id, edition_id=mine, role=MemberRole.READER))
    assert [n.attrs["href"] for n in client.get("/organisatie").all("main h2 a")] == ["/organisatie/mijn-editie/"]
    client.get("/organisatie/hun-editie/", status=404)
    client.get("/organisatie/nieuw", status=403)


def test_a_reader_looks_and_changes_nothing(app: Flask, make: Make, client: Browserless) -> None:
    edition_id, reader = make.edition(), make.organiser(is_admin=False)
    with app.app_context(), transaction():
        session.add(Membership(user_id=reader.id, edition_id=edition_id, role=MemberRole.READER))
    client.sign_in(reader)
    page = client.get("/en/organisatie/2027/instellingen")
    assert not [b for b in page.all("main button") if "Save" in b.to_text()]
    answer = client.send(page, "instellingen", status=403, title_nl="Gekaapt")
    assert "not change it" in answer.main


def test_a_week_of_registrations_is_shown_by_day_and_more_by_week(
    app: Flask, organiser: Browserless, make: Make
) -> None:
    edition_id = make.edition()
    make.register(edition_id, "Een Nieuw")
    assert "New registrations per day" in organiser.get("/en/organisatie/2027/").main
    with clock.standing_at(clock.now() - timedelta(days=20)):
        make.register(edition_id, "Een Eerder")
    page = organiser.get("/en/organisatie/2027/")
    assert "New registrations per week" in page.main
    assert len(page.all(".chart")[0].query(".chart-row")) in (3, 4)
