"""The words of the mails, as an edition writes them: in the mail that leaves, tried beforehand, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.letters.back_office import WORDS
from tests.make import Make
from tests.page import Browserless, Page, words
from tests.post import Mailbox
from werkplaats.db import session
from werkplaats.letters.words import WORDINGS
from werkplaats.mail.models import MailText, OutgoingMail
from werkplaats.web.language import LANGUAGES

CONFIRMATION = f"{WORDS}/confirmation/nl"
OWN: dict[str, Any] = {
    "subject": "Welkom, {naam}",
    "opening": "Beste {naam},\n\nFijn! Zie [de site](https://example.org).",
    "closing": "Tot {dag}!",
}


@pytest.fixture
def organiser(app: Flask, make: Make) -> Browserless:
    make.edition("2027")
    return staff.signed_in(app)


def save(browser: Browserless, address: str = CONFIRMATION, status: int = 303, **answers: str) -> Page:
    return browser.send(browser.get(address), address.rpartition("/")[2], status=status, **{**OWN, **answers})


def kept(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count(MailText.id))) or 0


def test_own_words_stand_around_the_same_facts(app: Flask, make: Make, organiser: Browserless, post: Mailbox) -> None:
    assert "Your changes are saved." in organiser.follow(save(organiser)).main
    assert "Own words" in organiser.get(WORDS).main
    with app.app_context():
        edition_id = session.scalars(select(MailText.edition_id)).one()
    bea, ed = (
        make.register(edition_id, "Bea <Blij>", "bea@example.org"),
        make.register(edition_id, "Ed English", locale="en"),
    )
    other = make.register(make.edition("2028"), "Elders")
    [letter], [english], [elsewhere] = post.to(bea.email), post.to(ed.email), post.to(other.email)
    assert letter.subject == "Welkom, Bea Blij" and letter.text.startswith("Beste Bea Blij,\r\n\r\nFijn! Zie de site (")
    assert '<a href="https://example.org">de site</a>' in letter.html and "Je doet mee aan" not in letter.text
    assert "Ronde 1" in letter.text and letter.personal_link == bea.link and letter.ics, "the facts stay"
    assert letter.text.index("agenda") < letter.text.index("Tot ") < letter.text.index("Hartelijke groet")
    assert english.subject.startswith("You take part: ") and elsewhere.subject.startswith("Je doet mee: ")


MISTAKES: list[tuple[dict[str, str], str]] = [
    ({"opening": "Dag {nam},"}, "This mail does not know {nam}."),
    ({"subject": "Dag {deelsessie}"}, "This mail does not know {deelsessie}."),
    ({"closing": "Dag {naam"}, "There is a { that no } follows"),
    ({"opening": "Dag }"}, "There is a } without a {"),
    ({"opening": "{{ config }} {% if x %}"}, "There is a { that no } follows"),
    ({"opening": "{naam.__class__}"}, "This mail does not know {naam.__class__}."),
    ({"opening": "[x](javascript:alert)"}, "Write the address behind “x” in full"),
    ({"subject": "  "}, "Write a subject."),
    ({"opening": ""}, "Write what stands above the facts."),
    ({"closing": "x" * 5001}, "Keep this under 5000 characters."),
    ({"csrf_token": "old"}, "open for a long time"),
]


def test_a_mistake_is_found_when_saving(app: Flask, organiser: Browserless) -> None:
    for answers, sentence in MISTAKES:
        page = save(organiser, status=200, **answers)
        assert sentence in page.main and page.title.startswith("Error:")
        assert page.form("nl")["opening"].strip() == {**OWN, **answers}["opening"]
        assert "First mend what is wrong" in page.main and not page.all("iframe")
    assert kept(app) == 0


def test_a_preview_shows_what_was_typed_and_saves_nothing(app: Flask, organiser: Browserless) -> None:
    page = save(organiser, status=200, do="preview")
    assert "Beste Sanne Voorbeeld," in page.one("#preview pre").to_text()
    frame = page.one("#preview iframe").attrs
    assert "Welkom, Sanne" not in frame["srcdoc"] and "Beste Sanne Voorbeeld" in frame["srcdoc"]
    assert frame["sandbox"] == ""
    policy = page.headers["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-" in policy and "unsafe" not in policy
    assert page.form("nl")["subject"] == OWN["subject"] and kept(app) == 0


def test_a_test_mail_goes_to_the_writer_alone(app: Flask, organiser: Browserless, post: Mailbox) -> None:
    page = save(organiser, status=200, do="test")
    assert "on its way to anna@example.org" in page.main and kept(app) == 0
    [letter] = post.letters()
    assert letter.to.endswith("<anna@example.org>") and letter.subject == "[Test] Welkom, Sanne Voorbeeld"
    assert "/mijn/link" in letter.text and "((" not in letter.text + letter.html and letter.ics is None


def test_the_standard_text_comes_back(app: Flask, organiser: Browserless) -> None:
    standard = organiser.get(CONFIRMATION).form("nl")
    save(organiser)
    page = organiser.get(CONFIRMATION)
    assert "disappear" in page.main
    assert "The standard text is back." in organiser.follow(organiser.send(page, "standaard")).main
    back = organiser.get(CONFIRMATION).form("nl")
    assert (back["subject"], back["opening"].strip()) == (standard["subject"], standard["opening"].strip())
    assert kept(app) == 0
    assert "Somebody else changed this" not in organiser.follow(save(organiser)).main
    assert "Somebody else changed this" in organiser.follow(organiser.send(page, "standaard", seen="old")).main
    organiser.send(organiser.get(CONFIRMATION), "nl", **{**OWN, **{n: back[n] for n in OWN}})
    assert kept(app) == 0, "our own words, written again, are ours"


def test_two_organisers_at_once_see_both(app: Flask, organiser: Browserless) -> None:
    first = second = organiser.get(CONFIRMATION)
    organiser.send(first, "nl", **{**OWN, "opening": "Van de eerste"})
    page = organiser.send(second, "nl", status=200, **{**OWN, "opening": "Van de tweede"})
    assert "Somebody else changed this" in page.main and "Van de eerste" in page.main
    assert page.form("nl")["opening"].strip() == "Van de tweede"
    organiser.send(page, "nl")
    assert organiser.get(CONFIRMATION).form("nl")["opening"].strip() == "Van de tweede"


@POSTGRESQL_LATER
def test_every_kind_of_mail_can_be_seen_in_both_languages(app: Flask, organiser: Browserless) -> None:
    for wording in WORDINGS:
        for language in LANGUAGES:
            page = organiser.get(f"{WORDS}/{wording.kind}/{language}")
            mail = page.one("#preview pre").to_text()
            assert "{" not in mail and ("Sanne" in mail) is ("naam" in wording.placeholders), wording.kind
            assert "{" not in words(page.one("#preview h3")), wording.kind
            assert {f"{{{name}}}" for name in wording.placeholders} <= set(page.main.split()), wording.kind
    organiser.get(f"{WORDS}/letter/nl", status=404)
    organiser.get(f"{WORDS}/confirmation/fr", status=404)


@POSTGRESQL_LATER
def test_an_edition_without_a_programme_can_be_seen_too(app: Flask, make: Make, organiser: Browserless) -> None:
    make.edition("2028", breakouts=0)
    for wording in WORDINGS:
        organiser.get(f"{WORDS.replace('2027', '2028')}/{wording.kind}/nl")


def test_what_was_made_before_stays_as_it_is(app: Flask, make: Make, organiser: Browserless, post: Mailbox) -> None:
    with app.app_context():
        edition_id = session.scalars(select(MailText.edition_id)).first()
    assert edition_id is None
    save(organiser)
    with app.app_context():
        edition_id = session.scalars(select(MailText.edition_id)).one()
    make.register(edition_id, "Bea Blij")
    post.work()
    organiser.send(organiser.get(CONFIRMATION), "standaard")
    with app.app_context():
        assert session.scalars(select(OutgoingMail.subject)).all() == ["Welkom, Bea Blij"]
