"""From somebody's list in a file to people who could be registered, and what is wrong with the others, row by row.

Only texts come in here, however the file held them; whether an address is known already is asked elsewhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from email_validator import EmailNotValidError, validate_email

from werkplaats.errors import N_, Refused
from werkplaats.mail.addresses import email_key
from werkplaats.registration.models import Perspective
from werkplaats.web.forms import one_line
from werkplaats.web.sheets import without_mark

MOST_ROWS, MOST_COLUMNS = 10_000, 30
MOST_OF_NAME, MOST_OF_ADDRESS, MOST_OF_ORGANISATION = 100, 254, 150
LARGEST_CELL = 10_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("naam", "name"),
    "email": ("e-mailadres", "emailadres", "e-mail", "email", "mail", "mailadres", "e-mail address", "email address",
              "mail address"),
    "perspective": ("perspectief", "perspective"),
    "organisation": ("organisatie", "organisation", "organization"),
    "locale": ("taal", "language"),
}  # fmt: skip
"""What the first row may call each column, in small letters; other columns are not read."""

LANGUAGES = {"": "nl", "nl": "nl", "nederlands": "nl", "dutch": "nl", "en": "en", "engels": "en", "english": "en"}
DELIMITERS = (";", ",", "\t")

NO_TEXT = N_("We cannot read this file as csv. Save the list once more, as csv or xlsx.")
NO_HEADINGS = N_("The first row has to name the columns. We look for “naam” and “e-mailadres”.")
NO_ROWS = N_("There is nobody in this list: it has only a first row.")
TOO_MANY = N_("This list has more than %(rows)s rows. Cut it into smaller lists.")


class Unreadable(Refused):
    """Nothing can be done with this file as a whole."""


class Formula(str):
    """What a cell of a workbook calculates: not what stands there."""

    __slots__ = ()


class Trouble(StrEnum):
    """Why a row is nobody who can be registered."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    TWICE = "twice"
    KNOWN = "known"
    CANCELLED = "cancelled"
    PERSPECTIVE = "perspective"
    LONG_ORGANISATION = "long_organisation"
    LANGUAGE = "language"
    FORMULA = "formula"


@dataclass(frozen=True)
class Row:
    """One row as we understand it. `troubles` holds what is wrong with it, each with a value for the sentence."""

    number: int
    name: str
    email: str
    perspective: str = ""
    organisation: str = ""
    locale: str = "nl"
    troubles: tuple[tuple[str, str], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Row:
        return cls(**{**kept, "troubles": tuple(tuple(trouble) for trouble in kept["troubles"])})


def table_of_csv(content: bytes) -> Iterator[list[str]]:
    """The cells of a csv, whichever of the usual ways it was saved in."""
    lines = _text_of(content)
    if lines[:4].lower() == "sep=":
        lines = lines.partition("\n")[2]
    delimiter = max(DELIMITERS, key=lambda one: len(_columns(lines.partition("\n")[0].split(one))))
    try:
        for cells in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            yield [without_mark(cell.strip()) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Unreadable(NO_TEXT) from error


def _text_of(content: bytes) -> str:
    """Spreadsheets save UTF-8 with a mark or without, UTF-16 with one, and on older computers Windows-1252."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in found:
            return found
    raise Unreadable(NO_TEXT)


def rows_of(table: Iterable[Sequence[str]], perspectives: Mapping[str, Perspective]) -> list[Row]:
    """Everyone in a table, with the numbers that a spreadsheet gives its rows. Raises Unreadable for the whole of it.

    `perspectives` are by the words that people may use for them, in small letters.
    """
    lines = iter(table)
    columns = _columns(next(lines, ()))
    if not {"name", "email"} <= columns.keys():
        raise Unreadable(NO_HEADINGS)
    found: list[Row] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise Unreadable(TOO_MANY, rows=MOST_ROWS)
        if any(cell.strip() for cell in cells):
            found.append(_row(number, _named(columns, cells), perspectives, seen))
    if not found:
        raise Unreadable(NO_ROWS)
    return found


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands; the first of two with the same name counts."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        said = one_line(heading.strip().strip('"')).casefold()
        for column, names in COLUMNS.items():
            if said in names:
                found.setdefault(column, at)
    return found


def _named(columns: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {column: cells[at] if at < len(cells) else "" for column, at in columns.items()}


def _row(number: int, cells: Mapping[str, str], perspectives: Mapping[str, Perspective], seen: dict[str, int]) -> Row:
    """`seen` has the row of each address before, and gets this one."""
    said = {column: one_line(cell[:LARGEST_CELL]) for column, cell in cells.items()}
    name, email, organisation = said["name"], said["email"], said.get("organisation", "")
    perspective = perspectives.get(said.get("perspective", "").casefold())
    locale = LANGUAGES.get(said.get("locale", "").casefold())
    troubles = [
        *_of_formulas(cells),
        *_of_name(name),
        *_of_address(email),
        *_of_double(email, number, seen),
        *([(Trouble.PERSPECTIVE, said["perspective"])] if said.get("perspective") and perspective is None else []),
        *([(Trouble.LONG_ORGANISATION, "")] if len(organisation) > MOST_OF_ORGANISATION else []),
        *([(Trouble.LANGUAGE, said["locale"])] if locale is None else []),
    ]
    shown = tuple((str(code), _short(value)) for code, value in troubles)
    return Row(number, _short(name), _short(email), perspective or "", _short(organisation), locale or "nl", shown)


def _of_formulas(cells: Mapping[str, str]) -> Iterator[tuple[Trouble, str]]:
    for cell in cells.values():
        if isinstance(cell, Formula):
            yield Trouble.FORMULA, str(cell)


def _of_name(name: str) -> Iterator[tuple[Trouble, str]]:
    if not name:
        yield Trouble.NO_NAME, ""
    elif len(name) > MOST_OF_NAME:
        yield Trouble.LONG_NAME, ""


def _of_address(email: str) -> Iterator[tuple[Trouble, str]]:
    if not email:
        yield Trouble.NO_ADDRESS, ""
        return
    try:
        if len(email) > MOST_OF_ADDRESS:
            raise EmailNotValidError
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        yield Trouble.BAD_ADDRESS, email


def _of_double(email: str, number: int, seen: dict[str, int]) -> Iterator[tuple[Trouble, str]]:
    """The first row with an address counts; the others name it."""
    if not email:
        return
    first = seen.setdefault(email_key(email), number)
    if first != number:
        yield Trouble.TWICE, str(first)


def _short(value: str) -> str:
    """A cell may hold a book; nobody has to read it here."""
    return value if len(value) <= MOST_OF_ADDRESS else f"{value[:MOST_OF_ADDRESS]}…"
