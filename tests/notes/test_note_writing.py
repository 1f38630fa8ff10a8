"""Two people write the note of a breakout: nothing that was saved gets lost, and nothing is overwritten silently."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.staff import signed_in
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.notes.written import note
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public import stage
from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.notes.models import CardShow
from werkplaats.notes.note import queries
from werkplaats.notes.note.actions import remind_before_deadline
from werkplaats.notes.note.models import NoteState, NoteVersion
from werkplaats.people.models import AppearanceRole

pytestmark = POSTGRESQL_LATER


class Scene:
    """One slot with a note taker and a host, each at a browser of their own."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.edition_id = app, make.edition("2027")
        self.slot_id, self.elsewhere = stage.slots(app, self.edition_id)[:2]
        self.address = f"/en/mijn/taken/{self.slot_id}/verslag"
        self.noor = self._enter("Noor Notulist", AppearanceRole.NOTE_TAKER)
        self.hilde = self._enter("Hilde Host", AppearanceRole.HOST)

    def _enter(self, name: str, role: AppearanceRole) -> Browserless:
        browser = Browserless(self.app)
        email = f"{name.split()[0].lower()}@example.org"
        browser.get(stage.host(self.app, self.slot_id, name, email, role), status=303)
        return browser

    def save(self, browser: Browserless, text: str, page: Page | None = None, status: int = 303, **more: Any) -> Page:
        page = page or browser.get(self.address)
        return browser.send(page, "/verslag", status=status, text=text, **{"do": "save", **more})

    def quickly(self, browser: Browserless, text: str, seen: str, status: int = 200) -> str:
        """What the page saves by itself; the stamp that it gets back."""
        form = browser.get(self.address).form("/verslag")
        sent = {"csrf_token": form["csrf_token"], "text": text, "seen": seen}
        answer = browser.post(f"{self.address}/tussendoor", sent, status=status)
        return str((answer.response.json or {}).get("seen", ""))

    def texts(self) -> list[tuple[int, str, bool]]:
        """Every version, the oldest first: its number, its text, and whether it is kept aside."""
        with self.app.app_context():
            rows = session.scalars(select(NoteVersion).order_by(NoteVersion.number))
            return [(row.number, row.text, row.aside) for row in rows]

    def counts(self) -> str:
        with self.app.app_context():
            found = queries.note_of(self.slot_id)
            now = queries.current(found.id) if found else None
            return now.text if now else ""


@pytest.fixture
def scene(app: Flask, make: Make) -> Scene:
    return Scene(app, make)


def test_a_note_begins_with_questions_and_passes_through_a_preview(scene: Scene) -> None:
    tasks = scene.noor.get("/en/mijn/taken")
    assert scene.address in [link.attrs["href"] for link in tasks.all("main a")]
    page = scene.noor.get(scene.address)
    for question in ("In short", "What we learned", "How you do that", "Yes, but", "Socioeconomic security"):
        assert question in page.form("/verslag")["text"]
    assert scene.texts() == [], "looking makes nothing"
    seen = scene.save(scene.noor, "## Wat\n\n<b>Dit</b> leerden we.", page, status=200, do="preview")
    assert "<b>Dit</b> leerden we." in seen.one("#preview").to_text() and scene.texts() == []
    assert seen.form("/verslag")["text"] == "## Wat\n\n<b>Dit</b> leerden we."
    saved = scene.noor.follow(scene.save(scene.noor, "## Wat\n\nDit leerden we.", seen))
    assert "Your text is saved." in saved.main and scene.counts() == "## Wat\n\nDit leerden we."
    scene.save(scene.noor, "## Wat\n\nDit leerden we.", page)
    assert len(scene.texts()) == 1, "a button pressed twice saves once"
    too_long = scene.save(scene.noor, "a" * 50_001, saved, status=200)
    assert "1 character too long" in too_long.main and len(too_long.form("/verslag")["text"]) == 50_001
    Browserless(scene.app).get(scene.address, status=302)
    scene.noor.get(f"/en/mijn/taken/{scene.elsewhere}/verslag", status=404)


def test_the_pen_passes_and_both_texts_stay(scene: Scene) -> None:
    page = scene.noor.get(scene.address)
    scene.save(scene.noor, "Van Noor.", page)
    hers = scene.noor.get(scene.address)
    looking = scene.hilde.get(scene.address)
    assert "Noor Notulist has the pen" in looking.main and not looking.all("textarea")
    writes = scene.hilde.follow(scene.hilde.send(looking, "/pen"))
    scene.save(scene.hilde, "Van Noor, en van Hilde.", writes)
    both = scene.save(scene.noor, "Van Noor, en later.", hers, status=409)
    assert "Somebody else wrote here too" in both.main and "Hilde Host" in both.main
    assert "Van Noor, en van Hilde." in both.main and both.form("/verslag")["text"] == "Van Noor, en later."
    assert scene.counts() == "Van Noor, en van Hilde."
    again = scene.noor.get(scene.address)
    assert "A text of yours is kept beside this one" in again.main
    scene.save(scene.noor, "Van Noor, van Hilde, en later.", both)
    assert scene.texts() == [
        (1, "Van Noor.", False), (2, "Van Noor, en van Hilde.", False), (3, "Van Noor, en later.", True),
        (4, "Van Noor, van Hilde, en later.", False),
    ]  # fmt: skip
    versions = scene.hilde.get(f"{scene.address}/versies")
    assert "Kept beside it" in versions.main and "Noor Notulist" in versions.main
    changed = scene.hilde.get(f"{scene.address}/versies/2")
    assert changed.one(".differences ins").to_text().endswith("Noor, en van Hilde.")
    scene.hilde.get(f"{scene.address}/versies/9", status=404)


