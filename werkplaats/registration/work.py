"""What only the worker does: reading a list that somebody brought, and registering the people in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from werkplaats.errors import N_, Refused
from werkplaats.jobs import run
from werkplaats.jobs.run import work
from werkplaats.registration import intake, reading, words
from werkplaats.registration.reading import MOST_COLUMNS, MOST_ROWS, Formula, Unreadable

LARGEST_INSIDE = 20 * 1024 * 1024
MOST_PARTS = 500
ENTITY = b"<!ENTITY"

NO_WORKBOOK = N_("We cannot open this workbook. Save the list once more, without a password, or as csv.")
TOO_MUCH_INSIDE = N_("There is much more in this workbook than a list. Copy only the list to a new one.")

PERCENT_READ, PERCENT_UNDERSTOOD = 40, 80


@work(intake.READ)
def read(job_id: int, edition_id: int, file_id: str) -> dict[str, Any]:
    """What the file holds, or in one sentence why it cannot be read."""
    try:
        file = intake.given(edition_id, file_id)
        table = list(_table(file.type, file.bytes))
        run.report(job_id, PERCENT_READ)
        rows = reading.rows_of(table, words.perspectives_by_word())
        run.report(job_id, PERCENT_UNDERSTOOD)
        return intake.keep_rows(edition_id, rows)
    except Unreadable as refused:
        return {"refused": refused.msgid, "values": refused.values}


@work(intake.REGISTER)
def register(job_id: int, edition_id: int, file_id: str, **_asked: Any) -> dict[str, Any]:
    """Go on where it was, until everyone is there. What stops it is told beside what was done."""
    done, stopped = intake.done_of(job_id), dict[str, Any]()
    try:
        rows = [] if done.finished else intake.rows_kept(edition_id, file_id)
        good = [row for row in rows if not row.troubles]
        while not done.finished:
            done = intake.register_some(job_id, good)
            run.report(job_id, 100 * done.rows // max(1, len(good)))
    except Refused as refused:
        stopped = {"refused": refused.msgid, "values": refused.values}
    return {**asdict(done), **stopped}


def _table(kind: str, content: bytes) -> Iterator[list[str]]:
    """Not more rows than can be in a list, and one to notice that there are more."""
    rows = reading.table_of_csv(content) if kind == intake.CSV else table_of_xlsx(content)
    for number, row in enumerate(rows):
        if number > MOST_ROWS + 1:
            return
        yield row


def table_of_xlsx(content: bytes) -> Iterator[list[str]]:
    """The cells of the first sheet of a workbook. Whatever is wrong with somebody's file, it is no error of ours."""
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS):
            yield [_words(cell.value, cell.data_type) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(NO_WORKBOOK) from error


def _refuse_bombs(content: bytes) -> None:
    """A workbook is a zip: its parts say how large they become, and cannot become larger than they say."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        declared = parts.infolist()
        if len(declared) > MOST_PARTS or sum(part.file_size for part in declared) > LARGEST_INSIDE:
            raise Unreadable(TOO_MUCH_INSIDE)
        if any(ENTITY in parts.read(part) for part in declared if part.filename.endswith((".xml", ".rels"))):
            raise Unreadable(NO_WORKBOOK)


def _words(value: Any, kind: str) -> str:
    """A cell as a spreadsheet shows it, near enough."""
    if value is None:
        return ""
    if kind == "f":
        return Formula(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
