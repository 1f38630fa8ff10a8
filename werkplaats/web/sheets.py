"""Tables that people open in a spreadsheet.

A cell that it would calculate is somebody's text: it gets a mark in csv, and a type in a workbook.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from werkplaats.web.forms import CONTROLS

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BOM = "\ufeff"
NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def text(cell: str) -> str:
    """What a cell may hold: one line, without characters that nobody sees."""
    return NO_CHARACTERS.sub("", CONTROLS.sub("", " ".join(cell.split()))).strip()


def csv_of(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """As csv, line by line, marked as UTF-8 for spreadsheets."""
    yield BOM
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer).writerow([_not_calculated(text(cell)) for cell in row])
        yield buffer.getvalue()


def without_mark(cell: str) -> str:
    """A cell of such a csv as it was meant."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _not_calculated(cell: str) -> str:
    """An apostrophe tells a spreadsheet that this is text; quotes would not."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
