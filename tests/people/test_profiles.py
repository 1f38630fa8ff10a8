"""Profiles of speakers and hosts: asked, written, agreed to, nodded at, withdrawn, passed on and erased."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.letters.back_office import before_the_day, got
from tests.make import Make
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public import stage
from werkplaats import clock, consent, links
from werkplaats.audit import AuditEntry
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.files import File
from werkplaats.mail.models import OutgoingMail
from werkplaats.people.desk import remind_speakers
from werkplaats.people.models import PUBLISH, Appearance, AppearanceState, Person, PersonState, Photo, Slides
from werkplaats.privacy.actions import erase_again
from werkplaats.programme.models import ProgrammeItem
from werkplaats.registration.models import Erasure, Perspective

pytestmark = POSTGRESQL_LATER

DAY = "/organisatie/2027/programma"
PEOPLE = f"{DAY}/mensen"
NAME, EMAIL = "Sara Spreekt", "sara@example.org"
PDF = b"%PDF-1.7\n% a few slides\n"


@pytest.fixture
def organiser(app: Flask, make: Make) -> Browserless:
    make.edition()
    browser = Browserless(app)
    browser.sign_in(make.organiser())
    return browser


PAGES = ("", "programma", "sprekers", "deelsessies/deelsessie-1", "programma.ics")


def everything_public(app: Flask, *slugs: str) -> str:
    """What a stranger reads of these editions on every page where someone is named."""
    pages = ["/", *(f"/{slug}/{page}" for slug in slugs for page in PAGES)]
    stranger = Browserless(app)
    answers = [stranger.http.get(page, base_url=stranger.base_url) for page in pages]
    assert all(answer.status_code in (200, 302) for answer in answers)
    return "\n".join(answer.get_data(as_text=True) for answer in answers)


def item_id(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(ProgrammeItem.id)).first() or 0


def add(app: Flask, organiser: Browserless, name: str = NAME, email: str = EMAIL, **answers: Any) -> None:
    """The organiser gives someone new a task at the plenary."""
    page = organiser.get(f"{PEOPLE}/plenair/{item_id(app)}")
    organiser.send(page, f"/plenair/{item_id(app)}", role="speaker", person="", name=name, email=email, **answers)


def at(app: Flask, link: str) -> Browserless:
    """Someone who opens their personal link."""
    browser = Browserless(app)
    browser.get(link, status=303)
    return browser


def person(app: Flask, name: str) -> Person:
    with app.app_context():
        row = session.scalars(select(Person).where(Person.name == name)).one()
        session.expunge(row)
        return row


def page_of(app: Flask, organiser: Browserless, name: str) -> Page:
    return organiser.get(f"{DAY}/persoon/{person(app, name).public_id}")


def write(speaker: Browserless, **answers: Any) -> Page:
    page = speaker.get("/mijn/taken/profiel")
    return speaker.follow(speaker.send(page, "/profiel", **answers))


def agree(speaker: Browserless, *parts: str) -> None:
    speaker.send(speaker.get("/mijn/taken/profiel/voorbeeld"), "/akkoord", parts=list(parts))


def offered(speaker: Browserless) -> list[str]:
    """The parts at which somebody can agree to be named."""
    boxes = speaker.get("/mijn/taken/profiel/voorbeeld").all('main input[name="parts"]')
    return [box.attrs["value"] for box in boxes]


def test_a_speaker_is_asked_writes_agrees_changes_and_withdraws(
    app: Flask, organiser: Browserless, post: Mailbox
) -> None:
    add(app, organiser, asked="y")
    assert "Gevraagd" in organiser.get(PEOPLE).main
    organiser.send(organiser.get(PEOPLE), "/vragen")
    [asked] = post.to(EMAIL)
    assert asked.subject.startswith("Wil je Samen leren helpen maken") and "je bent spreker" in asked.text
    speaker = at(app, asked.personal_link)
    with app.app_context():
        answered = session.scalars(select(Appearance.id)).one()
    speaker.send(speaker.get("/mijn/taken"), f"/antwoord/{answered}", do="yes")
    with app.app_context():
        assert session.scalars(select(Appearance.state)).one() == AppearanceState.ACCEPTED
    again = speaker.get("/mijn/taken")
    assert "Zeg of je naam" not in again.main and "zeg of je naam op de site mag staan" in again.main

    bad = speaker.send(speaker.get("/mijn/taken/profiel"), "/profiel", status=200, links="javascript:alert(1)")
    assert "Plak hele links" in bad.main
    preview = write(
        speaker, role_nl="weet hoe het is", organisation="De Brug", bio_nl="Ik vertel.\n\nEn ik luister.",
        links="https://brug.example.org/sara\nhttp://anders.example.org",
    )  # fmt: skip
    assert "weet hoe het is" in preview.main and "En ik luister." in preview.main
    assert NAME not in everything_public(app, "2027")
    agree(speaker, *offered(speaker))
    shown = Browserless(app).get("/2027/sprekers/sara-spreekt")
    assert (
        "De Brug" in shown.main
        and [a.attrs["rel"] for a in shown.all('main a[href^="http"]')] == ["nofollow noopener"] * 2
    )
    texts = everything_public(app, "2027")
    assert NAME in texts and EMAIL not in texts

    write(speaker, name="Sara Anders", role_nl="spreekt graag", bio_nl="Nieuwe woorden.")
    public = Browserless(app).get("/2027/sprekers/sara-spreekt").main
    assert "Nieuwe woorden." in public and NAME in public and "Sara Anders" not in public
    assert "Sara Anders" not in everything_public(app, "2027")
    page = page_of(app, organiser, NAME)
    assert (
        "Sara Anders" in page.main
        and "spreker of gespreksleider veranderde iets" in organiser.get("/organisatie/2027/").main
    )
    write(speaker, name="Sara Nogmaals")
    organiser.send(page, "/wijziging", do="yes")
    assert person(app, NAME).wanted is not None, "what was shown is not what waits now"
    organiser.send(page_of(app, organiser, NAME), "/wijziging", do="yes")
    assert "spreekt graag" in Browserless(app).get("/2027/sprekers/sara-nogmaals").main
    Browserless(app).get("/2027/sprekers/sara-spreekt", status=404)
    write(speaker, name="Sara Nooit")
    organiser.send(page_of(app, organiser, "Sara Nogmaals"), "/wijziging", do="no")
    assert person(app, "Sara Nogmaals").wanted is None

    as_participant = at(app, Make(app).register(1, NAME, EMAIL).link)
    write(speaker, organisation="Een Brug")
    held = as_participant.get("/mijn/gegevens").main
    assert "Een Brug" in held and "https://brug.example.org/sara" in held and "Nieuwe woorden." in held

    before = Browserless(app).get("/2027/programma")
    speaker.send(speaker.get("/mijn/taken/profiel/voorbeeld"), "/weg")
    texts = everything_public(app, "2027")
    assert "Sara" not in texts and "Welkom" in texts, "the programme keeps the part without the name"
    after = Browserless(app).get("/2027/programma", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    write(speaker, name="Sara Stiekem")
    assert person(app, "Sara Nogmaals").wanted == {"name": "Sara Stiekem", "organisation": "Een Brug"}, (
        "withdrawing is no way around the nod"
    )
    with app.app_context():
        verbs = set(session.scalars(select(AuditEntry.verb)))
    assert {"profile.invite", "profile.save", "profile.agree", "profile.nod", "profile.no", "part.answer"} <= verbs


def test_the_public_reads_a_name_where_everything_says_that_it_may(app: Flask, make: Make) -> None:
    """Every state of a person and of an appearance, with and without consent, in a live and in an archived edition."""
    editions = [make.edition("2027"), make.edition("2028")]
    stage.change(app, editions[1], state=EditionState.ARCHIVED)
    names: dict[str, bool] = {}
    ways = product(PersonState, AppearanceState, ("given", "withdrawn", None), editions)
    for number, (state, appears, agreed, edition) in enumerate(ways):
        name = f"Nummer{number}x"
        names[name] = (state, appears, agreed) == (PersonState.PUBLISHED, AppearanceState.ACCEPTED, "given")
        stage.speaker(app, edition, name, state, appears)
        with app.app_context(), transaction():
            part = session.scalars(select(Appearance).join(Person).where(Person.name == name)).one()
            if agreed is None:
                session.execute(delete(Consent).where(Consent.appearance_id == part.id))
            elif agreed == "withdrawn":
                consent.withdraw_for_appearance(part.id, PUBLISH)
    texts = everything_public(app, "2027", "2028")
    assert {name: name in texts for name in names} == names


def test_one_edition_is_left_and_the_other_kept(app: Flask, make: Make) -> None:
    now, past = make.edition("2027"), make.edition("2026", state=EditionState.ARCHIVED)
    for edition in (now, past):
        stage.speaker(app, edition, NAME)
    with app.app_context():
        row = session.scalars(select(Person)).one()
        link = links.personal(links.TASK, row.public_id, row.link_version)
    speaker = at(app, link)
    newest, _oldest = offered(speaker)
    agree(speaker, newest)
    assert NAME not in "".join(Browserless(app).get(f"/2026/{page}").main for page in ("programma", "sprekers", ""))
    page = Browserless(app).get("/2027/sprekers/sara-spreekt")
    assert "2026" not in page.main
    agree(speaker)
    assert person(app, NAME).state == PersonState.WITHDRAWN
    with app.app_context():
        standing = select(func.count()).where(Consent.withdrawn_at.is_(None))
        assert session.scalar(standing) == 0 and session.scalar(select(func.count(Consent.id))) == 2


def test_the_organiser_sees_what_is_missing_and_reminds_with_one_button(
    app: Flask, organiser: Browserless, post: Mailbox
) -> None:
    add(app, organiser)
    add(app, organiser, "Bert Bijna", "bert@example.org")
    add(app, organiser, "Nel Zonder Mail", "")
    page = organiser.get(PEOPLE)
    assert "Vraag deze 2 mensen" in page.main and "een e-mailadres" in page.main
    assert "3 sprekers en gespreksleiders van wie nog iets ontbreekt" in organiser.get("/organisatie/2027/").main
    organiser.send(page, "/vragen")
    organiser.send(page, "/vragen")
    assert got(app, "profile_wanted") == {EMAIL: 1, "bert@example.org": 1}, "the second time nobody is left to ask"
    speaker = at(app, post.to(EMAIL)[0].personal_link)
    write(speaker, role_nl="spreker", bio_nl="Kort.")
    agree(speaker, *offered(speaker))
    page = organiser.get(PEOPLE)
    assert "Herinner deze persoon" in page.main
    organiser.send(page, "/herinneren")
    organiser.send(page, "/herinneren")
    organiser.send(page_of(app, organiser, "Bert Bijna"), "/vragen")
    assert got(app, "profile_reminder") == {"bert@example.org": 1}, "at most one a day"
    reminder = post.to("bert@example.org")[-1]
    assert "schrijf een paar regels over jezelf" in reminder.text and "zeg of je naam" in reminder.html

    organiser.send(page_of(app, organiser, "Nel Zonder Mail"), "/akkoord")
    assert "Nel Zonder Mail" in everything_public(app, "2027")
    assert "akkoord" not in page_of(app, organiser, NAME).text
    late = organiser.send(page, "/uiterlijk", status=200, until="2031-01-01T10:00")
    assert "Neem een eerder moment" in late.main
    with clock.standing_at(before_the_day(app, 1, 20)), app.app_context():
        assert remind_speakers() == 0, "the last day has passed"
    with clock.standing_at(before_the_day(app, 1, 27)), app.app_context():
        assert (remind_speakers(), remind_speakers()) == (1, 0)


def test_a_stand_in_takes_a_minute_and_everyone_concerned_hears_it(
    app: Flask, organiser: Browserless, post: Mailbox
) -> None:
    add(app, organiser)
    add(app, organiser, "Karel Collega", "karel@example.org")
    organiser.send(organiser.get(DAY), "/laat-weten")
    post.work()
    with app.app_context():
        part = session.scalars(select(Appearance.id).join(Person).where(Person.name == NAME)).one()
    page = organiser.get(f"{PEOPLE}/taak/{part}/vervangen")
    assert NAME in page.main and "Karel Collega" in page.main
    organiser.send(page, "/vervangen", person="", name="Inge Invaller", email="inge@example.org")
    organiser.send(page, "/vervangen", status=404)
    post.work()
    assert got(app, "stand_in") == {"inge@example.org": 1} and got(app, "team_changed") == {"karel@example.org": 1}
    assert got(app, "task_over") == {EMAIL: 1} and not got(app, "replaced"), "the calendar says it already"
    assert got(app, "your_task")["inge@example.org"] == 1
    [mail] = [letter for letter in post.to("inge@example.org") if "vervangt" in letter.subject]
    assert "Je vervangt Sara Spreekt" in mail.subject and "13:00–14:00 Welkom" in mail.text
    assert "Welkom" in at(app, mail.personal_link).get("/mijn/taken").main
    add(app, organiser, "Nora Nieuw", "nora@example.org")
    with app.app_context():
        new = session.scalars(select(Appearance.id).join(Person).where(Person.name == "Nora Nieuw")).one()
    page = organiser.get(f"{PEOPLE}/taak/{new}/vervangen")
    twice = organiser.send(page, "/vervangen", status=200, person=str(person(app, "Inge Invaller").id))
    assert "Inge Invaller heeft hier al een taak." in twice.main
    organiser.send(page, "/vervangen", person="", name="Zonder Mail", email="")
    assert got(app, "replaced") == {"nora@example.org": 1}, "no calendar told her, and she hears it all the same"
    organiser.send(organiser.get(DAY), "/ongedaan")
    organiser.send(organiser.get(DAY), "/ongedaan")
    assert "Welkom" in Browserless(app).get("/2027/programma").main
    organiser.get(DAY)
    assert "Sara" not in organiser.get(f"{PEOPLE}/plenair/{item_id(app)}").main
    organiser.send(organiser.get(DAY), "/ongedaan")
    assert NAME in organiser.get(f"{PEOPLE}/plenair/{item_id(app)}").main


def test_slides_wait_for_the_end_of_the_day_and_for_consent(app: Flask, make: Make) -> None:
    edition = make.edition()
    link = stage.host(app, stage.slots(app, edition)[0], NAME, EMAIL)
    speaker = at(app, link)
    with app.app_context():
        part = session.scalars(select(Appearance.id)).one()
    address, public = f"/mijn/taken/{part}/dias", f"/2027/sprekers/sara-spreekt/dias/{part}.pdf"

    def give(content: bytes, name: str, status: int = 303, **answers: str) -> Page:
        from_page = {**speaker.get(address).form("/dias"), **answers}
        return speaker.post(address, {**from_page, "file": (BytesIO(content), name)}, status=status)

    assert "Dit is geen pdf" in give(b"MZ\x90 no slides", "dia.pdf", 200).main
    assert "groter dan 10 MB" in give(PDF + bytes(10 * 1024 * 1024 + 5), "groot.pdf", 200).main
    assert "Kies het bestand" in speaker.send(speaker.get(address), "/dias", status=200).main
    give(PDF, "mijn praatje.pdf", public="y")
    assert speaker.http.get(f"{address}/bestand", base_url=speaker.base_url).data == PDF
    visitor = Browserless(app)
    visitor.get(public, status=404)
    with app.app_context():
        over = session.get_one(Edition, edition).ends_at + timedelta(minutes=1)
    with clock.standing_at(over):
        assert "Dia" in visitor.get("/2027/sprekers/sara-spreekt").main
        got_it = visitor.http.get(public, base_url=visitor.base_url)
        assert got_it.data == PDF and "attachment" in got_it.headers["Content-Disposition"]
        form = speaker.get(address).form("/dias")
        speaker.post(address, {name: value for name, value in form.items() if name != "public"})
        visitor.get(public, status=404)
        assert "Dia" not in visitor.get("/2027/sprekers/sara-spreekt").main
        give(PDF, "weer.pdf", public="y")
        agree(speaker)
        visitor.get(public, status=404)
        speaker.send(speaker.get(address), "/weg")
    with app.app_context():
        assert session.scalars(select(Slides)).all() == [] and session.scalars(select(File)).all() == []


def test_hosts_see_how_many_come_and_never_who(app: Flask, organiser: Browserless, make: Make, post: Mailbox) -> None:
    edition = 1
    a, *_ = make.breakouts(edition)
    kinds = [Perspective.RESIDENT] * 6 + [Perspective.RESEARCHER] * 2
    for number, kind in enumerate(kinds):
        make.register(edition, f"Deelnemer {number}", f"deelnemer.{number}@example.org", [a], kind)
    stage.host(app, stage.slots(app, edition)[0], NAME, EMAIL)
    Organiser(app, edition).publish()
    organiser.send(organiser.get(PEOPLE), "/briefing")
    organiser.send(organiser.get(PEOPLE), "/briefing")
    assert got(app, "briefing") == {EMAIL: 1}
    letter = next(letter for letter in post.to(EMAIL) if letter.subject.startswith("Goed om te weten"))
    assert "geluid" in letter.text and "meet.example.org" not in letter.text
    host = at(app, letter.personal_link)
    page = host.get("/mijn/taken/voorbereiden")
    assert "minder dan 5" in page.main and "https://meet.example.org/0/1" in page.text
    assert "@" not in page.main.replace("hulp@example.org", "") and "Deelnemer 0" not in page.main


def test_a_speaker_erases_themselves_also_out_of_an_older_copy(
    app: Flask, organiser: Browserless, post: Mailbox
) -> None:
    add(app, organiser)
    organiser.send(organiser.get(DAY), "/laat-weten")
    organiser.send(organiser.get(PEOPLE), "/vragen")
    asked = next(letter for letter in post.to(EMAIL) if letter.subject.startswith("Vertel wie je bent"))
    speaker = at(app, asked.personal_link)
    write(speaker, role_nl="spreker", bio_nl="Sara vertelt.")
    agree(speaker, *offered(speaker))
    with app.app_context(), transaction():
        row = session.scalars(select(Person)).one()
        files = [File(public_id=links.new_public_id(), name="x", type="image/jpeg", sha256="f", bytes=b"x",
                      created_at=clock.now()) for _ in range(2)]  # fmt: skip
        session.add_all(files)
        session.flush()
        photo = Photo(sha="f" * 64, alt={"nl": "Sara lacht"}, large_id=files[0].id, small_id=files[1].id)
        session.add(photo)
        session.flush()
        row.photo_id, public_id = photo.id, row.public_id
    picture = f"/foto/{'f' * 64}-klein.jpg"
    shown = Browserless(app).http.get(picture, base_url=speaker.base_url)
    assert (shown.data, shown.headers["Cache-Control"]) == (b"x", "no-cache")
    assert picture in Browserless(app).get("/2027/sprekers").text
    assert "Sara lacht" in Browserless(app).get("/2027/sprekers/sara-spreekt").text
    speaker.send(speaker.get("/mijn/taken/wissen"), "/wissen", who="somebody else")
    assert person(app, NAME).name == NAME
    speaker.send(speaker.get("/mijn/taken/wissen"), "/wissen")
    speaker.get("/mijn/taken", status=302)
    assert "Sara" not in everything_public(app, "2027")
    assert Browserless(app).http.get(picture, base_url=speaker.base_url).status_code == 404
    assert post.to(EMAIL)[-1].calendar_line("METHOD") == "CANCEL"
    with app.app_context():
        for table in (Person, Appearance, Consent, Photo, File):
            assert session.scalars(select(table)).all() == [], table
        left = session.scalars(select(OutgoingMail).where(OutgoingMail.to_email == EMAIL)).all()
        assert all(mail.last for mail in left)
        noted = session.scalars(select(Erasure.public_id_hash)).one()
    undone = organiser.follow(organiser.send(organiser.get(DAY), "/ongedaan"))
    assert "Sara" not in undone.main
    with app.app_context(), transaction():
        session.add(stage.person_named("Sara Terug", PersonState.DRAFT))
        session.flush()
        session.scalars(select(Person)).one().public_id = public_id
    with app.app_context():
        assert erase_again([{"public_id_hash": noted, "cards_kept": False, "at": clock.now()}]) == 1
        assert session.scalars(select(Person)).all() == []
