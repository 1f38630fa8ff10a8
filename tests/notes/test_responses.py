"""What others say to a card: that they recognise it, an answer, a "yes, but", a report. Dissent stays visible."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.staff import signed_in
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.notes.test_cards import entered
from tests.notes.test_harvest import card, inside
from tests.page import Browserless, words
from tests.public import stage
from werkplaats import consent
from werkplaats.audit import AuditEntry
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.notes import actions, queries, responses
from werkplaats.notes.models import CardKind, CardShow, Response, ResponseKind, ResponseState
from werkplaats.notes.responses import ResponseAnswers
from werkplaats.registration.models import Perspective

HARVEST, CARDS = "/en/mijn/oogst", "/en/organisatie/2027/kaarten"
WORDS: dict[str, Any] = {"text": "Not for everyone.", "show": "perspective", "consent": "y"}


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


@pytest.fixture
def ans(make: Make, edition: int) -> Person:
    return make.register(edition, "Ans Voorbeeld")


@pytest.fixture
def bo(make: Make, edition: int) -> Person:
    return make.register(edition, "Bo Lezer", perspective=Perspective.RESIDENT)


def published(app: Flask, author: Person, kind: CardKind = CardKind.QUESTION, show: CardShow = CardShow.NAME) -> int:
    """A card that everyone may read; its id. Its number is the same in a new edition."""
    with app.app_context():
        card_id = actions.add_card(author.id, card("How do you do it?", show, kind=kind))
        actions.publish_card(card_id, "user:1")
        return card_id


def test_a_card_is_recognised_once_and_its_author_hears_of_it(app: Flask, ans: Person, bo: Person) -> None:
    published(app, ans)
    reader, author = entered(app, bo), entered(app, ans)
    page = reader.get(f"{HARVEST}/1")
    for _ in range(2):
        reader.send(page, "/herken")
    assert "1 person recognises this" in reader.get(HARVEST).main
    assert "1 person recognises this" in author.get("/en/mijn").main
    assert not author.get(f"{HARVEST}/1").all("form[action$='/herken']")
    author.post(f"{HARVEST}/1/herken", {**author.get(f"{HARVEST}/1").form("/reactie"), "on": "1"})
    assert "This is your own card" in author.get(f"{HARVEST}/1").main
    reader.send(reader.get(f"{HARVEST}/1"), "/herken")
    assert "recognises" not in reader.get(HARVEST).main
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        assert "Bo" not in repr([entry.ids for entry in session.scalars(select(AuditEntry))])


def test_an_answer_and_a_but_are_read_first_and_stay_visible(app: Flask, edition: int, ans: Person, bo: Person) -> None:
    published(app, ans)
    reader, organiser = entered(app, bo), signed_in(app)
    page = reader.get(f"{HARVEST}/1")
    wrong = reader.send(page, "/reactie", status=200, text="Mail bo@example.org, says Bo Lezer.", show="perspective")
    assert wrong.title.startswith("Error:")
    errors = " ".join(words(e) for e in wrong.all(".error-summary li"))
    assert "bo@example.org, Bo Lezer" in errors and "Choose what you want to say." in errors
    assert wrong.form("/reactie")["text"].startswith("Mail bo@")
    for kind, text in (("answer", "With coffee."), ("but", "Not for everyone.")):
        for _ in range(2):
            reader.send(page, "/reactie", **{**WORDS, "kind": kind, "text": text})
    assert "With coffee." not in entered(app, ans).get(HARVEST).main
    waiting = organiser.get(f"{CARDS}?pile=responses")
    assert waiting.main.count("With coffee.") == 3, "the words, and what tells its two buttons apart"
    assert "2" in words(organiser.get("/en/organisatie/2027/").one("a[href$='pile=responses']"))
    for _ in range(2):
        organiser.send(organiser.get(f"{CARDS}?pile=responses"), "/publiceren")
    author = entered(app, ans).get("/en/mijn").main
    assert "1 answer" in author and "1 “yes, but”" in author
    shown = entered(app, ans).get(f"{HARVEST}/1").main
    assert "Yes, but Not for everyone. Participant" in shown and "With coffee." in shown
    organiser.send(organiser.get(f"{CARDS}?pile=published"), "/verbergen")  # the card itself comes first
    reader.get(f"{HARVEST}/1", status=404)
    assert "nobody can read this" in reader.get("/en/mijn").main
    organiser.send(organiser.get(f"{CARDS}?pile=hidden"), "/publiceren")
    mine = reader.get(f"{HARVEST}/1")
    done = reader.follow(reader.send(mine, "/terugnemen"))
    assert "With coffee." not in done.main and "They are gone" in done.main
    with app.app_context():
        assert [r.text for r in queries.published(edition)[0].responses] == ["Not for everyone."]


def test_an_expired_session_keeps_the_words(app: Flask, ans: Person, bo: Person) -> None:
    published(app, ans)
    reader = entered(app, bo)
    written = {**reader.get(f"{HARVEST}/1").form("/reactie"), **WORDS, "kind": "but"}
    reader.http.delete_cookie("werkplaats_session", domain="127.0.0.1")
    kept = reader.post(f"{HARVEST}/1/reactie", written, status=403)
    assert kept.form()["text"] == WORDS["text"] and kept.form()["kind"] == "but"
    reader.get(bo.link, status=303)
    reader.send(kept)
    assert WORDS["text"] in reader.get("/en/mijn").main
    stale = reader.post(f"{HARVEST}/1/reactie", {**written, "csrf_token": "old"}, status=200)
    assert stale.form("/reactie")["text"] == WORDS["text"]


@POSTGRESQL_LATER
def test_only_published_words_with_consent_reach_readers(app: Flask, edition: int, ans: Person, bo: Person) -> None:
    """Every kind of words × state × way to appear × whether the consent stands, below a card for everyone."""
    card_id = published(app, ans)
    walk = list(product((ResponseKind.BUT, ResponseKind.ANSWER), ResponseState, CardShow, (True, False)))
    with app.app_context():
        for kind, state, show, agreed in walk:
            text = f"{kind} {state} {show} {agreed}"
            responses.respond(bo.id, card_id, ResponseAnswers(kind, text, show, "response-1", Perspective.RESIDENT))
            with transaction():
                row = session.scalars(select(Response).order_by(Response.id.desc())).first()
                assert row is not None
                row.state, row.author_name = state, "Bo Lezer"
                if not agreed:
                    consent.withdraw_for_response(row.id)
        fit = [(str(k), str(s)) for k, state, s, ok in walk if ok and state == ResponseState.PUBLISHED]
        public = {(str(r.kind), r.text.split()[2], r.name) for r in queries.published(edition)[0].responses}
    assert public == {(k, s, "Bo Lezer" if s == "name" else "") for k, s in fit if s != "participants"}
    within = inside(app, edition)[0].responses
    assert {(str(r.kind), r.text.split()[2]) for r in within} == set(fit)
    assert {r.perspective for r in within} == {None}, "fewer than five share it"
    assert {r.only_for_participants for r in within if "participants" in r.text} == {True}
    harvest = Browserless(app).get("/2027/oogst").main
    assert "participants True" not in harvest and "waiting" not in harvest


def test_reports_by_a_participant_and_by_anyone(app: Flask, make: Make, ans: Person, bo: Person) -> None:
    published(app, ans)
    stage.card(app, 1, "Only for us.", show=CardShow.PARTICIPANTS)
    reader, stranger, organiser = entered(app, bo), Browserless(app), signed_in(app)
    reader.send(reader.get(f"{HARVEST}/1/melden"), reason="It hurts.")
    form = stranger.get("/en/2027/oogst/1/melden")
    assert "Error:" in stranger.send(form, status=200, reason=" ").title
    for _ in range(2):
        assert "Thank you" in stranger.send(form, status=200, reason="It names <b>me</b>.").heading
    stranger.get("/en/2027/oogst/2/melden", status=404)
    stranger.get("/en/2027/oogst/9/melden", status=404)
    reports = organiser.get(f"{CARDS}?pile=reports")
    assert len(reports.all("main .grid > article")) == 2
    assert "<b>me</b>" in reports.main and "Bo" not in reports.main
    after = organiser.follow(organiser.send(reports, "/klaar"))
    assert len(after.all("main .grid > article")) == 1
    organiser.send(after, "/verbergen")
    assert "There is nothing here now." in organiser.get(f"{CARDS}?pile=reports").main
    stranger.get("/en/2027/oogst/1/melden", status=404)
    with app.app_context():
        assert set(session.scalars(select(Response.state))) == {ResponseState.DONE}


def test_others_words_and_other_editions_do_not_exist(app: Flask, make: Make, ans: Person, bo: Person) -> None:
    card_id = published(app, ans)
    reader, neighbour = entered(app, bo), entered(app, ans)
    reader.send(reader.get(f"{HARVEST}/1"), "/reactie", **{**WORDS, "kind": "but"})
    back = next(f.attrs["action"] for f in reader.get(f"{HARVEST}/1").all("form[action$='terugnemen']"))
    neighbour.post(back, {"csrf_token": neighbour.get(f"{HARVEST}/1").form("/reactie")["csrf_token"]}, status=404)
    for address in ("/herken", "/reactie"):
        reader.post(f"{HARVEST}/1{address}", {"whose": bo.public_id}, status=400 if address == "/herken" else 200)
    elsewhere = entered(app, make.register(make.edition("2022"), "Cor Voorbeeld"))
    elsewhere.get(f"{HARVEST}/1", status=404)
    reader.send(reader.get("/en/mijn/afzeggen"), "afzeggen")
    left = {f.attrs["action"].rpartition("/")[2] for f in reader.get(f"{HARVEST}/1").all("main form")}
    assert left == {"terugnemen"}, "what they said stays theirs"
    with app.app_context(), pytest.raises(Refused):
        responses.recognise(bo.id, card_id)
