"""What only the worker does: a workbook of people."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import force_locale
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.jobs.run import work
from werkplaats.organise import saving, table
from werkplaats.organise.table import Export
from werkplaats.web import sheets

WIDTH = 24


@work(saving.SAVE)
def save_people(job_id: int, edition_id: int, export: dict[str, Any], language: str) -> dict[str, Any]:
    """The people whom somebody asked for as a workbook, kept for a day."""
    edition = session.get_one(Edition, edition_id)
    with force_locale(language):
        content = _workbook(table.rows(edition, Export.from_dict(export)))
        name = table.file_name(edition, "xlsx")
    return {"file": saving.keep(edition_id, content, name)}


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.sheet_format.baseColWidth = WIDTH
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, sheets.text(value))
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
