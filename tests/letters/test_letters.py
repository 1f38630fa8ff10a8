"""Letters of organisers: whom they choose, what those people get, and sending it once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Update, select, update

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.letters.back_office import LETTERS, got
from tests.make import Make, Person
from tests.organise.test_today import counting
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public import stage
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.models import Placement
from werkplaats.db import session, transaction
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.registration import actions
from werkplaats.registration.models import Perspective, Registration

pytestmark = POSTGRESQL_LATER

LETTER: dict[str, Any] = {
    "subject_nl": "Nieuws over {editie}",
    "text_nl": "Hallo {naam},\n\nLees [het nieuws](https://example.org/n).",
}


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


@pytest.fixture
def organiser(app: Flask, edition: int) -> Browserless:
    return staff.signed_in(app)


def write(browser: Browserless, **answers: str) -> Page:
    """The page of a new letter."""
    return browser.follow(browser.send(browser.get(f"{LETTERS}/nieuw"), "nieuw", **{**LETTER, **answers}))


def mails(app: Flask) -> list[OutgoingMail]:
    with app.app_context():
        return list(session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "letter")))


def test_everyone_who_is_chosen_gets_a_mail_of_their_own(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    bea, ed = make.register(edition, "Bea Blij"), make.register(edition, "Ed English", locale="en")
    with app.app_context():
        actions.cancel(make.register(edition, "Gijs Weg").id)
    post.work()
    page = write(organiser)
    assert "Nothing goes before you say so" in organiser.get(f"{LETTERS}/nieuw").main
    assert "Send it to 2 people" in page.main and "To Bea Blij: Nieuws over Samen leren" in page.main
    assert "1 person reads our mails in English" in page.main
    assert [frame.attrs["sandbox"] for frame in page.all("iframe")] == ["", ""]
    assert got(app, "letter") == Counter()
    page = organiser.follow(organiser.send(page, "versturen"))
    assert "2 mails leave." in page.main and page.headers["Refresh"]
    post.work()
    first, second = post.to(bea.email)[-1], post.to(ed.email)[-1]
    assert first.subject == "Nieuws over Samen leren" and "Hallo Bea Blij," in first.text
    assert "het nieuws (https://example.org/n)" in first.text and 'href="https://example.org/n"' in first.html
    assert first.personal_link == bea.link and first.ics is None and first.message["List-Unsubscribe"] is None
    assert second.subject == "Nieuws over Learning together" or "Hallo Ed English," in second.text
    for letter, other in ((first, ed), (second, bea)):
        assert other.email not in letter.message.as_string() and letter.to.count("@") == 1
    assert "2 Sent" in organiser.get(page.response.request.path).main


def test_pressing_twice_sends_once(app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox) -> None:
    make.register(edition, "Bea Blij")
    form = organiser.get(f"{LETTERS}/nieuw")
    first, second = (organiser.send(form, "nieuw", **LETTER).location for _ in range(2))
    assert first == second, "the same form twice is one letter"
    page = organiser.get(first)
    organiser.send(page, "versturen")
    assert "It goes out once." in organiser.follow(organiser.send(page, "versturen")).main
    assert "It goes out once." in organiser.follow(organiser.send(page, "vasthouden")).main
    assert "It goes out once." in organiser.follow(organiser.send(page, "verwijderen")).main
    post.work()
    post.work()
    assert got(app, "letter") == Counter(["bea.blij@example.org"])
    assert not organiser.get(first).all('form[action$="versturen"]')


def test_held_back_it_waits_in_the_outbox(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    bea = make.register(edition, "Bea Blij")
    post.work()
    page = organiser.follow(organiser.send(write(organiser), "vasthouden"))
    post.work()
    assert [mail.state for mail in mails(app)] == [MailState.HELD] and len(post.to(bea.email)) == 1
    assert "1 Held back" in organiser.get(page.response.request.path).main
    organiser.send(organiser.get("/en/organisatie/2027/post"), "vrijgeven")
    assert [letter.subject for letter in post.to(bea.email)][1:] == ["Nieuws over Samen leren"]


def test_each_group_is_who_it_says(app: Flask, make: Make, edition: int, organiser: Browserless) -> None:
    a, b, c, d = make.breakouts(edition)
    bea = make.register(edition, "Bea", ranking=[a, b], perspective=Perspective.RESIDENT)
    cor = make.register(edition, "Cor", ranking=[b, a], perspective=Perspective.EDUCATION)
    dirk = make.register(edition, "Dirk")
    with app.app_context():
        actions.cancel(make.register(edition, "Weg", perspective=Perspective.RESIDENT).id)

    def chosen(whom: str, **answers: str) -> int:
        return int(write(organiser, whom=whom, **answers).all("main dl dd")[1].to_text())

    form = organiser.get(f"{LETTERS}/nieuw")
    keys = [option.attrs["value"] for option in form.all("#whom option")]
    rounds = [key for key in keys if key.startswith("without:")]
    assert len(keys) == 2 + 2 + 4 + 8 + 8 + 1
    assert [chosen(key) for key in rounds] == [0, 0], "nobody misses a place before there are places"
    assert (chosen("everyone:"), chosen("everyone:", cancelled="y")) == (3, 4)
    assert (chosen("perspective:resident"), chosen("perspective:resident", cancelled="y")) == (1, 2)
    assert (chosen("perspective:"), chosen("unranked:")) == (1, 1)
    Organiser(app, edition).publish()
    with app.app_context(), transaction():
        places = breakouts.places_of(bea.id)
        slot = places[0].slot
        assert slot is not None
        slot_id, breakout_id = slot.id, slot.breakout_id
        sitting = sum(p.slot is slot for one in (bea, cor, dirk) for p in breakouts.places_of(one.id))
        session.execute(_leave_one_round(dirk, int(rounds[1].partition(":")[2])))
    assert chosen(f"slot:{slot_id}") == sitting >= 1
    assert chosen(f"breakout:{breakout_id}") >= sitting
    assert [chosen(key) for key in rounds] == [0, 1]
    for key in ("slot:999999", "breakout:abc", "nonsense", "perspective:kapper"):
        page = organiser.send(form, "nieuw", status=200, **LETTER, whom=key)
        assert "Choose one of the answers in the list." in page.main


def _leave_one_round(person: Person, round_id: int) -> Update:
    mine = Placement.registration_id == person.id, Placement.round_id == round_id
    return update(Placement).where(*mine).values(slot_id=None)


def test_others_than_were_counted_are_asked_about_again(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    make.register(edition, "Bea Blij")
    page = write(organiser)
    make.register(edition, "Nieuw Erbij")
    again = organiser.follow(organiser.send(page, "versturen"))
    assert "other people by now" in again.main and "Send it to 2 people" in again.main
    gone = make.register(edition, "Gaat Nog")
    organiser.send(organiser.get(again.response.request.path), "versturen")
    with app.app_context():
        actions.cancel(gone.id)
    post.work()
    assert "gaat.nog@example.org" not in got(app, "letter"), "who cancelled meanwhile is not written to"
    assert len(got(app, "letter")) == 2


def test_an_english_letter_for_who_reads_english(
    make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    bea, ed = make.register(edition, "Bea Blij"), make.register(edition, "Ed English", locale="en")
    post.work()
    page = write(organiser, subject_en="News of {editie}", text_en="Hello {naam},")
    assert "in Dutch: it has no English words" not in page.main
    organiser.send(page, "versturen")
    post.work()
    assert post.to(ed.email)[-1].subject == "News of Learning together"
    assert post.to(bea.email)[-1].subject == "Nieuws over Samen leren"
    assert "Your own page:" in post.to(ed.email)[-1].text


def test_a_test_goes_to_the_writer_alone(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    bea = make.register(edition, "Bea Blij")
    post.work()
    page = write(organiser)
    for _ in range(2):
        assert "on its way to anna@example.org" in organiser.follow(organiser.send(page, "proef")).main
    assert len(post.to(bea.email)) == 1
    [letter] = post.to("anna@example.org")
    assert letter.subject == "[Test] Nieuws over Samen leren" and "Hallo Bea Blij," in letter.text
    assert "/p/" not in letter.text + letter.html and "/mijn/link" in letter.text, "nobody's personal link"


MISTAKES: list[tuple[dict[str, str], str]] = [
    ({"subject_nl": " "}, "Write a subject in Dutch."),
    ({"text_nl": ""}, "Write the letter in Dutch."),
    (
        {"text_nl": "Dag {nam}"},
        "This mail does not know {nam}. It knows: {naam}, {editie}, {dag}, {datum}, {tijd}.",
    ),
    ({"subject_nl": "Dag {"}, "There is a { that no } follows"),
    ({"text_en": "Hello"}, "Write a subject in English too, or leave both empty."),
    ({"subject_en": "Hello"}, "Write the letter in English too, or leave both empty."),
    ({"text_nl": "x" * 5001}, "Keep this under 5000 characters."),
    ({"subject_nl": "x" * 201}, "Keep this under 200 characters."),
    ({"csrf_token": "old"}, "open for a long time"),
]


def test_a_mistake_is_found_when_saving_and_loses_nothing(organiser: Browserless) -> None:
    form = organiser.get(f"{LETTERS}/nieuw")
    for answers, sentence in MISTAKES:
        page = organiser.send(form, "nieuw", status=200, **{**LETTER, **answers})
        assert sentence in page.main and page.title.startswith("Error:")
        assert page.form("nieuw")["text_nl"].strip() == {**LETTER, **answers}["text_nl"]
    assert "There is no letter yet" in organiser.get(LETTERS).main


def test_hostile_words_and_names_are_harmless(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    person = make.register(edition, "Gewoon")
    with app.app_context(), transaction():
        session.get_one(Registration, person.id).name = "<img src=x> {dag} [x](https://evil.example)"
    post.work()
    page = write(
        organiser,
        subject_nl="Nieuws\r\nBcc: slachtoffer@example.org",
        text_nl='<script>alert(1)</script> {naam} [x](https://x.nl/"onclick=alert)'.replace('"', "%22"),
    )
    organiser.send(page, "versturen")
    post.work()
    letter = post.to(person.email)[-1]
    assert letter.message["Bcc"] is None and letter.subject == "Nieuws Bcc: slachtoffer@example.org"
    assert "<script>" not in letter.html and "<img" not in letter.html and "evil.example" not in letter.text
    assert "{dag}" in letter.text


def test_a_letter_can_be_changed_and_removed_until_it_goes(
    app: Flask, make: Make, edition: int, organiser: Browserless
) -> None:
    make.register(edition)
    page = write(organiser)
    address = page.response.request.path
    first = second = organiser.get(f"{address}/wijzigen")
    organiser.send(first, "wijzigen", subject_nl="Van de eerste")
    both = organiser.send(second, "wijzigen", status=200, subject_nl="Van de tweede")
    assert "Somebody else changed this" in both.main and "Van de eerste" in both.main
    organiser.send(both, "wijzigen")
    page = organiser.get(address)
    assert page.heading.startswith("Van de tweede")
    organiser.send(page, "verwijderen")
    organiser.get(address, status=404)
    organiser.post(f"{address}/versturen", page.form("versturen"), status=404)
    assert "There is no letter yet" in organiser.get(LETTERS).main


def test_nobody_is_nobody_and_a_crowd_costs_a_quick_request(
    app: Flask, make: Make, edition: int, organiser: Browserless, post: Mailbox
) -> None:
    page = write(organiser)
    assert "nobody would get this letter" in page.main and not page.all('form[action$="versturen"]')
    make.crowd(edition, 120)
    page = organiser.get(page.response.request.path)
    with counting(app) as asked:
        organiser.send(page, "versturen")
    assert len(asked) < 25, "whatever the number of people"
    post.work()
    assert len(got(app, "letter")) == 120


def test_another_edition_has_its_own_letters(app: Flask, make: Make, edition: int, organiser: Browserless) -> None:
    make.register(edition)
    make.edition("2028")
    page = write(organiser)
    organiser.get(page.response.request.path.replace("2027", "2028"), status=404)
    stage.change(app, edition, title={"nl": "Anders"})
    assert "There is no letter yet" in organiser.get(LETTERS.replace("2027", "2028")).main
