"""The people on the list in a file: exactly these, as text, and what is sensitive only when somebody asked for it."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.breakouts.test_lists import HOSTILE
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.people import PEOPLE, needs, waits
from tests.page import Browserless, Page
from werkplaats import worker
from werkplaats.audit import AuditEntry
from werkplaats.db import session, transaction
from werkplaats.files import File
from werkplaats.jobs.run import run_all
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web import sheets

pytestmark = POSTGRESQL_LATER

assert worker.TASKS_OF, "importing the worker tells the jobs their names"

SAVE = f"{PEOPLE}/bestand"


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(app: Flask, edition_id: int) -> Browserless:
    return staff.signed_in(app)


def as_csv(browser: Browserless, asked: str = "", **ticked: str) -> list[list[str]]:
    answer = browser.send(browser.get(SAVE + asked), "bestand" + asked, status=200, **ticked)
    assert answer.response.mimetype == "text/csv" and answer.headers["Cache-Control"] == "no-store"
    assert "attachment; filename=2027-registrations.csv" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.response.data.decode("utf-8-sig"))))


def test_only_who_was_looked_for(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    first, second, *_ = make.breakouts(edition_id)
    make.register(edition_id, "Ans", ranking=[second, first])
    waits(app, make.register(edition_id, "Wacht"))
    gone = make.register(edition_id, "Gewist")
    Organiser(app, edition_id).publish()
    with app.app_context(), transaction():
        session.get_one(Registration, gone.id).state = RegistrationState.ERASED
    head, *rows = as_csv(organiser)
    assert [row[0] for row in rows] == ["Ans", "Wacht"]
    ans = dict(zip(head, rows[0], strict=True))
    assert ans["Their list"] == "Sociale inclusie; Sociaaleconomische zekerheid" and ans["State"] == "Registered"
    assert {ans["Ronde 1"], ans["Ronde 2"]} == {"Sociale inclusie", "Sociaaleconomische zekerheid"}
    assert [row[0] for row in as_csv(organiser, "?state=waiting")[1:]] == ["Wacht"]


def test_what_is_sensitive_comes_along_only_when_ticked(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    person = make.register(edition_id, "Ans")
    needs(app, person, "Een rolstoelplek.")
    with app.app_context(), transaction():
        session.get_one(Registration, person.id).remark = "Belt graag."
    page = organiser.get(SAVE)
    assert "needs" not in page.form("bestand") and "remarks" not in page.form("bestand"), "nothing is ticked by itself"
    assert "rolstoel" not in str(as_csv(organiser)) and "Belt" not in str(as_csv(organiser))
    assert "Een rolstoelplek." in str(as_csv(organiser, needs="y")) and "Belt" in str(as_csv(organiser, remarks="y"))
    with app.app_context():
        saved = select(AuditEntry.ids).where(AuditEntry.verb == "saved people in a file").order_by(AuditEntry.id)
        assert list(session.scalars(saved))[-2:] == [{"needs": 1}, {"remarks": 1}]


def test_hostile_people_are_text(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    for n, name in enumerate(HOSTILE):
        make.register(edition_id, name, f"p{n}@example.org")
    rows = as_csv(organiser)[1:]
    assert {row[0].removeprefix("'") for row in rows} == set(HOSTILE)
    assert not [cell for row in rows for cell in row if cell.startswith(sheets.FORMULA)]
    page = with_workbook(app, organiser)
    answer = organiser.http.get(page.one("main a.button-primary").attrs["href"], base_url=organiser.base_url)
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == set(HOSTILE)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def with_workbook(app: Flask, browser: Browserless) -> Page:
    """The page after the worker has made a workbook; asked for twice at once it is one."""
    page = browser.get(f"{SAVE}?sort=newest")
    waiting = [browser.follow(browser.send(page, "newest", kind="xlsx")) for _twice in range(2)][-1]
    assert waiting.headers["Refresh"] == "2" and waiting.all("progress")
    with app.app_context():
        run_all()
        assert session.scalar(select(func.count()).select_from(File)) == 1
    return browser.get(waiting.response.request.full_path)


def test_no_file_of_another_edition(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    make.register(edition_id, "Ans")
    page = with_workbook(app, organiser)
    file = page.one("main a.button-primary").attrs["href"]
    make.edition("2028")
    organiser.get(file.replace("/2027/", "/2028/"), status=404)
    organiser.get(f"{SAVE}/bestaat-niet", status=404)
    assert "Your file is ready" not in organiser.get(f"{SAVE}?job=99999").main
