"""What organisers add to the harvest, and what they take along of it."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

from docx import Document
from flask import Flask

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock, worker
from werkplaats.editions.models import EditionState
from werkplaats.jobs.run import run_all
from werkplaats.notes.models import CardKind, CardShow

pytestmark = POSTGRESQL_LATER

assert worker.TASKS_OF, "importing the worker tells the jobs their names"

HERE = "/en/organisatie/2027/oogst"
BOOK: dict[str, Any] = {
    "title_nl": "Werken aan bestaanszekerheid",
    "url": "https://www.movisie.nl/publicatie/werken-aan-bestaanszekerheid",
    "year": "2022",
    "text_nl": "Handvatten voor gemeenten.",
}
HOSTILE = '=HYPERLINK("http://evil") <script>alert(1)</script> [klik](javascript:alert(1)) *x* \u202e'


def test_a_publication_is_added_found_changed_and_taken_away(app: Flask, make: Make) -> None:
    make.edition("2027", starts_at=clock.now() - timedelta(days=2))
    organiser, stranger = staff.signed_in(app), Browserless(app)
    page = organiser.get(HERE)
    assert "There are no links yet" in page.main
    for wrong in (
        "javascript:alert(1)",
        "https://movisie.nl@evil.nl",
        "https://",
        "http://[",
        "https://ev il.nl",
        "//evil.nl",
    ):
        answer = organiser.send(page, "/oogst", status=200, **BOOK | {"url": wrong})
        assert "Write a whole link" in answer.main
        assert BOOK["title_nl"] in answer.text
    assert "Write a year" in organiser.send(page, "/oogst", status=200, **{**BOOK, "year": "22"}).main
    for _twice in range(2):
        page = organiser.follow(organiser.send(page, "/oogst", **BOOK, conditions=["security", "cohesion"]))
    assert len(page.all(".people-list li")) == 1
    for address in ("/2027/oogst", "/kennisbank?words=handvaten", "/kennisbank?condition=cohesion"):
        link = stranger.get(address).one(f'a[href="{BOOK["url"]}"]')
        assert link.to_text() == BOOK["title_nl"]
    assert not stranger.get("/kennisbank?condition=inclusion").all(f'a[href="{BOOK["url"]}"]')
    assert BOOK["url"] in stranger.http.get("/kennisbank.md").get_data(as_text=True)

    first, second = organiser.get(f"{HERE}/1"), organiser.get(f"{HERE}/1")
    organiser.send(first, "/1", title_nl="Een ander boek")
    both = organiser.send(second, "/1", status=200, year="2023")
    assert "Two people changed this page" in both.main
    organiser.send(both, "/1")
    assert "2023" in stranger.get("/2027/oogst").main
    organiser.send(organiser.get(f"{HERE}/1"), "/weghalen")
    assert BOOK["url"] not in stranger.get("/2027/oogst").text
    assert "We found nothing" in stranger.get("/en/kennisbank?words=handvatten").main


def test_hostile_words_are_harmless_in_every_file(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    stage.card(app, edition, HOSTILE, name=HOSTILE, show=CardShow.NAME, conditions=("cohesion",))
    stage.card(app, edition, "- Een lijst?\n1. Of toch niet", kind=CardKind.TOOL, conditions=("security",))
    stranger = Browserless(app)

    def read(form: str) -> str:
        answer = stranger.http.get(f"/en/2027/oogst.{form}", base_url=app.config["SITE_URL"])
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.get_data(as_text=True)

    rows = list(csv.reader(io.StringIO(read("csv").removeprefix("\ufeff"))))
    assert rows[2][3].startswith("'=HYPERLINK") and rows[2][7].startswith("'=HYPERLINK")
    assert json.loads(read("json"))["items"][1]["text"] == HOSTILE
    text = read("md")
    assert "\\<script\\>" in text and "\\[klik\\](" in text and "\\*x\\*" in text
    assert "> \\- Een lijst?  \n> 1\\. Of toch niet  \n" in text
    assert text.index("## Socioeconomic security") < text.index("## Social cohesion")
    assert "<http://127.0.0.1:8000/en/2027/oogst/1>" in text
    page = stranger.get("/2027/oogst/1")
    assert not page.all("main script") and not page.all('main a[href^="javascript"]')


def test_a_part_of_the_harvest_as_a_document(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    stage.card(app, edition, "Vraag wat iemand kan.\x0b\ufffe", conditions=("cohesion",))
    stage.card(app, edition, "Iets anders.")
    organiser = staff.signed_in(app)
    page = organiser.get(f"{HERE}?condition=cohesion&words=vragen&kind=nonsense")
    assert "Chosen: 1 card" in page.main
    waiting = organiser.follow(organiser.send(page, "/bestand?words=vragen&condition=cohesion"))
    assert waiting.headers["Refresh"]
    with app.app_context():
        run_all()
    ready = organiser.get(waiting.response.request.full_path)
    answer = organiser.get(ready.one('main a[href*="/bestand/"]').attrs["href"]).response
    assert answer.headers["Content-Disposition"].endswith("filename=2027-harvest.docx")
    told = [(p.style.name, p.text) for p in Document(io.BytesIO(answer.data)).paragraphs]  # type: ignore[union-attr]
    assert told[:4] == [
        ("Title", "Harvest: Learning together"),
        ("Heading 1", "Social cohesion"),
        ("Heading 2", "Insight, card 1"),
        ("Normal", "Vraag wat iemand kan."),
    ]
    assert told[4][1].endswith("CC BY 4.0 · http://127.0.0.1:8000/en/2027/oogst/1")
    assert len(told) == 5
    assert "Nothing in the harvest" in organiser.get(f"{HERE}?words=qqqq").main


def test_a_draft_edition_has_a_harvest_for_organisers_alone(app: Flask, make: Make) -> None:
    draft = make.edition("2027", state=EditionState.DRAFT)
    stage.card(app, draft, "Geheim kaartje")
    organiser = staff.signed_in(app)
    organiser.send(organiser.get(HERE), "/oogst", **BOOK | {"title_nl": "Geheim boek"})
    stranger = Browserless(app)
    for address in ("/2027/oogst", "/2027/oogst/1", "/2027/oogst.md"):
        stranger.get(address, status=404)
    assert "geheim" not in stranger.get("/kennisbank?words=geheim&kind=publication").main.lower().replace(
        "“geheim”", ""
    )
    assert "Geheim" not in stranger.http.get("/kennisbank.json").get_data(as_text=True)