def test_what_the_page_saves_by_itself_is_one_version_as_long_as_nothing_is_lost(scene: Scene) -> None:
    first = scene.quickly(scene.noor, "Een zin", "")
    second = scene.quickly(scene.noor, "Een zin en nog een", first)
    assert [text for _, text, _ in scene.texts()] == ["Een zin en nog een"] and second != first
    third = scene.quickly(scene.noor, "Een andere zin", second)
    assert [text for _, text, _ in scene.texts()] == ["Een zin en nog een", "Een andere zin"]
    assert scene.quickly(scene.noor, "Vanuit een oud tabblad", second, status=409) == ""
    assert scene.counts() == "Een andere zin" and scene.texts()[-1] == (3, "Vanuit een oud tabblad", True)
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        scene.quickly(scene.noor, "Een andere zin, later", third)
    assert len(scene.texts()) == 4, "after a while it is a version of its own"


def test_text_survives_a_page_that_was_closed(scene: Scene) -> None:
    page = scene.noor.get(scene.address)
    kept = scene.save(Browserless(scene.app), "Veel werk.", page, status=403)
    assert kept.form()["text"] == "Veel werk." and "Leave this page open" in kept.main


def test_cards_stand_in_a_note_as_long_as_their_authors_agree(scene: Scene) -> None:
    app, edition = scene.app, scene.edition_id
    stage.card(app, edition, "Iedereen mag dit.", name="Ans Voorbeeld", show=CardShow.NAME, slot_id=scene.slot_id)
    stage.card(app, edition, "Onder ons.", show=CardShow.PARTICIPANTS, slot_id=scene.slot_id)
    stage.card(app, edition, "Van elders.", slot_id=scene.elsewhere)
    text = "Open.\n\n[kaart 1]\n\n[kaart 2]\n\n[kaart 99]\n\n::: deelnemers\nGevoelig.\n:::\n"
    page = scene.noor.get(scene.address)
    aside = page.one("aside").to_text()
    assert "with the name: Ans Voorbeeld" in aside and "only in a part for participants" in aside
    assert "Van elders." not in aside
    preview = scene.save(scene.noor, text, page, status=200, do="preview").one("#preview").to_text()
    assert "Iedereen mag dit." in preview and "Onder ons." in preview and "Gevoelig." in preview
    number = note(app, scene.slot_id, text)
    public = Browserless(app).get(f"/en/2027/verslag/{number}")
    assert "Iedereen mag dit." in public.main and "Ans Voorbeeld" in public.main
    assert "Onder ons." not in public.text and "Gevoelig." not in public.text
    with app.app_context():
        [shown] = [queries.published_note(edition, address.number) for address in queries.published_in([edition])]
        assert shown is not None
        assert "Gevoelig." not in shown.plain and list(shown.cards) == [1]
        assert queries.published_in([edition], "cohesion") == []


def test_a_published_note_does_not_lead_to_the_editor(scene: Scene) -> None:
    page = scene.noor.get(scene.address)
    number = note(scene.app, scene.slot_id, "Klaar.")
    for browser in (Browserless(scene.app), scene.noor):
        public = browser.get(f"/en/2027/verslag/{number}")
        assert not [a for a in public.all("a") if "/taken/" in a.attrs["href"]] and not public.all("main form")
    own = scene.noor.get(scene.address)
    assert "Its text does not change any more" in own.main and not own.all("main form")
    late = scene.save(scene.noor, "Toch nog.", page, status=409)
    assert "Toch nog." in late.main and scene.counts() == "Klaar."


@pytest.mark.parametrize("state", list(NoteState))
def test_only_published_notes_are_public(scene: Scene, state: NoteState) -> None:
    number = note(scene.app, scene.slot_id, "Iets.", state)
    published = state == NoteState.PUBLISHED
    Browserless(scene.app).get(f"/2027/verslag/{number}", status=200 if published else 404)
    with scene.app.app_context():
        assert len(queries.published_in([scene.edition_id])) == published


def test_organisers_set_the_deadline_and_remind(scene: Scene, make: Make, post: Mailbox) -> None:
    organiser = signed_in(scene.app)
    with scene.app.app_context():
        ends_at = session.get_one(Edition, scene.edition_id).ends_at
    page = organiser.get("/en/organisatie/2027/verslagen")
    assert "Not begun yet" in page.main and "Choose a note taker" in page.main
    early = organiser.send(page, "/termijn", status=200, at="2020-01-01T10:00")
    assert "The day is not over by then" in early.main
    due = ends_at + timedelta(days=4)
    organiser.send(page, "/termijn", at=f"{due.astimezone(clock.AMSTERDAM):%Y-%m-%dT%H:%M}")
    done = organiser.follow(organiser.send(page, f"/{scene.slot_id}/herinneren"))
    assert "2 mails are on their way." in done.main
    assert "today already" in organiser.follow(organiser.send(page, f"/{scene.slot_id}/herinneren")).main
    [letter] = post.to("noor@example.org")
    assert "Sociaaleconomische zekerheid" in letter.subject and "/p/" in letter.personal_link
    with scene.app.app_context():
        for moment, mails in (
            (due - timedelta(days=3), 0),
            (due - timedelta(days=1), 2),
            (due - timedelta(hours=1), 0),
        ):
            with clock.standing_at(moment):
                assert remind_before_deadline() == mails
    with clock.standing_at(due + timedelta(hours=1)):
        late = signed_in(scene.app, "laat@example.org").get("/en/organisatie")
        assert re.search(r"1\s+note of a breakout is late", late.main)
