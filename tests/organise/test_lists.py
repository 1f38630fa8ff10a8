"""The list of registrations and the outbox."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.make import Make
from tests.organise.test_today import counting
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats.audit import AuditEntry
from werkplaats.db import session, transaction
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.registration.models import Perspective

PEOPLE = "/en/organisatie/2027/aanmeldingen"
POST = "/en/organisatie/2027/post"


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(make: Make, client: Browserless, edition_id: int) -> Browserless:
    client.sign_in(make.organiser())
    return client


def names(browser: Browserless, **asked: str) -> list[str]:
    page = browser.get(PEOPLE, query_string=asked)
    return [" ".join(n.to_text().split()) for n in page.all("main tbody th")]


class TestRegistrations:
    def test_nobody_yet_says_what_to_do(self, organiser: Browserless) -> None:
        assert "Share the address of the site" in organiser.get(PEOPLE).main

    def test_people_are_found(self, organiser: Browserless, make: Make, edition_id: int) -> None:
        first, second = make.breakouts(edition_id)[:2]
        make.register(edition_id, "Bea Zonder")
        make.register(edition_id, "Anne 100%", "ann_e@example.org", (first, second), Perspective.RESIDENT)
        assert names(organiser) == ["Anne 100%", "Bea Zonder"]
        assert names(organiser, search="bea") == names(organiser, search="ZONDER@") == ["Bea Zonder"]
        assert names(organiser, search="%") == names(organiser, search="n_e") == ["Anne 100%"]
        assert names(organiser, perspective="resident") == ["Anne 100%"]
        assert names(organiser, state="cancelled", perspective="nonsense") == []
        row = organiser.get(PEOPLE).all("main tbody tr")[0]
        assert row.query("td.numeric")[0].to_text().strip() == "2"

    def test_fifty_on_a_page_with_the_same_few_queries(
        self, app: Flask, organiser: Browserless, make: Make, edition_id: int
    ) -> None:
        make.people(edition_id, 3)
        with counting(app) as few:
            organiser.get(PEOPLE)
        make.people(edition_id, 53)
        with counting(app) as many:
            assert len(names(organiser)) == 50
        assert len(many) == len(few)
        assert len(names(organiser, page="2")) == len(names(organiser, page="99")) == 3
        assert names(organiser, page="-1") == names(organiser, page="x")

    def test_a_hostile_name_is_only_a_name(self, organiser: Browserless, make: Make, edition_id: int) -> None:
        make.register(edition_id, "<script>alert(1)</script>", "x@example.org")
        assert names(organiser) == ["<script>alert(1)</script>"]


class TestOutbox:
    @pytest.fixture
    def mail_id(self, app: Flask, make: Make, edition_id: int, post: Mailbox) -> int:
        make.register(edition_id, "Bea Zonder")
        post.work()
        with app.app_context():
            return session.scalars(select(OutgoingMail.id)).one()

    def fail(self, app: Flask) -> None:
        with app.app_context(), transaction():
            session.execute(update(OutgoingMail).values(state=MailState.FAILED, error="550 no such user", tries=3))

    def test_what_was_sent_can_be_read_without_the_personal_link(self, organiser: Browserless, mail_id: int) -> None:
        assert "Bea Zonder" in organiser.get(POST).main
        page = organiser.get(f"{POST}/{mail_id}")
        assert "((personal-link))" in page.main and "/p/r" not in page.text

    def test_the_layout_can_do_nothing(self, organiser: Browserless, mail_id: int) -> None:
        response = organiser.http.get(f"{POST}/{mail_id}/html", base_url=organiser.base_url)
        policy = response.headers.get_all("Content-Security-Policy")
        assert len(policy) == 1 and "script" not in policy[0] and "sandbox" in policy[0]

    def test_what_failed_is_sent_again_once(
        self, app: Flask, organiser: Browserless, mail_id: int, post: Mailbox
    ) -> None:
        self.fail(app)
        page = organiser.get(POST)
        assert "550 no such user" in page.main and "This button sends that mail once more" in page.main
        organiser.send(page, "opnieuw")
        assert "1 mail leaves again." in organiser.get(POST).main
        post.work()
        with app.app_context():
            assert session.get_one(OutgoingMail, mail_id).state == MailState.SENT
            assert "mail.again" in session.scalars(select(AuditEntry.verb)).all()
        organiser.send(page, "opnieuw")
        assert "no mail has failed" in organiser.get(POST).main

    def test_one_mail_alone_is_sent_again(self, app: Flask, organiser: Browserless, mail_id: int, make: Make,
                                          edition_id: int, post: Mailbox) -> None:  # fmt: skip
        make.register(edition_id, "Cor Ook")
        post.work()
        self.fail(app)
        organiser.send(organiser.get(f"{POST}/{mail_id}"), "opnieuw")
        with app.app_context():
            states = dict(session.execute(select(OutgoingMail.id, OutgoingMail.state)).all())
            assert states.pop(mail_id) == MailState.QUEUED and set(states.values()) == {MailState.FAILED}

    def test_states_are_a_filter(self, organiser: Browserless, mail_id: int) -> None:
        assert "There are no mails in this state." in organiser.get(POST, query_string={"state": "failed"}).main
        assert "Bea Zonder" in organiser.get(POST, query_string={"state": "sent"}).main

    def test_mails_of_another_edition_do_not_exist_here(self, organiser: Browserless, mail_id: int, make: Make) -> None:
        make.edition("anders")
        organiser.get(f"/organisatie/anders/post/{mail_id}", status=404)
