"""The C library behind many calendars, as a judge: does it accept an object, and what does it read in it?

It holds the tables of RFC 5546, which say what each method must and must not carry; `icalendar` does not
look at those. Read through ctypes from the system's own library (Debian: libical3).
"""

import ctypes
import ctypes.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

_VEVENT = 4


@dataclass(frozen=True)
class Read:
    """One VEVENT as libical understands it, its times worked out with the VTIMEZONE in the same file; `method` is that
    of the file."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    status: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    description: str


class _Time(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


def available() -> str | None:
    """None when libical can be used, else the reason why not, for pytest.skip."""
    try:
        _library()
    except OSError:
        return "libical 3 is not installed (Debian: apt install libical3)"
    return None


def complaints(ics: bytes) -> list[str]:
    """What libical finds wrong, in its own words; empty when it accepts the object."""
    with _parsed(ics) as component:
        if not component:
            return ["Nothing here could be parsed"]
        ok = _library().icalrestriction_check(component)
        text = _library().icalcomponent_as_ical_string(component).decode(errors="replace")
    found = _errors(text)
    if not text.startswith("BEGIN:VCALENDAR"):
        found.append("The file is not one VCALENDAR")
    return found if ok or found else ["It breaks a restriction of RFC 5546"]


def read(ics: bytes) -> list[Read]:
    """Every VEVENT in the file, in its order."""
    with _parsed(ics) as component:
        return list(_events(component))


def _events(calendar: int | None) -> Iterator[Read]:
    library = _library()
    event = library.icalcomponent_get_first_component(calendar, _VEVENT)
    while event:
        yield Read(
            method=_word(library.icalproperty_method_to_string(library.icalcomponent_get_method(calendar))),
            uid=_word(library.icalcomponent_get_uid(event)),
            sequence=library.icalcomponent_get_sequence(event),
            stamp=_instant(library.icalcomponent_get_dtstamp(event)),
            status=_word(library.icalproperty_status_to_string(library.icalcomponent_get_status(event))),
            summary=_word(library.icalcomponent_get_summary(event)),
            starts_at=_instant(library.icalcomponent_get_dtstart(event)),
            ends_at=_instant(library.icalcomponent_get_dtend(event)),
            description=_word(library.icalcomponent_get_description(event)),
        )
        event = library.icalcomponent_get_next_component(calendar, _VEVENT)


def _word(text: bytes | None) -> str:
    return (text or b"").decode()


def _instant(time: _Time) -> datetime:
    return datetime.fromtimestamp(_library().icaltime_as_timet_with_zone(time, time.zone), UTC)


def _errors(text: str) -> list[str]:
    """The X-LIC-ERROR lines, which libical leaves in the object where it stumbled."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    return re.findall(r"^X-LIC-ERROR[^:\r\n]*:(.*?)\r?$", unfolded, re.MULTILINE)


@contextmanager
def _parsed(ics: bytes) -> Iterator[int | None]:
    component = _library().icalparser_parse_string(ics)
    try:
        yield component
    finally:
        if component:
            _library().icalcomponent_free(component)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("ical") or "libical.so.3")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalrestriction_check", ctypes.c_int, [pointer]),
        ("icalcomponent_as_ical_string", text, [pointer]),
        ("icalcomponent_free", None, [pointer]),
        ("icalcomponent_get_first_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_next_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_uid", text, [pointer]),
        ("icalcomponent_get_summary", text, [pointer]),
        ("icalcomponent_get_description", text, [pointer]),
        ("icalcomponent_get_sequence", ctypes.c_int, [pointer]),
        ("icalcomponent_get_method", ctypes.c_int, [pointer]),
        ("icalcomponent_get_status", ctypes.c_int, [pointer]),
        ("icalproperty_method_to_string", text, [ctypes.c_int]),
        ("icalproperty_status_to_string", text, [ctypes.c_int]),
        ("icalcomponent_get_dtstamp", _Time, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    # Without this the library ends the whole process at the first malformed value.
    library.icalerror_set_errors_are_fatal(0)
    return library
