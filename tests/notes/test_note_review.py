"""Those who were there read the note first: they say what can be better, and the note taker answers each of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.staff import signed_in
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public import stage
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session
from werkplaats.jobs.run import run_all
from werkplaats.notes.note import queries
from werkplaats.notes.note.models import Note, Remark
from werkplaats.people.models import AppearanceRole
from werkplaats.privacy.actions import erase
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER

ASKED = "Vraag eerst wat iemand nodig heeft."
TEXT = f"## Wat we leerden\n\n{ASKED}\n\n::: deelnemers\nEen verhaal onder ons.\n:::\n\nDe rest."
BETTER = "Vraag eerst wat iemand zelf wil."


class Scene:
    """Fatima and Ans were in the slot of Noor, who takes notes there; Bas was not."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.edition_id = app, make.edition("2027")
        first, second, third, fourth = make.breakouts(self.edition_id)
        self.fatima, self.ans = (
            make.register(self.edition_id, name, ranking=[first, second]) for name in ("Fatima Voorbeeld", "Ans Ander")
        )
        self.bas = make.register(self.edition_id, "Bas Buurman", ranking=[third, fourth])
        Organiser(app, self.edition_id).publish()
        self.slot_id = self._common_slot()
        self.desk = f"/en/mijn/taken/{self.slot_id}/verslag"
        self.reading = f"/en/mijn/verslag/{self.slot_id}"
        self.noor = Browserless(app)
        self.noor.get(
            stage.host(app, self.slot_id, "Noor Notulist", "noor@example.org", AppearanceRole.NOTE_TAKER), status=303
        )

    def _common_slot(self) -> int:
        with self.app.app_context():
            of = [{p.slot.id for p in breakouts.places_of(who.id) if p.slot} for who in (self.fatima, self.ans)]
            common = of[0] & of[1]
            assert common, "who wants the same is together"
            return min(common)

    def sent(self) -> None:
        """Noor writes, and lets those who were there read it."""
        page = self.noor.get(self.desk)
        confirm = self.noor.follow(self.noor.send(page, "/verslag", text=TEXT, do="review"))
        assert "2 people were in this breakout" in confirm.main and "Each of them gets one mail" in confirm.main
        self.noor.send(confirm, "/nalezen")
        with self.app.app_context():
            run_all()

    def enter(self, person: Person) -> Browserless:
        browser = Browserless(self.app)
        browser.get(person.link, status=303)
        return browser

    def say(self, browser: Browserless, number: int = 1, status: int = 303, **answers: Any) -> Page:
        """Open the page of a paragraph and send what one thinks of it."""
        page = browser.get(f"{self.reading}/alinea/{number}")
        return browser.send(page, f"/alinea/{number}", status=status, **answers)


@pytest.fixture
def scene(app: Flask, make: Make) -> Scene:
    return Scene(app, make)


def test_from_the_mail_to_the_new_version(scene: Scene, post: Mailbox) -> None:
    assert scene.enter(scene.fatima).get(scene.reading, status=404), "there is nothing to read yet"
    scene.sent()
    [letter] = [one for one in post.to(scene.fatima.email) if "Was het zo?" in one.subject]
    assert not [one for one in post.to(scene.bas.email) if "Was het zo?" in one.subject]
    fatima = Browserless(scene.app)
    own = fatima.follow(fatima.get(letter.personal_link, status=303))
    assert f"/mijn/verslag/{scene.slot_id}" in [link.attrs["href"] for link in own.all("main a")]
    page = fatima.get(scene.reading)
    assert "Een verhaal onder ons." in page.main and "Only for participants" in page.main
    agreed = fatima.follow(fatima.send(page, "/alinea/1/herken"))
    assert "You recognise this." in agreed.main
    assert "Write what you want to say" in scene.say(fatima, status=200, text="").main
    scene.say(fatima, text="Dit ging over willen.", proposal=BETTER, named="y")
    scene.say(fatima, 3, text="Wie zei dit?", named="y")
    ans = scene.enter(scene.ans)
    scene.say(ans, 3, proposal="De rest, en meer.")
    remarks = scene.noor.get(f"{scene.desk}/opmerkingen")
    assert "Fatima Voorbeeld" in remarks.main and "Ans Ander" not in remarks.main and "1 time somebody" in remarks.main
    with scene.app.app_context():
        first, question, other = session.scalars(
            select(Remark.id).where(Remark.kind != "agree").order_by(Remark.id)
        ).all()
    taken = scene.noor.follow(scene.noor.send(remarks, f"/{first}/overnemen"))
    assert "as version 2" in taken.main
    scene.noor.send(taken, f"/{question}/antwoord", answer="Een inwoner.")
    assert "Write what you did with it" in scene.noor.send(taken, f"/{other}/antwoord", status=200, answer="").main
    version = scene.noor.get(f"{scene.desk}/versies/2")
    assert "A proposal of Fatima Voorbeeld is in it." in version.main and "zelf wil" in version.one("ins").to_text()
    mine = fatima.get(scene.reading)
    assert "Your words are in the note now." in mine.main and "Een inwoner." in mine.main and BETTER in mine.main
    scene.enter(scene.bas).get(scene.reading, status=404)
    scene.enter(scene.bas).get(f"{scene.reading}/alinea/1", status=404)
    publish_and_close(scene, fatima)


