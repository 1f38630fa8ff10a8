"""Lists for who hosts a breakout: on the page, as csv and as a workbook, whatever people are called."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.breakouts.organiser import OVERVIEW, at_the_overview, drafted
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from werkplaats import clock, files
from werkplaats.db import session, transaction
from werkplaats.files import File
from werkplaats.jobs.models import Job
from werkplaats.jobs.run import run_all
from werkplaats.registration.models import Registration
from werkplaats.web import sheets

pytestmark = POSTGRESQL_LATER

LISTS = f"{OVERVIEW}1/lijsten"
HOSTILE = (
    "=HYPERLINK(\"http://kwaad.example\";\"klik\")", "+31612345678", "-2+3", "@SUM(A1)", "＝1+1",
    "O'Brien; \"Piet\", <b>vet</b>", "Łódź Ångström 李", "x" * 100,
)  # fmt: skip


def with_workbook(app: Flask, browser: Browserless, **answers: str) -> Page:
    """The page after the worker has made a workbook."""
    page = browser.get(LISTS)
    form = page.form("lijsten")
    waiting = browser.follow(browser.post(LISTS, {"csrf_token": form["csrf_token"], **answers}))
    assert waiting.headers["Refresh"] == "2" and waiting.all("progress")
    with app.app_context():
        run_all()
    return browser.get(waiting.response.request.full_path)


def rows_of(browser: Browserless, address: str) -> list[list[str]]:
    answer = browser.http.get(address, base_url=browser.base_url)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_hostile_names_are_text_in_csv(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, breakouts=2)
    for n, name in enumerate(HOSTILE):
        make.register(edition_id, name, f"p{n}@example.org")
    drafted(app, browser)
    first, *rows = rows_of(browser, f"{OVERVIEW}1/lijst.csv")
    assert first == ["Round", "Time", "Breakout", "Name", "Organisation"]
    assert len(rows) == 2 * len(HOSTILE)
    assert not [cell for row in rows for cell in row if cell.startswith(sheets.FORMULA)]
    assert {row[3].removeprefix("'") for row in rows} == set(HOSTILE)
    assert "example.org" not in str(rows), "no addresses"


def test_hostile_names_are_text_in_a_workbook(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, breakouts=2)
    for n, name in enumerate(HOSTILE):
        make.register(edition_id, name, f"p{n}@example.org")
    drafted(app, browser)
    page = with_workbook(app, browser)
    [link] = [a.attrs["href"] for a in page.all("main a.button-primary")]
    answer = browser.http.get(link, base_url=browser.base_url)
    assert "2027-plan-1-everyone.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "Everyone" and len(book.sheetnames) == 5
    cells = [cell for row in book["Everyone"].iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {row[3].value for row in book["Everyone"].iter_rows(min_row=2)} == set(HOSTILE)


@pytest.mark.parametrize("cell", ["a\x00b\x1bc", "twee\r\nregels", "\t=1+1", "a\ufffeb"])
def test_what_nobody_sees_is_not_in_a_cell(cell: str) -> None:
    [_, line] = sheets.csv_of([[cell]])
    assert line.count("\r\n") == 1 and not set(line.strip()) & set("\x00\x1b\t\ufffe")
    assert not line.startswith(("=", "\t"))


def test_one_slot_alone(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.people(edition_id, 9)
    drafted(app, browser)
    [link, *_] = [a.attrs["href"] for a in browser.get(LISTS).all("a[href*='deelsessie']") if "csv" in a.attrs["href"]]
    slot_id = link.split("/")[-2]
    rows = rows_of(browser, link)[1:]
    page = browser.get(f"{OVERVIEW}1/deelsessie/{slot_id}")
    assert len(page.all("tbody tr")) == len(rows) and "example.org" not in page.main
    book = with_workbook(app, browser, slot=slot_id)
    [file] = [a.attrs["href"] for a in book.all("main a.button-primary")]
    sheets = load_workbook(io.BytesIO(browser.http.get(file, base_url=browser.base_url).data))
    assert len(sheets.sheetnames) == 1 and sheets.worksheets[0].max_row == len(rows) + 1
    browser.post(LISTS, {"csrf_token": page_token(browser), "slot": "999999"}, status=404)
    browser.get(f"{OVERVIEW}1/deelsessie/999999/lijst.csv", status=404)
    browser.get(f"{LISTS}/bestaat-niet", status=404)


def page_token(browser: Browserless) -> str:
    return str(browser.get(LISTS).form("lijsten")["csrf_token"])


def test_asked_twice_it_is_one_file(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    with_workbook(app, browser)
    browser.post(LISTS, {"csrf_token": page_token(browser)})
    with app.app_context():
        run_all()
        assert session.scalar(select(func.count()).select_from(File)) == 1


def test_a_list_of_another_plan_is_not_shown_here(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    with app.app_context():
        draft_job = session.scalars(select(Job.id)).first()
    assert "could not be made" not in browser.get(f"{LISTS}?job={draft_job}").main
    assert not browser.get(f"{LISTS}?job=99999").all("progress")


def test_files_that_need_not_be_kept_go(app: Flask) -> None:
    with app.app_context():
        with transaction():
            for n, until in enumerate((None, clock.now() - timedelta(seconds=1), clock.now() + timedelta(hours=1))):
                files.keep(b"x", f"{n}.txt", "text/plain", None, until)
        files.remove_old_files()
        files.remove_old_files()
        assert sorted(session.scalars(select(File.name))) == ["0.txt", "2.txt"]


def test_a_row_that_is_no_name_is_no_row(app: Flask, make: Make) -> None:
    """Who cancelled stands on no list."""
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id, "Ans")
    gone = make.register(edition_id, "Bert Weg")
    drafted(app, browser)
    with app.app_context(), transaction():
        session.get_one(Registration, gone.id).state = "cancelled"  # type: ignore[assignment]
    assert "Bert Weg" not in str(rows_of(browser, f"{OVERVIEW}1/lijst.csv"))
