"""Mails that go by the clock: to whom, once, also after a worker was down, and never when they make no sense."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.letters.back_office import AUTOMATIC, before_the_day, got
from tests.make import Make
from tests.page import Browserless
from tests.post import Mailbox
from tests.public.stage import change
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.letters.actions import queue_due_mails
from werkplaats.programme.models import Round, RoundKind
from werkplaats.registration import actions
from werkplaats.registration.models import Registration
from werkplaats.registration.steps import Answers

pytestmark = POSTGRESQL_LATER


def worked(app: Flask) -> int:
    with app.app_context():
        return queue_due_mails()


def test_a_week_before_everyone_who_takes_part_is_reminded_once(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", helpdesk_phone="030 123 45 67")
    a, b, *_ = make.breakouts(edition)
    bea = make.register(edition, "Bea Blij", ranking=[a, b])
    ed = make.register(edition, "Ed English", locale="en", ranking=[a, b])
    gone = make.register(edition, "Gijs Weg")
    with app.app_context():
        actions.cancel(gone.id)
    Organiser(app, edition).publish()
    post.work()
    with clock.standing_at(before_the_day(app, edition, 7, minute=0) - timedelta(seconds=30)):
        assert worked(app) == 0
    with clock.standing_at(before_the_day(app, edition, 7)):
        late = make.register(edition, "Late Laat")
        assert (worked(app), worked(app)) == (2, 0)
        assert got(app, "reminder_week") == Counter([bea.email, ed.email])
        dutch, english = post.to(bea.email)[-1], post.to(ed.email)[-1]
    assert dutch.ics is None and english.ics is None, "no second calendar"
    assert "Hallo Bea Blij," in dutch.text and "Sociaaleconomische zekerheid" in dutch.text
    assert "afzeggen" in dutch.text.lower() or "Zeg dan af" in dutch.text
    assert "030 123 45 67" in dutch.text and dutch.personal_link == bea.link
    assert english.subject.startswith("Soon, on ") and "Hello Ed English," in english.html
    with clock.standing_at(before_the_day(app, edition, 1)):
        assert worked(app) == 3
    assert got(app, "reminder_day") == Counter([bea.email, ed.email, late.email])


def test_what_was_missed_is_caught_up_while_it_makes_sense(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    make.people(edition, 2, ranking=lambda _: make.breakouts(edition)[:1])
    with clock.standing_at(before_the_day(app, edition, 1, hour=20)):
        assert worked(app) == 2, "one reminder, not the one of last week too"
    assert set(got(app, "reminder_week")) == set()
    with clock.standing_at(before_the_day(app, edition, 0, hour=13)):
        assert worked(app) == 0
    with clock.standing_at(before_the_day(app, edition, -3)):
        assert (worked(app), worked(app)) == (2, 0), "harvest and thanks, also after the event"
    assert len(got(app, "thanks")) == 2


def test_nobody_is_reminded_or_thanked_long_afterwards(app: Flask, make: Make) -> None:
    """A worker that starts again, or a version that knows these mails for the first time."""
    edition = make.edition("2027")
    make.people(edition, 2)
    for days in (0, -16, -400):
        with clock.standing_at(before_the_day(app, edition, days, hour=23)):
            assert worked(app) == 0
    browser = staff.signed_in(app)
    with clock.standing_at(before_the_day(app, edition, -16)):
        assert browser.get(AUTOMATIC).main.count("makes no sense any more") == 4


def test_the_harvest_is_told_with_a_way_to_add_to_it(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    bea = make.register(edition, "Bea Blij")
    post.work()
    with clock.standing_at(before_the_day(app, edition, -1, hour=10)):
        letter = post.to(bea.email)[-1]
        assert "/2027/oogst" in letter.text and bea.link in letter.text and letter.ics is None
        change(app, edition, cards_open=False)
        assert worked(app) == 0


def test_who_still_has_to_choose_hears_that_choosing_closes(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    breakouts = make.breakouts(edition)
    make.register(edition, "Heeft Gekozen", ranking=breakouts[:1])
    still = make.register(edition, "Moet Nog")
    with app.app_context():
        fine = Answers("Alles Goed", "alles@example.org", indifferent=True)
        actions.register(edition, fine)
        rounds = tuple(id for (id,) in session.execute(_rounds(edition)))
        actions.register(edition, Answers("Alleen Plenair", "plenair@example.org", absent_rounds=rounds))
    post.work()
    with clock.standing_at(before_the_day(app, edition, 10)):
        assert worked(app) == 1
        letter = post.to(still.email)[-1]
    assert got(app, "ranking_closes") == Counter([still.email])
    assert "Sociale cohesie" in letter.text and letter.subject.startswith("Kies je deelsessies tot ")


def _rounds(edition: int) -> Any:
    return select(Round.id).where(Round.edition_id == edition, Round.kind == RoundKind.BREAKOUTS)


def test_without_a_choice_nobody_is_asked_to_choose(app: Flask, make: Make) -> None:
    one = make.edition("2027", breakouts=1)
    make.register(one)
    with clock.standing_at(before_the_day(app, one, 10)):
        assert worked(app) == 0


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.CANCELLED])
def test_an_edition_that_does_not_go_on_reminds_nobody(app: Flask, make: Make, state: EditionState) -> None:
    edition = make.edition("2027")
    make.register(edition)
    change(app, edition, state=state)
    browser = staff.signed_in(app)
    with clock.standing_at(before_the_day(app, edition, 7)):
        assert worked(app) == 0
        assert "None of these mails" in (page := browser.get(AUTOMATIC).main) or "Until then none" in page


def test_who_is_stopped_in_the_middle_goes_on_where_they_were(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    people = make.people(edition, 5, ranking=lambda _: make.breakouts(edition)[:1])
    stop, left = app.extensions["stop"], [3]

    def count(_session: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            stop.set()

    event.listen(Session, "after_commit", count)
    try:
        with clock.standing_at(before_the_day(app, edition, 7)):
            first = worked(app)
            stop.clear()
            assert 0 < first < 5
            assert (worked(app), worked(app)) == (5 - first, 0)
    finally:
        event.remove(Session, "after_commit", count)
        stop.clear()
    assert got(app, "reminder_week") == Counter(person.email for person in people)


def test_two_workers_at_once_remind_everyone_once(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    people = make.people(edition, 6, ranking=lambda _: make.breakouts(edition)[:1])
    with clock.standing_at(before_the_day(app, edition, 7)):
        threads = [threading.Thread(target=worked, args=(app,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got(app, "reminder_week") == Counter(person.email for person in people)


class TestSetting:
    """Through the page."""

    def choose(self, browser: Browserless, kind: str, status: int = 303, **answers: str) -> str:
        page = browser.send(browser.get(f"{AUTOMATIC}/{kind}"), kind, status=status, **answers)
        return page.main if status == 200 else browser.follow(page).main

    def test_organisers_choose_the_moment_or_none(self, app: Flask, make: Make) -> None:
        edition = make.edition("2027")
        make.register(edition, ranking=make.breakouts(edition)[:1])
        browser = staff.signed_in(app)
        main = browser.get(AUTOMATIC).main
        assert "Reminder, a week before" in main and "Now that would be to 1 person." in main
        own = before_the_day(app, edition, 4, hour=11, minute=0)
        assert "11:00" in self.choose(browser, "reminder_week", how="own", at=f"{own:%Y-%m-%dT%H:%M}")
        assert "You chose that it does not go." in self.choose(browser, "reminder_day", how="never")
        with clock.standing_at(before_the_day(app, edition, 7)):
            assert worked(app) == 0
        with clock.standing_at(own + timedelta(minutes=1)):
            assert worked(app) == 1
            assert "1 person got it." in browser.get(AUTOMATIC).main
            assert "has gone already" in browser.get(f"{AUTOMATIC}/reminder_week").main
        with clock.standing_at(before_the_day(app, edition, 1)):
            assert worked(app) == 0

    def test_a_moment_that_makes_no_sense_is_refused_with_a_reason(self, app: Flask, make: Make) -> None:
        edition = make.edition("2027")
        browser = staff.signed_in(app)
        for kind, at, sentence in (
            ("reminder_week", before_the_day(app, edition, 900), "This moment has passed."),
            ("reminder_day", before_the_day(app, edition, 0, hour=13, minute=0), "The day has begun by then."),
            ("ranking_closes", before_the_day(app, edition, 7, hour=13, minute=0), "Choosing has closed by then."),
            ("thanks", before_the_day(app, edition, 0, hour=15), "The day is not over by then."),
        ):
            main = self.choose(browser, kind, 200, how="own", at=f"{at:%Y-%m-%dT%H:%M}")
            assert sentence in main, kind
        assert "Write a day and a time." in self.choose(browser, "thanks", 200, how="own", at="")
        assert "Write a day and a time, like" in self.choose(browser, "thanks", 200, how="own", at="ooit")
        assert "Choose one of the answers" in self.choose(browser, "thanks", 200, how="soms")
        browser.get(f"{AUTOMATIC}/confirmation", status=404)

    def test_when_the_edition_moves_the_standard_moments_hold_again(self, app: Flask, make: Make) -> None:
        edition = make.edition("2027")
        make.register(edition, ranking=make.breakouts(edition)[:1])
        browser = staff.signed_in(app)
        with clock.standing_at(before_the_day(app, edition, 7)):
            assert worked(app) == 1
        self.choose(browser, "reminder_day", how="never")
        with app.app_context(), transaction():
            row = session.get_one(Edition, edition)
            row.starts_at, row.ends_at = row.starts_at + timedelta(days=30), row.ends_at + timedelta(days=30)
        with clock.standing_at(before_the_day(app, edition, 7)):
            assert worked(app) == 1, "another day is another reminder"
        with clock.standing_at(before_the_day(app, edition, 1)):
            assert worked(app) == 1

    def test_two_organisers_at_once_see_both(self, app: Flask, make: Make) -> None:
        make.edition("2027")
        browser = staff.signed_in(app)
        first = second = browser.get(f"{AUTOMATIC}/thanks")
        browser.send(first, "thanks", how="never")
        page = browser.send(second, "thanks", status=200, how="standard")
        assert "Somebody else changed this" in page.main and "this mail does not go" in page.main
        browser.send(page, "thanks")
        assert browser.get(AUTOMATIC).main.count("You chose that it does not go.") == 0


def test_a_hostile_name_stays_a_name_in_a_reminder(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", title={"nl": "<b>Leren</b> {naam}", "en": "x"})
    person = make.register(edition, "Gewoon")
    with app.app_context(), transaction():
        session.get_one(Registration, person.id).name = "<script>x</script> {editie} www.evil.example\r\nBcc: x@y.nl"
    post.work()
    with clock.standing_at(before_the_day(app, edition, 1)):
        letter = post.to(person.email)[-1]
    assert "<script>" not in letter.html and "evil.example" not in letter.text + letter.html
    assert letter.message["Bcc"] is None and "&lt;b&gt;Leren" in letter.html
    assert "{editie}" in letter.text, "what stands in a name is not filled in"
