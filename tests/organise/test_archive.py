"""The archive: what stays, what goes and when, what still waits; nobody adds to it, and everyone can take back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.notes import written
from tests.page import Browserless, words
from tests.public import stage
from werkplaats import clock
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import Refused
from werkplaats.mail.models import OutgoingMail
from werkplaats.notes import guests, responses
from werkplaats.notes.actions import add_card, edit_card, publish_card, withdraw_card
from werkplaats.notes.models import Card, CardKind, CardShow, CardState, ResponseKind
from werkplaats.notes.note import actions as note
from werkplaats.notes.note import review
from werkplaats.notes.note.models import NoteState, RemarkKind
from werkplaats.notes.responses import ResponseAnswers
from werkplaats.notes.steps import CardAnswers
from werkplaats.people.models import Person
from werkplaats.privacy.actions import retain
from werkplaats.registration.models import Perspective

pytestmark = POSTGRESQL_LATER
ARCHIVE = "/organisatie/2027/archief"
TOLD = "Deze editie staat in het archief"


def test_an_edition_goes_into_the_archive_and_comes_out_again(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    people = make.people(edition, 3)
    host = stage.host(app, stage.slots(app, edition)[0], "Hilde Host", "hilde@example.org")
    stage.card(app, edition, "Voor iedereen.")
    stage.card(app, edition, "Wacht nog.", state=CardState.WAITING)
    with app.app_context():
        mails = session.scalar(select(func.count()).select_from(OutgoingMail))
        start = session.get_one(Edition, edition).starts_at
    client.sign_in(make.organiser())
    early = client.get(ARCHIVE)
    assert "als de dag voorbij is" in early.main and not early.all("main form")
    with clock.standing_at(start + timedelta(days=8)):
        reader, before = Browserless(app), Browserless(app).get("/2027/oogst").main
        client.get("/organisatie/2027/instellingen").one(f'main a[href="{ARCHIVE}"]')
        page = client.get(ARCHIVE)
        for said in ("1 kaart in de oogst", "3 mensen deden mee", "van 3 mensen wie het zijn", "met 1 persoon",
                     "1 kaart wacht tot je hem leest", "Je kunt hem er tot"):  # fmt: skip
            assert said in page.main, said
        days = [words(heading) for heading in page.all("main h3")]
        assert len(days) == 3 and all(day.startswith("Gaat weg op") for day in days)
        page = client.follow(client.send(page, "/archief"))
        assert page.heading == TOLD and "Sinds" in page.main
        assert reader.get("/2027/oogst").main == before
        assert "tot je hem leest" not in client.get("/organisatie").main
        today = client.get("/organisatie/2027/").main
        assert "Hij staat in het archief sinds" in today and "tot je hem leest" not in today
        reader.get(people[0].link, status=303)
        assert "Deel wat je leerde" not in reader.get("/mijn").main
        assert "Sturen" not in reader.get("/mijn/kaart").main
        again = client.follow(client.send(client.get(ARCHIVE), "/terug"))
        assert "tot je hem leest" in client.get("/organisatie/2027/").main and again.all('form[action$="/archief"]')
        late = client.post(f"{ARCHIVE}/terug", {"csrf_token": again.form("/archief")["csrf_token"]})
        assert "staat niet in het archief" in client.follow(late).main
        client.send(client.get(ARCHIVE), "/archief")
        speaker = Browserless(app)
        speaker.get(host, status=303)
        assert "Hilde Host" in reader.get("/2027/sprekers").main
        speaker.send(speaker.get("/mijn/taken/profiel/voorbeeld"), "/weg")
        assert "Hilde Host" not in reader.get("/2027/sprekers").main
    with clock.standing_at(start + timedelta(days=367)), app.app_context():
        retain()
    with clock.standing_at(start + timedelta(days=367)):
        page = client.get(ARCHIVE)
        assert "3 mensen deden mee" in page.main and "van 0 mensen wie het zijn" in page.main
        assert [words(heading).split(" ")[0] for heading in page.all("main h3")] == ["Weg"] * 3
        assert "blijft deze editie in het archief" in client.follow(client.send(page, "/terug")).main
        assert "Inwoner" in client.get("/organisatie/2027/").main
    with app.app_context():
        verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.contains("archive"))).all()
        assert verbs == ["edition.archive", "edition.unarchive", "edition.archive"]
        assert session.scalar(select(func.count()).select_from(OutgoingMail)) == mails


def test_nobody_adds_to_what_is_in_the_archive_and_everyone_can_take_back(app: Flask, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() + timedelta(minutes=1))
    me, other = make.register(edition, "Ik", perspective=Perspective.RESIDENT), make.register(edition, "Ander")
    first, second, *_ = stage.slots(app, edition)
    stage.host(app, first, "Hilde Host", "hilde@example.org")
    written.note(app, first, state=NoteState.IN_REVIEW)
    answers = CardAnswers(CardKind.QUESTION, "Hoe dan?", CardShow.NAME, "1")
    with app.app_context():
        card_id, mine = add_card(other.id, answers), add_card(me.id, answers)
        publish_card(card_id, "user:1")
        responses.recognise(me.id, card_id)
        offered = guests.offer_card(second, "", answers)
        own, host = session.get_one(Card, mine).public_id, session.scalars(select(Person.id)).one()
    stage.change(app, edition, state=EditionState.ARCHIVED, archived_at=clock.now())
    but = ResponseAnswers(ResponseKind.BUT, "Niet zo.", CardShow.NAME, "1")
    remark = review.Said(RemarkKind.COMMENT, 1, "Wat we leerden.", "Zeg ook wie.")
    closed = (
        lambda: add_card(me.id, CardAnswers(CardKind.TOOL, "Nog een.", CardShow.NAME, "1")),
        lambda: add_card(me.id, CardAnswers(CardKind.TOOL, "Nog een.", CardShow.NAME, "1"), as_note=True),
        lambda: edit_card(me.id, own, answers),
        lambda: guests.offer_card(first, "", answers),
        lambda: guests.change_offered(offered, "", answers),
        lambda: responses.respond(me.id, card_id, but),
        lambda: responses.recognise(other.id, card_id),
        lambda: note.save(first, host, "Nieuwe tekst", ""),
        lambda: note.take_pen(first, host),
        lambda: review.say(first, me.id, remark, named=False),
    )
    with app.app_context():
        for attempt in closed:
            with pytest.raises(Refused):
                attempt()
        responses.recognise_no_more(me.id, card_id)
        withdraw_card(me.id, own)
        guests.withdraw_offered(offered)
        responses.report(card_id, "Dit klopt niet.")
        states = {card.id: card.state for card in session.scalars(select(Card))}
    assert states == {card_id: CardState.PUBLISHED, mine: CardState.WITHDRAWN, offered: CardState.WITHDRAWN}
