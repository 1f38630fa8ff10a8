"""From outbox to a real mail server: each mail once, whatever dies on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from tests.conftest import free_port
from tests.post import Box, Letter
from werkplaats import clock, links
from werkplaats.db import session, transaction
from werkplaats.mail import actions, outbox
from werkplaats.mail.delivery import WAITS, deliver_all
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.outbox import Recipient, Sender
from werkplaats.mail.reasons import Reason
from werkplaats.mail.render import Rendered
from werkplaats.mail.transport import Server, Temporary, Transport

Connect = Callable[[], Transport]

ASIDE = (MailState.HELD, MailState.CANCELLED, MailState.FAILED, MailState.SENT)


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing after it runs, not even what handles errors."""


class DiesBefore(Server):
    """Takes the worker along before the mail is handed over."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        raise Killed


class DiesAfter(Server):
    """Takes the worker along right after the mail server said yes."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        super().send(message, sender, recipient)
        raise Killed


class Picky(Box):
    """A mail server with a bad day: `says` maps an address to its answer instead of yes."""

    def __init__(self) -> None:
        super().__init__()
        self.says: dict[str, str] = {}

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def picky() -> Iterator[Controller]:
    controller = Controller(Picky(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    app.extensions["huey"].flush()
    with app.app_context():
        yield app


def to(server: Controller) -> Connect:
    return partial(Server, server.hostname, server.port, security="none")


def queue(key: str, to_email: str = "noor@example.org", secret: bool = False) -> int | None:
    """Queue a mail with a personal link in it; its id, or None when the key was there."""
    link = (links.REGISTRATION, "abcdefgh23456789", 3)
    rendered = Rendered(f"Over {key}", f"Dag, {links.PLACEHOLDER} hier.\n", f"<p>Dag, {links.PLACEHOLDER} hier.</p>")
    with transaction():
        mail = outbox.queue(
            key, "test", rendered, Recipient("Noor", to_email, "nl", link=link), Sender("Wij"), secret=secret
        )
        session.flush()
        return mail.id if mail else None


def mail(id: int | None) -> OutgoingMail:
    session.rollback()
    return session.get_one(OutgoingMail, id)


def letters(server: Controller) -> list[Letter]:
    found: list[Letter] = server.handler.letters()
    return found


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    with clock.standing_at(clock.now() + by):
        yield


# The outbox


def test_the_same_thing_is_queued_once(context: Flask, smtp: Controller) -> None:
    assert queue("confirmation:1") is not None
    assert queue("confirmation:1") is None
    assert deliver_all(to(smtp)) == 1
    assert queue("confirmation:1") is None, "also after it was sent"
    assert deliver_all(to(smtp)) == 0
    assert [letter.subject for letter in letters(smtp)] == ["Over confirmation:1"]


def test_if_the_reason_fails_the_mail_never_existed(context: Flask, smtp: Controller) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.queue("x", "test", Rendered("s", "t", "h"), Recipient("", "a@example.org", "nl"), Sender("Wij"))
        session.flush()
        _ = 1 // 0
    assert deliver_all(to(smtp)) == 0
    assert letters(smtp) == []
    assert context.extensions["huey"].pending_count() == 0


def test_queueing_wakes_the_worker_once_it_is_committed(context: Flask) -> None:
    queue("x")
    assert context.extensions["huey"].pending_count() == 1


def test_a_link_is_filled_in_only_while_sending(context: Flask, smtp: Controller) -> None:
    id = queue("x")
    deliver_all(to(smtp))
    [letter] = letters(smtp)
    assert letter.personal_link == links.personal(links.REGISTRATION, "abcdefgh23456789", 3)
    assert letter.personal_link in letter.html
    assert "/p/" not in mail(id).text + mail(id).html, "what is kept holds no key to anyone's pages"


# Sending


def test_what_was_sent_is_recorded(context: Flask, smtp: Controller) -> None:
    id = queue("x")
    assert deliver_all(to(smtp)) == 1
    sent = mail(id)
    assert (sent.state, sent.tries, sent.next_at, sent.error) == (MailState.SENT, 1, None, None)
    assert sent.sent_at is not None
    assert letters(smtp)[0].message["Message-ID"] == sent.message_id


def test_a_secret_mail_forgets_what_it_said(context: Flask, smtp: Controller) -> None:
    secret, plain = queue("secret", secret=True), queue("plain")
    assert mail(secret).text
    deliver_all(to(smtp))
    assert (mail(secret).text, mail(secret).html) == ("", "")
    assert mail(plain).text
    assert all("hier" in letter.text for letter in letters(smtp))


def test_a_secret_mail_forgets_what_it_said_also_when_nobody_wants_it(context: Flask, picky: Controller) -> None:
    picky.handler.says["weg@example.org"] = "550 No such mailbox"
    secret = queue("secret", "weg@example.org", secret=True)
    deliver_all(to(picky))
    assert (mail(secret).state, mail(secret).text, mail(secret).html) == (MailState.FAILED, "", "")


def test_a_mail_refused_for_now_waits_longer_and_longer(context: Flask, picky: Controller) -> None:
    picky.handler.says["noor@example.org"] = "450 Mailbox busy"
    id = queue("x")
    passed = timedelta()
    for n, wait in enumerate(WAITS[:4], start=1):
        with later(passed):
            assert deliver_all(to(picky)) == 1
            waiting = mail(id)
            assert (waiting.state, waiting.tries) == (MailState.WAITING, n)
            assert "450" in (waiting.error or "")
            assert deliver_all(to(picky)) == 0, "not before its time"
        passed += wait + timedelta(seconds=2)
    picky.handler.says.clear()
    with later(passed):
        assert deliver_all(to(picky)) == 1
    assert (mail(id).state, mail(id).error) == (MailState.SENT, None)
    assert len(letters(picky)) == 1


def test_after_two_days_of_trying_a_mail_has_failed(context: Flask, picky: Controller) -> None:
    picky.handler.says["noor@example.org"] = "450 Mailbox busy"
    id = queue("x")
    with transaction():
        session.get_one(OutgoingMail, id).tries = len(WAITS)
    deliver_all(to(picky))
    assert (mail(id).state, mail(id).next_at) == (MailState.FAILED, None)
    with later(timedelta(days=9)):
        assert deliver_all(to(picky)) == 0


def test_a_mail_refused_for_good_has_failed_and_stops_no_other(context: Flask, picky: Controller) -> None:
    picky.handler.says["weg@example.org"] = "550 No such mailbox"
    bad, good = queue("bad", "weg@example.org"), queue("good")
    assert deliver_all(to(picky)) == 2
    assert (mail(bad).state, mail(good).state) == (MailState.FAILED, MailState.SENT)
    assert "550 No such mailbox" in (mail(bad).error or "")
    assert mail(bad).reason == Reason.UNKNOWN_ADDRESS
    with later(timedelta(days=9)):
        assert deliver_all(to(picky)) == 0


def test_a_mail_server_that_is_down_loses_nothing(context: Flask, smtp: Controller) -> None:
    ids = [queue(f"{n}") for n in range(3)]
    assert deliver_all(partial(Server, "127.0.0.1", free_port(), security="none")) == 3
    assert {mail(id).state for id in ids} == {MailState.WAITING}
    assert all("No connection" in (mail(id).error or "") for id in ids)
    with later(WAITS[0] + timedelta(seconds=2)):
        assert deliver_all(to(smtp)) == 3
    assert len(letters(smtp)) == 3


@pytest.mark.parametrize("state", ASIDE)
def test_what_stands_aside_is_not_sent(context: Flask, smtp: Controller, state: MailState) -> None:
    id = queue("x")
    with transaction():
        session.get_one(OutgoingMail, id).state, session.get_one(OutgoingMail, id).next_at = state, None
    with later(timedelta(days=9)):
        assert deliver_all(to(smtp)) == 0
    assert letters(smtp) == []


# Pace, pause and stopping


def test_all_workers_together_keep_the_pace(app: Flask, smtp: Controller) -> None:
    """Ten mails at 1 200 a minute leave at least 50 ms apart, whoever sends them."""
    with app.app_context():
        for n in range(10):
            queue(f"{n}")

    def worker() -> None:
        with app.app_context():
            deliver_all(to(smtp), per_minute=1200)

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)
    with app.app_context():
        tried = sorted(at for at in session.scalars(select(OutgoingMail.tried_at)) if at)
    assert len(tried) == 10
    assert min(b - a for a, b in zip(tried, tried[1:], strict=False)) >= timedelta(milliseconds=50)


def test_a_clock_that_went_back_does_not_stop_the_mail(context: Flask, smtp: Controller) -> None:
    with later(timedelta(days=90)):
        queue("from the future")
        deliver_all(to(smtp), per_minute=600)
    queue("now")
    assert deliver_all(to(smtp), per_minute=600) == 1


def test_while_the_site_is_paused_nothing_leaves_and_nothing_is_lost(context: Flask, smtp: Controller) -> None:
    assert actions.pause(None, "operator") and not actions.pause(None, "operator")
    id = queue("x")
    assert deliver_all(to(smtp)) == 0
    assert mail(id).state == MailState.QUEUED
    context.extensions["huey"].flush()
    assert actions.resume(None, "operator") and not actions.resume(None, "operator")
    assert context.extensions["huey"].pending_count() == 1, "who lets it go wakes the worker"
    assert deliver_all(to(smtp)) == 1


def test_a_pause_in_the_middle_counts_from_the_next_mail_on(context: Flask, smtp: Controller) -> None:
    class Pausing(Server):
        def send(self, message: bytes, sender: str, recipient: str) -> None:
            super().send(message, sender, recipient)
            actions.pause(None, "operator")

    for key in ("first", "second"):
        queue(key)
    assert deliver_all(partial(Pausing, smtp.hostname, smtp.port, security="none")) == 1


def test_who_is_told_to_stop_finishes_the_mail_at_hand(context: Flask, smtp: Controller) -> None:
    stop = context.extensions["stop"]

    class Stopping(Server):
        def send(self, message: bytes, sender: str, recipient: str) -> None:
            stop.set()
            super().send(message, sender, recipient)

    first, second = queue("first"), queue("second")
    try:
        assert deliver_all(partial(Stopping, smtp.hostname, smtp.port, security="none")) == 1
        assert deliver_all(to(smtp)) == 0
    finally:
        stop.clear()
    assert (mail(first).state, mail(second).state) == (MailState.SENT, MailState.QUEUED)


# Whatever dies on the way


def test_who_was_too_slow_changes_nothing_any_more(context: Flask, smtp: Controller) -> None:
    """Its lease was over and another worker sent the mail; that it failed here must not send it a third time."""

    class Slow(Server):
        def send(self, message: bytes, sender: str, recipient: str) -> None:
            with later(timedelta(hours=1)):
                assert deliver_all(to(smtp)) == 1
            raise Temporary("It took too long", Reason.NO_ANSWER)

    id = queue("x")
    deliver_all(partial(Slow, smtp.hostname, smtp.port, security="none"))
    assert (mail(id).state, mail(id).tries, mail(id).error) == (MailState.SENT, 2, None)
    assert len(letters(smtp)) == 1


def test_a_mail_that_nobody_can_make_stops_no_other(context: Flask, smtp: Controller) -> None:
    broken, good = queue("broken"), queue("good")
    with transaction():
        session.get_one(OutgoingMail, broken).message_id = "no id at all"
    assert deliver_all(to(smtp)) == 2
    assert (mail(broken).state, mail(broken).reason) == (MailState.FAILED, Reason.BROKEN)
    assert mail(good).state == MailState.SENT


def test_a_lease_is_longer_than_the_slowest_letter(context: Flask) -> None:
    """Connecting, greeting, encrypting, greeting, signing in, from, to, data, the text: each has its own timeout. And
    once all over, when the connection that carried the mail before turns out to be gone."""
    id = queue("x")
    begun = clock.now()

    with pytest.raises(Killed):
        deliver_all(partial(DiesBefore, "127.0.0.1", 1))
    slowest = 2 * 9 * timedelta(seconds=context.config["WERKPLAATS"].mail_timeout)
    assert (mail(id).next_at or begun) - begun > slowest


def test_a_worker_that_dies_before_sending_leaves_the_mail_to_the_next(context: Flask, smtp: Controller) -> None:
    id = queue("x")

    with pytest.raises(Killed):
        deliver_all(partial(DiesBefore, smtp.hostname, smtp.port, security="none"))
    assert mail(id).state == MailState.SENDING
    assert deliver_all(to(smtp)) == 0, "somebody may still be at it"
    lease_until = mail(id).next_at or clock.now()
    with clock.standing_at(lease_until - timedelta(seconds=5)):
        assert deliver_all(to(smtp)) == 0
    with clock.standing_at(lease_until + timedelta(seconds=5)):
        assert deliver_all(to(smtp)) == 1
    assert (mail(id).state, mail(id).tries) == (MailState.SENT, 2)
    assert len(letters(smtp)) == 1


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(context: Flask, smtp: Controller) -> None:
    """At most one duplicate, and mail programs can tell: its Message-ID is the same."""
    id = queue("x")

    with pytest.raises(Killed):
        deliver_all(partial(DiesAfter, smtp.hostname, smtp.port, security="none"))
    with clock.standing_at((mail(id).next_at or clock.now()) + timedelta(seconds=5)):
        assert deliver_all(to(smtp)) == 1
    first, second = letters(smtp)
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_no_transaction_is_open_while_the_server_is_slow(app: Flask, smtp: Controller) -> None:
    """Whoever registers meanwhile waits for nobody's mail server."""
    sending, go_on = threading.Event(), threading.Event()

    class Slow(Server):
        def send(self, message: bytes, sender: str, recipient: str) -> None:
            sending.set()
            assert go_on.wait(timeout=30)
            super().send(message, sender, recipient)

    def worker() -> None:
        with app.app_context():
            deliver_all(partial(Slow, smtp.hostname, smtp.port, security="none"))

    with app.app_context():
        queue("first")
        thread = threading.Thread(target=worker)
        thread.start()
        assert sending.wait(timeout=30)
        queue("second")
        go_on.set()
        thread.join(timeout=30)
        assert set(session.scalars(select(OutgoingMail.state))) == {MailState.SENT}


def test_four_workers_send_each_mail_once(app: Flask, smtp: Controller) -> None:
    with app.app_context():
        for n in range(24):
            queue(f"{n}", f"deelnemer.{n}@example.org")
    begin, tried = threading.Barrier(4), []

    def worker() -> None:
        with app.app_context():
            begin.wait(timeout=30)
            tried.append(deliver_all(to(smtp)))

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)
    assert sum(tried) == 24
    assert sorted(letter.subject for letter in letters(smtp)) == sorted(f"Over {n}" for n in range(24))
    with app.app_context():
        assert set(session.scalars(select(OutgoingMail.tries))) == {1}


def test_waiting_gets_longer_until_about_two_days_have_passed() -> None:
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=1.5) < sum(WAITS, timedelta()) < timedelta(days=3)
