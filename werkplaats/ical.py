"""Plain values in, text/calendar bytes out (RFC 5545, 5546 and 7986); no database, no Flask.

The `icalendar` library joins, quotes and folds the lines. This module decides what they say, and
keeps hostile text from becoming a line of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote
from zoneinfo import ZoneInfo

import icalendar
from email_validator import validate_email

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PRODID = "-//Werkplaats//Werkplaats//EN"
REFRESH = timedelta(hours=1)

# Written by hand: the library would write RDATE blocks, which Outlook ignores, so that its summers
# are an hour off. Europe has followed these two rules since 1996.
_VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>\[\]\\@]+@[^\s\x00-\x20\x7f-\x9f\"(),:;<>\[\]\\@]+")


class Method(StrEnum):
    """What the receiving calendar is asked to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Address:
    """A name, which may be any text, and an email address.

    ValueError when the address could break a header or a calendar line.
    """

    name: str
    email: str

    def __post_init__(self) -> None:
        if not _EMAIL.fullmatch(self.email) or _SURROGATES.search(self.email):
            raise ValueError(f"{self.email!r} is not an email address")

    @property
    def mailbox(self) -> str:
        """The address as programs exchange it: the domain in ASCII (xn--…), the rest as it was given."""
        local, _, domain = self.email.rpartition("@")
        # Python's own "idna" codec follows the rules of 2003 and would turn straße into another domain.
        return self.email if domain.isascii() else f"{local}@{_ascii_domain(domain)}"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry in a calendar. All times are aware; `url` and `conference` are http(s) addresses.

    Empty texts and addresses are left out, but every event has a summary. ValueError for a value that no
    calendar can hold.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str | None = None
    categories: tuple[str, ...] = ()
    modified: datetime | None = None
    cancelled: bool = False

    def __post_init__(self) -> None:
        times = (self.stamp, self.starts_at, self.ends_at, self.modified)
        if any(time is not None and time.utcoffset() is None for time in times):
            raise ValueError("Every time of an event needs a time zone")
        # Compared as they will be written: a calendar has no parts of a second.
        if _instant(self.ends_at) <= _instant(self.starts_at):
            raise ValueError("An event ends after it starts")
        if not self.uid.strip() or one_line(self.uid) != self.uid:
            raise ValueError(f"{self.uid!r} cannot be a UID")
        if not one_line(self.summary):
            raise ValueError("An event needs a summary")
        if self.sequence < 0:
            raise ValueError("SEQUENCE starts at 0")


def invitation(method: Method, event: Event, organizer: Address, attendee: Address) -> bytes:
    """The calendar object for one person's mail: REQUEST tells or changes the event, CANCEL takes it away."""
    if method is Method.PUBLISH:
        raise ValueError("A mail carries REQUEST or CANCEL")
    if method is Method.REQUEST and event.cancelled:
        raise ValueError("A cancelled event is sent with CANCEL")
    component = _event(event, organizer, cancelled=method is Method.CANCEL)
    component.add("ATTENDEE", _attendee(attendee))
    return _bytes(_calendar(method), [component])


def published(name: str, events: Sequence[Event], organizer: Address) -> bytes:
    """A feed or download for anyone who has its address: nobody is listed as attending.

    A cancelled event stays in it, marked, so that calendars which subscribed show it.
    """
    calendar = _calendar(Method.PUBLISH)
    _add_text(calendar, "NAME", one_line(name))
    _add_text(calendar, "X-WR-CALNAME", one_line(name))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    return _bytes(calendar, [_event(event, organizer, cancelled=event.cancelled) for event in events])


class _Text(icalendar.vText):
    """TEXT as RFC 5545 3.3.11 escapes it; the library also takes a backslash with an N for a line break."""

    def to_ical(self) -> bytes:
        escaped = re.sub(r"[\\;,]", lambda found: "\\" + found[0], self)
        return escaped.replace("\n", "\\n").encode()


def _ascii_domain(domain: str) -> str:
    return validate_email(f"x@{domain}", check_deliverability=False).ascii_domain


def _calendar(method: Method) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    return calendar


def _bytes(calendar: icalendar.Calendar, events: list[icalendar.Event]) -> bytes:
    calendar.add_component(icalendar.Timezone.from_ical(_VTIMEZONE))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(event: Event, organizer: Address, *, cancelled: bool) -> icalendar.Event:
    component = icalendar.Event()
    component.add("UID", _Text(event.uid))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.stamp.astimezone(UTC))
    component.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    component.add("ORGANIZER", _cal_address(organizer))
    _add_times(component, event)
    _add_texts(component, event)
    return component


def _add_times(component: icalendar.Event, event: Event) -> None:
    starts_at, ends_at = _written(event.starts_at, event.ends_at)
    component.add("DTSTART", starts_at)
    component.add("DTEND", ends_at)
    if event.modified is not None:
        component.add("LAST-MODIFIED", event.modified.astimezone(UTC))


def _add_texts(component: icalendar.Event, event: Event) -> None:
    _add_text(component, "SUMMARY", one_line(event.summary))
    _add_text(component, "DESCRIPTION", plain(event.description))
    _add_text(component, "LOCATION", one_line(event.location))
    for category in event.categories:
        _add_text(component, "CATEGORIES", one_line(category))
    if event.url:
        component.add("URL", icalendar.vUri(_web_address(event.url)))
    if event.conference:
        component.add("CONFERENCE", icalendar.vUri(_web_address(event.conference), params={"VALUE": "URI"}))


def _add_text(component: icalendar.Component, name: str, text: str) -> None:
    # Readers take a property without a value for a mistake, and some see none in a value of spaces.
    if text.strip():
        component.add(name, _Text(text))


def _attendee(address: Address) -> icalendar.vCalAddress:
    """Someone who registered has said yes already, so no calendar should ask again."""
    attendee = _cal_address(address)
    attendee.params.update(CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE")
    return attendee


def _cal_address(address: Address) -> icalendar.vCalAddress:
    # A parameter cannot hold a double quote, and few readers know the way round it in RFC 6868.
    name = one_line(address.name).replace('"', "'")
    params = {"CN": name} if name else {}
    return icalendar.vCalAddress(f"mailto:{address.mailbox}", params=params)


def _written(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Both times in Amsterdam; in UTC if one falls in the hour that the clock shows twice in October."""
    local = starts_at.astimezone(AMSTERDAM), ends_at.astimezone(AMSTERDAM)
    if any(_happens_twice(time) for time in local):
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return local


def _happens_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _instant(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def plain(text: str) -> str:
    """The text without control characters, with every kind of line break as a newline."""
    broken = _LINE_BREAKS.sub("\n", text)
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", broken))


def one_line(text: str) -> str:
    """The text on one line, its words apart by one space, without control characters."""
    return " ".join(plain(text).split())


def _web_address(address: str) -> str:
    """The address with everything that RFC 3986 does not allow percent-encoded, line breaks included."""
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{address!r} is not a web address")
    return quote(address, safe=":/?#[]@!$&'()*+,;=%-._~", errors="replace")
