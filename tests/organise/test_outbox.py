"""The outbox as organisers see it: finding a mail, reading it, and holding, releasing or sending it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.test_today import counting
from tests.page import Browserless, Page
from tests.post import Mailbox
from werkplaats import clock
from werkplaats.audit import AuditEntry
from werkplaats.db import session, transaction
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.reasons import Reason

pytestmark = POSTGRESQL_LATER

POST = "/en/organisatie/2027/post"
PLAIN = "link_again"


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(make: Make, client: Browserless, edition_id: int) -> Browserless:
    client.sign_in(make.organiser())
    return client


@pytest.fixture
def mail_id(app: Flask, make: Make, edition_id: int, post: Mailbox) -> int:
    """The confirmation of one person, which has been sent."""
    make.register(edition_id, "Bea Zonder")
    post.work()
    with app.app_context():
        return session.scalars(select(OutgoingMail.id)).one()


def put(app: Flask, mail_id: int | None = None, **values: Any) -> None:
    """Bring a mail into another state, or all of them."""
    with app.app_context(), transaction():
        session.execute(
            update(OutgoingMail).where(OutgoingMail.id == mail_id if mail_id else OutgoingMail.id > 0).values(values)
        )


def fail(app: Flask) -> None:
    put(app, state=MailState.FAILED, reason=Reason.UNKNOWN_ADDRESS, error="550 no such user", tries=3, next_at=None)


def more(app: Flask, edition_id: int, number: int, **values: Any) -> None:
    """Many mails, made over the last hours; every third is a confirmation."""
    with app.app_context(), transaction():
        rows = [
            {"key": f"more:{n}", "edition_id": edition_id, "kind": "confirmation" if n % 3 == 0 else PLAIN,
             "locale": "nl", "sender_name": "Wij", "sender_email": "wij@example.org", "reply_to": "",
             "to_name": f"Menigte {n}", "to_email": f"menigte.{n}@example.org", "subject": f"Onderwerp {n}",
             "text": "Dag. " * 400, "html": "<p>Dag.</p>" * 400, "secret": False, "message_id": f"<{n}@example.org>",
             "state": list(MailState)[n % 7], "reason": list(Reason)[n % 9], "tries": 1,
             "created_at": clock.now() - timedelta(seconds=n), "next_at": None} | values
            for n in range(number)
        ]  # fmt: skip
        session.execute(insert(OutgoingMail), rows)


def states(app: Flask) -> Counter[MailState]:
    with app.app_context():
        return Counter(session.scalars(select(OutgoingMail.state)))


def found(browser: Browserless, **asked: str) -> list[str]:
    return [" ".join(n.to_text().split()) for n in browser.get(POST, query_string=asked).all("main tbody th")]


def press(browser: Browserless, page: Page, action: str, *ids: int) -> str:
    """Press one of the buttons under the list, with these mails ticked; what the next page says."""
    browser.post(f"{POST}/{action}", {"csrf_token": page.form("pauze")["csrf_token"], "mail": [str(id) for id in ids]})
    return browser.get(POST).main


class TestFinding:
    def test_mails_are_found_by_what_stands_on_them(self, app: Flask, organiser: Browserless, edition_id: int) -> None:
        more(app, edition_id, 14)
        assert found(organiser)[:3] == ["Menigte 0", "Menigte 1", "Menigte 2"], "the newest first"
        assert found(organiser, search="MENIGTE 13") == found(organiser, search="werp 13") == ["Menigte 13"]
        assert found(organiser, search="menigte.13@") == ["Menigte 13"]
        assert found(organiser, search="%") == found(organiser, search="e_i") == []
        assert found(organiser, state="sent") == ["Menigte 2", "Menigte 9"]
        assert found(organiser, kind="confirmation", state="sent") == ["Menigte 9"]
        assert found(organiser, reason="closed") == ["Menigte 1", "Menigte 10"]
        assert found(organiser, state="nonsense") == found(organiser)
        assert "No mail fits" in organiser.get(POST, query_string={"kind": "nonsense"}).main

    def test_the_mails_of_one_person(self, organiser: Browserless, make: Make, edition_id: int, post: Mailbox) -> None:
        bea, cor = make.register(edition_id, "Bea Zonder"), make.register(edition_id, "Cor Ook")
        post.work()
        assert len(found(organiser)) == 2
        page = organiser.get(POST, query_string={"person": bea.public_id})
        assert "These are the mails to Bea Zonder." in page.main and "Cor Ook" not in page.main
        mail = organiser.get(page.one("main tbody a").attrs["href"])
        assert organiser.get(mail.one("main a[href*=person]").attrs["href"]).main == page.main
        elsewhere = make.register(make.edition("anders"), "Dirk Elders")
        organiser.get(POST, query_string={"person": elsewhere.public_id}, status=404)
        organiser.get(POST, query_string={"person": "bestaat-niet"}, status=404)
        assert found(organiser, person=cor.public_id, search="Bea") == []

    def test_a_thousand_cost_the_same_few_queries(self, app: Flask, organiser: Browserless, edition_id: int) -> None:
        more(app, edition_id, 3)
        with counting(app) as few:
            organiser.get(POST)
        with app.app_context(), transaction():
            session.execute(delete(OutgoingMail))
        more(app, edition_id, 1_000)
        with counting(app) as many:
            assert len(found(organiser)) == 50
        assert len(many) == len(few)
        assert found(organiser, page="20")[-1] == "Menigte 999"

    def test_how_it_stands_is_said_on_top(self, app: Flask, organiser: Browserless, edition_id: int) -> None:
        more(
            app, edition_id, 4, state=MailState.WAITING, reason=Reason.FULL, created_at=clock.now() - timedelta(hours=3)
        )
        put(app, 1, state=MailState.FAILED, reason=Reason.UNKNOWN_ADDRESS)
        page = organiser.get(POST)
        assert "3 hours ago" in page.main
        assert "1 mail was not delivered" in page.main
        assert "3 × The mailbox is full." in page.main and "1 × This mail address does not exist." in page.main
        assert "3 of them go again by themselves" in page.main


class TestReading:
    def test_what_was_sent_can_be_read_without_the_personal_link(self, organiser: Browserless, mail_id: int) -> None:
        assert "Bea Zonder" in organiser.get(POST).main
        page = organiser.get(f"{POST}/{mail_id}")
        assert "((personal-link))" in page.main and "/p/r" not in page.text

    def test_the_text_is_the_text_that_left(self, organiser: Browserless, mail_id: int, post: Mailbox) -> None:
        shown = organiser.get(f"{POST}/{mail_id}").all("pre.mail-text")[0].to_text()
        [letter] = post.letters()
        left = letter.text.replace(letter.personal_link, "((personal-link))")
        assert shown.split() == left.split()

    def test_the_layout_can_do_nothing(self, organiser: Browserless, mail_id: int) -> None:
        response = organiser.http.get(f"{POST}/{mail_id}/html", base_url=organiser.base_url)
        policy = response.headers.get_all("Content-Security-Policy")
        assert len(policy) == 1 and "script" not in policy[0] and "sandbox" in policy[0]
        frame = organiser.get(f"{POST}/{mail_id}").one("iframe")
        assert frame.attrs["sandbox"] in ("", None) and frame.attrs["src"].endswith("/html")

    def test_the_calendar_is_told_in_words(self, organiser: Browserless, mail_id: int) -> None:
        page = organiser.get(f"{POST}/{mail_id}").main
        assert "Puts the day in the calendar" in page and "Samen leren" in page and "BEGIN:VEVENT" in page

    def test_why_it_failed_is_said_and_the_servers_words_are_behind_it(
        self, app: Flask, organiser: Browserless, mail_id: int
    ) -> None:
        fail(app)
        page = organiser.get(f"{POST}/{mail_id}")
        assert "This mail address does not exist. Look at the address with care" in page.main
        assert "550 no such user" in page.one("details p").to_text()
        assert "550" not in organiser.get(POST).main

    def test_mails_of_another_edition_do_not_exist_here(self, organiser: Browserless, mail_id: int, make: Make) -> None:
        make.edition("anders")
        organiser.get(f"/organisatie/anders/post/{mail_id}", status=404)


class TestDoing:
    def test_what_failed_is_sent_again_once(
        self, app: Flask, organiser: Browserless, mail_id: int, post: Mailbox
    ) -> None:
        fail(app)
        page = organiser.get(POST)
        assert "This button sends that mail once more" in page.main
        organiser.send(page, "opnieuw")
        assert "1 mail leaves again." in organiser.get(POST).main
        post.work()
        assert states(app) == {MailState.SENT: 1}
        with app.app_context():
            assert "mail.again" in session.scalars(select(AuditEntry.verb)).all()
        organiser.send(page, "opnieuw")
        assert "no mail has failed" in organiser.get(POST).main

    def test_one_mail_alone_is_sent_again(
        self, app: Flask, organiser: Browserless, mail_id: int, make: Make, edition_id: int, post: Mailbox
    ) -> None:
        make.register(edition_id, "Cor Ook")
        post.work()
        fail(app)
        organiser.send(organiser.get(f"{POST}/{mail_id}"), "opnieuw")
        assert states(app) == {MailState.QUEUED: 1, MailState.FAILED: 1}

    def test_ticked_mails_are_held_and_released_and_no_others(
        self, app: Flask, organiser: Browserless, edition_id: int, post: Mailbox
    ) -> None:
        more(app, edition_id, 3, state=MailState.QUEUED, next_at=clock.now())
        page = organiser.get(POST)
        first, second = sorted(int(box.attrs["value"]) for box in page.all("main tbody input"))[:2]
        assert "2 mails are held back." in press(organiser, page, "aanhouden", first, second)
        post.work()
        assert states(app) == {MailState.HELD: 2, MailState.SENT: 1}
        assert "1 mail leaves." in press(organiser, page, "vrijgeven", first)
        post.work()
        assert states(app) == {MailState.HELD: 1, MailState.SENT: 2}
        assert "nothing to hold back" in press(organiser, page, "aanhouden", first)
        assert "Tick at least one mail first." in press(organiser, page, "aanhouden")

    def test_everything_is_held_and_released(
        self, app: Flask, organiser: Browserless, edition_id: int, post: Mailbox, make: Make
    ) -> None:
        more(app, edition_id, 3, state=MailState.QUEUED, next_at=clock.now())
        page = organiser.get(POST)
        assert "hold back only the 3 mails that are ready now" in page.main
        organiser.post(f"{POST}/aanhouden", {"csrf_token": page.form("pauze")["csrf_token"], "all": "1"})
        page = organiser.get(POST)
        assert "This button sends 3 mails." in page.main
        post.work()
        assert states(app) == {MailState.HELD: 3}
        organiser.send(page, "vrijgeven")
        post.work()
        assert states(app) == {MailState.SENT: 3}

    def test_mails_of_another_edition_are_left_alone(
        self, app: Flask, organiser: Browserless, edition_id: int, make: Make
    ) -> None:
        more(app, make.edition("anders"), 2, state=MailState.QUEUED, next_at=clock.now())
        with app.app_context():
            ids = session.scalars(select(OutgoingMail.id)).all()
        for action in ("aanhouden", "vrijgeven", "afzeggen", "opnieuw"):
            press(organiser, organiser.get(POST), action, *ids)
        assert states(app) == {MailState.QUEUED: 2}

    def test_a_mail_that_need_not_leave_is_called_off_and_may_come_back(
        self, app: Flask, organiser: Browserless, edition_id: int, post: Mailbox
    ) -> None:
        more(app, edition_id, 1, state=MailState.HELD)
        page = organiser.get(POST)
        mail_id = int(page.one("main tbody input").attrs["value"])
        assert "1 mail is called off." in press(organiser, page, "afzeggen", mail_id)
        post.work()
        assert states(app) == {MailState.CANCELLED: 1}
        organiser.send(organiser.get(f"{POST}/{mail_id}"), "opnieuw")
        post.work()
        assert states(app) == {MailState.SENT: 1}
        assert "these mails are gone already" in press(organiser, page, "afzeggen", mail_id)

    def test_a_calendar_is_not_called_off_but_held(
        self, app: Flask, organiser: Browserless, make: Make, edition_id: int, post: Mailbox, mail_id: int
    ) -> None:
        """Our tables say that the calendar knows; the mail that tells it may be late, but must not vanish."""
        put(app, state=MailState.QUEUED, next_at=clock.now(), sent_at=None)
        page = organiser.get(POST)
        assert "cannot be called off" in press(organiser, page, "afzeggen", mail_id)
        assert "cannot be called off" in organiser.get(f"{POST}/{mail_id}").main
        press(organiser, page, "aanhouden", mail_id)
        assert "cannot be called off" in press(organiser, page, "afzeggen", mail_id)
        assert states(app) == {MailState.HELD: 1}
        fail(app)
        assert "1 mail is called off." in press(organiser, page, "afzeggen", mail_id), "it would never arrive"


class TestPause:
    def test_all_mail_waits_new_ones_too_and_nothing_is_lost(
        self, app: Flask, organiser: Browserless, make: Make, edition_id: int, post: Mailbox
    ) -> None:
        organiser.send(organiser.get(POST), "pauze")
        make.register(edition_id, "Bea Zonder")
        elsewhere = make.register(make.edition("anders"), "Dirk Elders")
        assert [letter.to for letter in post.letters()] == [f"Dirk Elders <{elsewhere.email}>"]
        page = organiser.get(POST)
        assert "All mail of this edition waits" in page.main and "This button lets 1 mail leave." in page.main
        assert "this one too" in organiser.get(page.one("main tbody a").attrs["href"]).main
        organiser.send(page, "verder")
        assert "All mail of this edition waits" not in organiser.get(POST).main
        assert len(post.to("bea.zonder@example.org")) == 1

    def test_twice_is_once(self, app: Flask, organiser: Browserless, edition_id: int) -> None:
        page = organiser.get(POST)
        organiser.send(page, "pauze")
        organiser.send(page, "pauze")
        paused = organiser.get(POST)
        assert len(paused.all("main form[action$=verder]")) == 1
        organiser.send(paused, "verder")
        organiser.send(paused, "verder")
        with app.app_context():
            verbs = Counter(session.scalars(select(AuditEntry.verb)))
        assert (verbs["mail.pause"], verbs["mail.resume"]) == (1, 1)


def test_mail_works_after_the_event(
    app: Flask, client: Browserless, make: Make, organiser: Browserless, post: Mailbox
) -> None:
    """Who asks for their link next month gets it, and what failed is still sent."""
    person = make.register(make.edition("voorbij", starts_at=clock.now() + timedelta(hours=1)), "Bea Zonder")
    post.work()
    with clock.standing_at(clock.now() + timedelta(days=30)):
        fail(app)
        page = organiser.get("/en/organisatie/voorbij/post")
        organiser.send(page, "opnieuw")
        assert len(post.to(person.email)) == 2
        visitor = Browserless(app)
        visitor.send(visitor.get("/mijn/link"), status=200, email=person.email)
        assert person.link in post.to(person.email)[-1].text