def publish_and_close(scene: Scene, fatima: Browserless) -> None:
    """The organiser publishes what they read; after that nobody says anything any more, but each about their name."""
    organiser = signed_in(scene.app)
    old = fatima.get(f"{scene.reading}/alinea/3")
    page = organiser.get(f"/en/organisatie/2027/verslagen/{scene.slot_id}")
    assert "1 thing that they said has no answer yet" in page.main and "Een verhaal onder ons." in page.main
    stale = organiser.send(page, "/publiceren", seen="1.1")
    assert "The text has just changed" in organiser.follow(stale).main
    assert "The note is public now." in organiser.follow(organiser.send(page, "/publiceren")).main
    public = Browserless(scene.app).get("/en/2027/verslag/1")
    assert "2 people who were there helped" in public.main and "Fatima Voorbeeld" in public.main
    assert "after a proposal by Fatima Voorbeeld" in public.main and "Ans Ander" not in public.text
    assert BETTER in public.main and "Een verhaal onder ons." not in public.text
    assert "Written down by Noor Notulist" in public.main
    scene.noor.send(scene.noor.get("/mijn/taken/profiel/voorbeeld"), "/akkoord", parts=[])
    assert "Noor Notulist" not in Browserless(scene.app).get("/en/2027/verslag/1").text
    late = fatima.send(old, "/alinea/3", status=409, text="Te laat.")
    assert "reading it first is over" in late.main and "Te laat." in late.main
    bas = scene.enter(scene.bas).get(scene.reading)
    assert "Een verhaal onder ons." in bas.main, "who takes part reads what is for participants"
    fatima.send(fatima.get(scene.reading), "/naam")
    assert "Fatima Voorbeeld" not in Browserless(scene.app).get("/en/2027/verslag/1").text
    fatima.send(fatima.get(scene.reading), "/naam")
    assert "Fatima Voorbeeld" in Browserless(scene.app).get("/en/2027/verslag/1").text
    with scene.app.app_context():
        erase(scene.fatima.id, False)
    public = Browserless(scene.app).get("/en/2027/verslag/1")
    assert "Fatima Voorbeeld" not in public.text and BETTER in public.main
    hidden = organiser.follow(organiser.send(organiser.get(page.response.request.path), "/verbergen"))
    Browserless(scene.app).get("/en/2027/verslag/1", status=404)
    back = organiser.follow(organiser.send(hidden, "/terug"))
    assert "with those who were there again" in back.main
    with scene.app.app_context():
        assert session.scalars(select(Note.state)).one() == "in_review"


def test_what_cannot_be_said_or_taken_over(scene: Scene) -> None:
    scene.sent()
    fatima = scene.enter(scene.fatima)
    page = fatima.get(f"{scene.reading}/alinea/1")
    for status, answers in ((200, {"proposal": page.form("/alinea/1")["proposal"]}), (200, {"text": "a" * 2001})):
        fatima.send(page, "/alinea/1", status=status, **answers)
    scene.say(fatima, proposal=BETTER)
    scene.say(fatima, proposal=BETTER)
    with scene.app.app_context():
        [remark_id] = session.scalars(select(Remark.id)).all()
    fatima.get(f"{scene.reading}/alinea/0", status=404)  # a heading
    fatima.get(f"{scene.reading}/alinea/99", status=404)
    fatima.get(f"{scene.reading}/alinea/1?versie=99", status=404)
    bas = scene.enter(scene.bas)
    form = page.form("/alinea/1")
    bas.post(f"{scene.reading}/alinea/1", {**form, "text": "Ik was er niet."}, status=404)
    kept = Browserless(scene.app).send(page, "/alinea/1", status=403, text="Veel werk.")
    assert kept.form()["text"] == "Veel werk."
    noor = scene.noor
    write, remarks = noor.get(scene.desk), noor.get(f"{scene.desk}/opmerkingen")
    noor.send(write, "/verslag", text=TEXT.replace("nodig heeft", "kan"), do="save")
    gone = noor.follow(noor.send(remarks, "/overnemen"))
    assert "The paragraph has changed since" in gone.main
    fatima.send(fatima.get(scene.reading), f"/terug/{remark_id}")
    noor.send(remarks, "/antwoord", status=404, answer="Dank.")
    with scene.app.app_context():
        assert session.scalars(select(Remark.id)).all() == []
        found = queries.note_of(scene.slot_id)
        assert found is not None and len(queries.versions(found.id)) == 2


def test_who_cancelled_meanwhile_reads_nothing_and_gets_no_mail(scene: Scene, post: Mailbox) -> None:
    fatima = scene.enter(scene.fatima)
    fatima.send(fatima.get("/mijn/afzeggen"), "/afzeggen")
    page = scene.noor.get(scene.desk)
    scene.noor.send(scene.noor.follow(scene.noor.send(page, "/verslag", text=TEXT, do="review")), "/nalezen")
    post.work()
    assert not [one for one in post.to(scene.fatima.email) if "Was het zo?" in one.subject]
    assert [one for one in post.to(scene.ans.email) if "Was het zo?" in one.subject]
    fatima.get(scene.reading, status=404)
    with scene.app.app_context():
        assert session.get_one(Registration, scene.fatima.id).state == "cancelled"
