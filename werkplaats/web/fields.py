"""Fields that more than one feature has: moments and days as people in Amsterdam write them, numbers, and links."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from wtforms import DateField, DateTimeLocalField, IntegerField, TimeField, URLField, ValidationError

from werkplaats.clock import AMSTERDAM
from werkplaats.errors import N_

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M")
DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
YEARS = range(1970, 2200)
"""Other years are typing mistakes, and the first and the last one cannot be told in every time zone."""
MOST = 1_000_000
MOST_DIGITS = 9
"""Python refuses to read thousands of them, in words of its own."""
LONGEST_ADDRESS = 2000
CLOCK_FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M")


class MomentField(DateTimeLocalField):
    """A moment on a clock in Amsterdam; its data is aware. A browser without a picker sends what was typed."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=list(FORMATS), **options)

    def process_data(self, value: Any) -> None:
        self.data = value.astimezone(AMSTERDAM) if isinstance(value, datetime) else None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            naive = _first_that_fits(valuelist[0], FORMATS)
            if naive is None or naive.year not in YEARS:
                raise ValueError(gettext("Write a day and a time, like 18-03-2027 13:00."))
            self.data = naive.replace(tzinfo=AMSTERDAM)


class DayField(DateField):
    """A day of the calendar."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=list(DAY_FORMATS), **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: date | None = None
        if valuelist and valuelist[0].strip():
            found = _first_that_fits(valuelist[0], DAY_FORMATS)
            if found is None:
                raise ValueError(gettext("Write a day, like 18-03-2027."))
            self.data = found.date()


class ClockField(TimeField):
    """A time of the day."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=list(CLOCK_FORMATS), **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: time | None = None
        if valuelist and valuelist[0].strip():
            found = _first_that_fits(valuelist[0], CLOCK_FORMATS)
            if found is None:
                raise ValueError(gettext("Write a time, like 13:00."))
            self.data = found.time()


class NumberField(IntegerField):
    """A whole number from 0 on; nothing filled in is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        given = valuelist[0].strip() if valuelist else ""
        if given:
            is_number = given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS
            if not is_number or int(given) > MOST:
                raise ValueError(gettext("Write a whole number, like 25."))
            self.data = int(given)


class WebLink(URLField):
    """The address of a page elsewhere, or nothing; `wrong` says what to do about anything else."""

    wrong = N_("Paste the whole link. It starts with https://.")

    def pre_validate(self, form: Any) -> None:
        if self.data and (len(self.data) > LONGEST_ADDRESS or not is_web_address(self.data)):
            raise ValidationError(gettext(self.wrong))


def is_web_address(given: str) -> bool:
    """Whether this leads to a page that everyone may open: nothing that could run, that nobody can type back, or that
    shows one site and opens another."""
    try:
        parts = urlsplit(given)
    except ValueError:  # brackets without a partner, letters that only look like a slash
        return False
    named = bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme in ("https", "http") and named and given.isprintable() and " " not in given


def _first_that_fits(given: str, formats: tuple[str, ...]) -> datetime | None:
    for format in formats:
        try:
            return datetime.strptime(given.strip(), format)
        except ValueError:
            continue
    return None
