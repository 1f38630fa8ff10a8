"""Every state of a card × every consent: what the whole world can reach, and what is gone once it is withdrawn."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import product

from docx import Document
from flask import Flask

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.notes import written
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock, consent, worker
from werkplaats.db import transaction
from werkplaats.jobs.run import run_all
from werkplaats.notes.models import CONSENT, CardShow, CardState
from werkplaats.notes.note.models import NoteState

assert worker.TASKS_OF, "importing the worker tells the jobs their names"
pytestmark = POSTGRESQL_LATER

CONSENTS = ("stands", "withdrawn", "other")
LISTS = (
    "/2027/oogst", "/2027/oogst.md", "/2027/oogst.csv", "/2027/oogst.json", "/2027/oogst?words=kaartje",
    "/2027/oogst.json?words=kaartje", "/kennisbank", "/kennisbank?words=kaartje&condition=", "/kennisbank.json",
    "/kennisbank.csv?words=kaartje", "/en/2027/oogst.md",
)  # fmt: skip
"""Everywhere that a card which everyone may read has to stand, and no other."""


def test_only_what_is_published_and_agreed_to_can_be_reached(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    numbers: dict[str, int] = {}
    for state, show, agreed in product(CardState, CardShow, CONSENTS):
        word = f"{state}{show}{agreed}"
        card_id = stage.card(app, edition, f"Kaartje {word}", name=f"Naam{word}", show=show, state=state)
        numbers[word] = len(numbers) + 1
        with app.app_context(), transaction():
            if agreed != "stands":
                consent.withdraw_for_card(card_id)
            if agreed == "other":
                consent.give_for_card(card_id, f"{CONSENT}{'name' if show != CardShow.NAME else 'perspective'}", "1")
    public = {"publishednamestands", "publishedperspectivestands"}
    for stage_of_note, slot in zip(NoteState, stage.slots(app, edition), strict=False):
        text = f"Kaartje verslag{stage_of_note}\n\n::: deelnemers\nKaartje onderons{stage_of_note}\n:::"
        written.note(app, slot, text, stage_of_note)
    notes = {f"{part}{state}" for part in ("verslag", "onderons") for state in NoteState}
    assert reached(app, {*numbers, *notes}) == {*public, "verslagpublished"}
    stranger = Browserless(app)
    assert "Sociale inclusie" in stranger.get("/2027/oogst?words=verslagpublished&kind=note").main
    for hidden in ("onderonspublished", "verslagdraft", "naampublishedperspectivestands", "waitingnamestands"):
        assert "We vonden niets" in stranger.get(f"/kennisbank?words={hidden}").main
    for word, number in numbers.items():
        page = stranger.http.get(f"/2027/oogst/{number}", base_url=app.config["SITE_URL"])
        assert page.status_code == (200 if word in public else 404)
        assert not any(other in page.get_data(as_text=True) for other in set(numbers) - public)
    organiser = staff.signed_in(app)
    taken_along = document(app, organiser)
    assert {word for word in {*numbers, *notes} if word in taken_along} == {*public, "verslagpublished"}
    with app.app_context(), transaction():
        consent.withdraw_for_card(numbers["publishednamestands"])
    assert reached(app, {*numbers, *notes}) == {"publishedperspectivestands", "verslagpublished"}
    stranger.get(f"/2027/oogst/{numbers['publishednamestands']}", status=404)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert "publishednamestands" not in document(app, organiser)


def reached(app: Flask, words: set[str]) -> set[str]:
    """Which of these cards stand in the lists; all lists hold the same, and each name only with its card."""
    stranger = Browserless(app)
    found: list[frozenset[str]] = []
    for address in LISTS:
        text = stranger.http.get(address, base_url=app.config["SITE_URL"]).get_data(as_text=True)
        found.append(frozenset(word for word in words if f"Kaartje {word}" in text))
        names = {word for word in words if f"Naam{word}" in text}
        assert names == {word for word in found[-1] if "publishedname" in word}, address
    assert len(set(found)) == 1, dict(zip(LISTS, found, strict=True))
    return set(found[0])


def document(app: Flask, organiser: Browserless) -> str:
    """The words of a document that the worker makes for an organiser."""
    page = organiser.get("/organisatie/2027/oogst")
    waiting = organiser.follow(organiser.send(page, "/bestand"))
    assert waiting.headers.get("Refresh")
    with app.app_context():
        run_all()
    ready = organiser.get(waiting.response.request.full_path)
    link = next(a.attrs["href"] for a in ready.all("main a") if "/oogst/bestand/" in a.attrs["href"])
    content = organiser.http.get(link, base_url=organiser.base_url).data
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
