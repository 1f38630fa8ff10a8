"""Calendars, judged by readers that we did not write: libical, icalendar, vobject, and our own byte lint."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.judges import bytelint, icaljs, libical, vobject_times
from tests.judges.program import CannotRead, Times
from werkplaats.ical import Address, Event, Method, invitation, published

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ORGANISATION = Address("Landelijke Werkplaats", "symposium@example.org")
NOOR = Address("Noor de Wit", "noor@example.org")
DAY = Event(
    uid="5d1f6c2e@example.org",
    sequence=3,
    stamp=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    modified=datetime(2026, 1, 5, 9, 29, tzinfo=UTC),
    starts_at=datetime(2026, 6, 18, 13, 0, tzinfo=AMSTERDAM),
    ends_at=datetime(2026, 6, 18, 16, 0, tzinfo=AMSTERDAM),
    summary="Bestaanszekerheid: van praten naar doen",
    description="13:00 Welkom\n14:00 Deelsessie, eerste ronde; 15:00 tweede ronde\nTot dan!",
    location="https://example.org/mijn/meedoen",
    url="https://example.org/symposium-2026",
    conference="https://example.org/mijn/meedoen",
    categories=("Symposium", "Leren, samen"),
)

hostile_texts = st.one_of(
    st.text(st.characters(codec=None), max_size=200),
    st.sampled_from(
        (
            "x\r\nATTENDEE:mailto:eve@example.org",
            "x\nEND:VEVENT\nEND:VCALENDAR",
            'x":mailto:eve@example.org\r\nX-EVIL:1',
            "x\u2028METHOD:CANCEL\x85DTEND:20300101T000000Z",
            "\x00\x07\x1b[31m\x7f\ud800",
            "\\N \\n \\\\ \\; \\, ^n ^' ^^ %0D%0A",
            "\\" * 90 + ";" * 90,
            "👩‍👩‍👧‍👦" * 40,
            "[klik](http://evil.example)",
        )
    ),
)
_readable = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)
one_line_texts = st.lists(_readable, min_size=1, max_size=4).map(" ".join)
texts = st.lists(one_line_texts, min_size=1, max_size=4).map("\n".join)
years = st.integers(2000, 2037)
moments = st.one_of(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)),
    st.builds(
        lambda year, month, minutes: clock_change(year, month) + timedelta(minutes=minutes),
        years,
        st.sampled_from((3, 10)),
        st.integers(-240, 240),
    ),
)
durations = st.one_of(st.integers(1, 400), st.integers(1, 4000)).map(lambda minutes: timedelta(minutes=minutes))
hostile_events = st.builds(
    lambda number, sequence, start, length, text, cancelled: replace(
        DAY, uid=f"{number}-7f3k", sequence=sequence, starts_at=(start := start.replace(microsecond=0)),
        ends_at=start + length, summary=f"x{text}", description=text, location=text, categories=(text,),
        url=f"https://example.org/{text}", cancelled=cancelled,
    ),
    st.integers(1, 99), st.integers(0, 2**31 - 1), moments, durations, hostile_texts, st.booleans(),
)  # fmt: skip
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def clock_change(year: int, month: int) -> datetime:
    """01:00 UTC on the last Sunday of the month, when every clock in the European Union changes."""
    last = date(year, month, 31)
    sunday = last - timedelta(days=last.isoweekday() % 7)
    return datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def libical_judge() -> Callable[[bytes], list[str]]:
    if reason := libical.available():
        pytest.skip(reason)
    return libical.complaints


def accepted(ics: bytes) -> bool:
    complaints = libical.complaints(ics) + bytelint.complaints(ics)
    assert complaints == [], ics.decode(errors="replace")
    return True


@pytest.fixture(scope="module")
def icaljs_judge() -> None:
    if reason := icaljs.available():
        pytest.skip(reason)


READERS: dict[str, Callable[[bytes], Times]] = {
    "icalendar": lambda ics: {
        str(event["UID"]): (utc(event, "DTSTART"), utc(event, "DTEND"))
        for event in icalendar.Calendar.from_ical(ics).walk("VEVENT")
        if isinstance(event, icalendar.Event)
    },
    "libical": lambda ics: {read.uid: (read.starts_at, read.ends_at) for read in libical.read(ics)},
    "vobject": vobject_times.times,
    "ical.js": icaljs.times,
}
"""Who says when an event is, by its UID."""


def seen_by_all(ics: bytes, true: Times) -> bool:
    """Every reader finds these events at these moments."""
    for name, times in READERS.items():
        assert times(ics) == true, f"{name}\n{ics.decode()}"
    return True


def names(ics: bytes) -> list[str]:
    """The property names of every line, in order, as `icalendar` sees them."""
    return [name for name, _ in icalendar.Calendar.from_ical(ics).property_items()]


def only_event(ics: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def utc(event: icalendar.Event, name: str) -> datetime:
    moment = event.decoded(name)
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


@pytest.mark.usefixtures("libical_judge")
class TestAccepted:
    @pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
    def test_a_mail(self, method: Method) -> None:
        ics = invitation(method, DAY, ORGANISATION, NOOR)
        assert accepted(ics)
        event = only_event(ics)
        assert event["STATUS"] == ("CANCELLED" if method is Method.CANCEL else "CONFIRMED")
        assert (event["UID"], event["SEQUENCE"]) == (DAY.uid, 3)
        assert event["ATTENDEE"] == "mailto:noor@example.org"
        assert event["ORGANIZER"].params["CN"] == "Landelijke Werkplaats"

    def test_a_feed_keeps_a_cancelled_event_and_names_nobody(self) -> None:
        gone = replace(DAY, uid="2@example.org", cancelled=True)
        ics = published("Programma", [DAY, gone], ORGANISATION)
        assert accepted(ics)
        assert b"ATTENDEE" not in ics
        statuses = [event["STATUS"] for event in icalendar.Calendar.from_ical(ics).walk("VEVENT")]
        assert statuses == ["CONFIRMED", "CANCELLED"]

    def test_a_feed_without_events(self) -> None:
        assert accepted(published("Programma", [], ORGANISATION))

    def test_texts_of_nothing_visible_are_left_out(self) -> None:
        blank = replace(DAY, description="\x07", location=" ", categories=("", "\n"))
        ics = published("\x00", [blank], ORGANISATION)
        assert libical.complaints(ics) == []
        assert not {"DESCRIPTION", "LOCATION", "CATEGORIES", "NAME"} & set(names(ics))

    def test_an_event_with_nothing_optional(self) -> None:
        bare = replace(DAY, description="", location="", url="", conference=None, categories=(), modified=None)
        ics = invitation(Method.REQUEST, bare, ORGANISATION, Address("", "noor@example.org"))
        assert accepted(ics)
        assert not {"DESCRIPTION", "LOCATION", "URL", "CONFERENCE", "CATEGORIES"} & set(names(ics))
        assert b"CN=;" not in ics

    @many
    @given(hostile_texts, hostile_texts, hostile_texts, st.sampled_from([Method.REQUEST, Method.CANCEL]))
    def test_hostile_text_adds_no_line(self, first: str, second: str, name: str, method: Method) -> None:
        event = replace(
            DAY,
            summary=f"x{first}",
            description=f"x{second}",
            location=f"x{first}",
            categories=(f"x{second}", f"x{first}"),
            url=f"https://example.org/{first}",
        )
        ics = invitation(method, event, replace(ORGANISATION, name=name), replace(NOOR, name=name))
        assert accepted(ics)
        assert names(ics) == names(invitation(method, DAY, ORGANISATION, NOOR))

    @some
    @given(hostile_texts, hostile_texts)
    def test_hostile_text_in_a_feed(self, name: str, text: str) -> None:
        ics = published(f"x{name}", [replace(DAY, summary=f"x{text}")], replace(ORGANISATION, name=text))
        assert accepted(ics)
        assert names(ics) == names(published("Programma", [DAY], ORGANISATION))

    @many
    @given(one_line_texts, texts)
    def test_texts_survive_the_journey(self, summary: str, description: str) -> None:
        ics = invitation(Method.REQUEST, replace(DAY, summary=summary, description=description), ORGANISATION, NOOR)
        assert accepted(ics)
        event = only_event(ics)
        assert (event["SUMMARY"], event["DESCRIPTION"]) == (summary, description)
        assert libical.read(ics)[0].summary == summary


def judge_every_kind(data: st.DataObject) -> None:
    """All that a life can bring: invited, changed, cancelled, and a feed in which some of it is cancelled."""
    events = data.draw(st.lists(hostile_events, min_size=1, max_size=3, unique_by=lambda event: event.uid))
    who = Address(data.draw(hostile_texts), "noor@example.org")
    organisation = replace(ORGANISATION, name=data.draw(hostile_texts))
    first, true = events[0], {event.uid: (event.starts_at, event.ends_at) for event in events}
    for method in (Method.REQUEST, Method.CANCEL):
        mail = invitation(method, replace(first, cancelled=method is Method.CANCEL), organisation, who)
        assert accepted(mail) and seen_by_all(mail, {first.uid: true[first.uid]})
    feed = published(f"x{data.draw(hostile_texts)}", events, organisation)
    assert accepted(feed) and seen_by_all(feed, true)


@pytest.mark.usefixtures("libical_judge")
@pytest.mark.parametrize("blank", ["\t", " ", "\u2003\n"])
def test_a_text_of_blanks_is_no_text(blank: str) -> None:
    feed = published("x", [replace(DAY, description=blank, location=blank)], ORGANISATION)
    assert accepted(feed)
    assert b"DESCRIPTION" not in feed and b"LOCATION" not in feed


@pytest.mark.usefixtures("libical_judge", "icaljs_judge")
@some
@given(st.data())
def test_every_mail_and_feed_over_hostile_texts_and_clock_changes(data: st.DataObject) -> None:
    judge_every_kind(data)


@pytest.mark.torture
@pytest.mark.usefixtures("libical_judge", "icaljs_judge")
@settings(many, max_examples=120)
@given(st.data())
def test_many_more_mails_and_feeds(data: st.DataObject) -> None:
    judge_every_kind(data)


def _around_clock_changes() -> list[Event]:
    starts = [
        clock_change(year, month) + timedelta(minutes=minutes)
        for year in (2021, 2022, 2026, 2027, 2035)
        for month in (3, 10)
        for minutes in range(-200, 201, 20)
    ]
    starts += [datetime(2026, month, 17, 12, tzinfo=UTC) for month in range(1, 13)]
    return [
        replace(DAY, uid=f"{number}@example.org", starts_at=start, ends_at=start + timedelta(minutes=70))
        for number, start in enumerate(starts)
    ]


@pytest.mark.usefixtures("libical_judge", "icaljs_judge")
def test_all_readers_see_the_same_times_around_every_clock_change() -> None:
    events = _around_clock_changes()
    true = {event.uid: (event.starts_at, event.ends_at) for event in events}
    assert seen_by_all(published("Programma", events, ORGANISATION), true)


def test_an_ordinary_day_is_written_in_amsterdam_time_and_the_double_hour_in_utc() -> None:
    ordinary = invitation(Method.REQUEST, DAY, ORGANISATION, NOOR)
    assert b"DTSTART;TZID=Europe/Amsterdam:20260618T130000\r\n" in ordinary
    twice = clock_change(2026, 10) + timedelta(minutes=30)
    night = replace(DAY, starts_at=twice, ends_at=twice + timedelta(hours=3))
    ics = invitation(Method.REQUEST, night, ORGANISATION, NOOR)
    assert b"DTSTART:20261025T013000Z\r\nDTEND:20261025T043000Z\r\n" in ics


def test_the_same_values_give_the_same_bytes() -> None:
    assert published("P", [DAY], ORGANISATION) == published("P", [DAY], ORGANISATION)


def test_double_quotes_in_a_name_become_single_ones() -> None:
    ics = invitation(Method.REQUEST, DAY, ORGANISATION, replace(NOOR, name='Noor "N." de Wit, MSc; é'))
    assert only_event(ics)["ATTENDEE"].params["CN"] == "Noor 'N.' de Wit, MSc; é"


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": DAY.starts_at},
        {"ends_at": DAY.starts_at - timedelta(hours=1)},
        {"ends_at": DAY.starts_at + timedelta(milliseconds=900)},
        {"starts_at": datetime(2026, 6, 18, 13, 0)},
        {"stamp": datetime(2026, 6, 18, 13, 0)},
        {"uid": ""},
        {"uid": "a\r\nX-EVIL:1"},
        {"summary": " \r\n\x07"},
        {"sequence": -1},
    ],
)
def test_an_event_that_no_calendar_can_hold_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(DAY, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "x\r\nhttps://example.org", "//example.org"])
def test_only_web_addresses_are_links(address: str) -> None:
    with pytest.raises(ValueError):
        published("P", [replace(DAY, url=address)], ORGANISATION)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "noor",
        "noor@",
        "@b.org",
        "a@b.org\r\nX: 1",
        "a@b.org\n",
        "a b@b.org",
        "a@b.org,c@d.org",
        "<a@b.org>",
        "a\x00@b.org",
    ],
)
def test_a_broken_address_is_refused(email: str) -> None:
    with pytest.raises(ValueError):
        Address("Noor", email)


def test_a_domain_is_written_in_ascii() -> None:
    ics = invitation(Method.REQUEST, DAY, ORGANISATION, Address("Noor", "noor@straße.example"))
    assert only_event(ics)["ATTENDEE"] == "mailto:noor@xn--strae-oqa.example"


@pytest.mark.parametrize(("method", "cancelled"), [(Method.PUBLISH, False), (Method.REQUEST, True)])
def test_a_mail_never_contradicts_itself(method: Method, cancelled: bool) -> None:
    with pytest.raises(ValueError):
        invitation(method, replace(DAY, cancelled=cancelled), ORGANISATION, NOOR)


def _without(name: str) -> Callable[[bytes], bytes]:
    """The object without this property of its event or calendar."""
    return lambda ics: re.sub(rb"(?m)^%b[;:].*\r\n(?: .*\r\n)*" % name.encode(), b"", ics)


def _swap(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda ics: ics.replace(old.encode(), new.encode())


def _event_twice(ics: bytes) -> bytes:
    start, end = ics.index(b"BEGIN:VEVENT"), ics.index(b"END:VCALENDAR")
    return ics[:end] + ics[start:end] + ics[end:]


REQUEST = invitation(Method.REQUEST, DAY, ORGANISATION, NOOR)
CANCEL = invitation(Method.CANCEL, DAY, ORGANISATION, NOOR)
FEED = published("Programma", [DAY], ORGANISATION)
LONG = invitation(Method.REQUEST, replace(DAY, summary="é" * 60), ORGANISATION, NOOR)
ATTENDEE = "ATTENDEE:mailto:eve@example.org\r\n"
MUTANTS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "bare newlines": (REQUEST, _swap("\r\n", "\n")),
    "lines not folded": (REQUEST, _swap("\r\n ", "")),
    "a character cut by a fold": (LONG, lambda ics: ics.replace(b"\xc3\xa9\xc3", b"\xc3\xa9\xc3\r\n ", 1)),
    "a control character": (REQUEST, _swap("praten", "pra\x07ten")),
    "no end": (REQUEST, _swap("END:VCALENDAR\r\n", "")),
    "no METHOD": (REQUEST, _without("METHOD")),
    "an unknown METHOD": (REQUEST, _swap("METHOD:REQUEST", "METHOD:INVITE")),
    "no VERSION": (REQUEST, _without("VERSION")),
    "no PRODID": (REQUEST, _without("PRODID")),
    "two events in a mail": (REQUEST, _event_twice),
    "one UID twice in a feed": (FEED, _event_twice),
    "no UID": (REQUEST, _without("UID")),
    "no SEQUENCE": (REQUEST, _without("SEQUENCE")),
    "no DTSTAMP": (REQUEST, _without("DTSTAMP")),
    "DTSTAMP not in UTC": (REQUEST, _swap("DTSTAMP:20260105T093000Z", "DTSTAMP:20260105T093000")),
    "no DTEND": (REQUEST, _without("DTEND")),
    "DTEND before DTSTART": (REQUEST, _swap("20260618T160000", "20260618T110000")),
    "DURATION beside DTEND": (REQUEST, _swap("STATUS:", "DURATION:PT3H\r\nSTATUS:")),
    "no ORGANIZER": (REQUEST, _without("ORGANIZER")),
    "nobody invited": (REQUEST, _without("ATTENDEE")),
    "two invited": (REQUEST, _swap("ORGANIZER", ATTENDEE + "ORGANIZER")),
    "an attendee who is asked again": (REQUEST, _swap("RSVP=FALSE", "RSVP=TRUE")),
    "a feed that names an attendee": (FEED, _swap("ORGANIZER", ATTENDEE + "ORGANIZER")),
    "a feed without REFRESH-INTERVAL": (FEED, _without("REFRESH-INTERVAL")),
    "CANCEL without STATUS": (CANCEL, _without("STATUS")),
    "CANCEL that is confirmed": (CANCEL, _swap("STATUS:CANCELLED", "STATUS:CONFIRMED")),
    "REQUEST that is cancelled": (REQUEST, _swap("STATUS:CONFIRMED", "STATUS:CANCELLED")),
    "no VTIMEZONE": (REQUEST, lambda ics: re.sub(rb"(?s)BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b"", ics)),
    "RDATE in the VTIMEZONE": (REQUEST, _swap("TZNAME:CET", "RDATE:20271031T030000\r\nTZNAME:CET")),
    "no summer time": (REQUEST, lambda ics: re.sub(rb"(?s)BEGIN:DAYLIGHT.*END:DAYLIGHT\r\n", b"", ics)),
    "a comma not escaped": (REQUEST, _swap("Deelsessie\\,", "Deelsessie,")),
    "a quote left open": (REQUEST, _swap('CN="Noor', 'CN="Noor"')),
    "a property injected": (REQUEST, _swap("SUMMARY:", "SUMMARY:x\r\nSUMMARY:")),
    "a line that is none": (REQUEST, _swap("SUMMARY:", "hello\r\nSUMMARY:")),
}


ONLY_OURS = {
    "CANCEL that is confirmed",
    "CANCEL without STATUS",
    "DTSTAMP not in UTC",
    "RDATE in the VTIMEZONE",
    "a character cut by a fold",
    "a comma not escaped",
    "a control character",
    "a feed without REFRESH-INTERVAL",
    "an attendee who is asked again",
    "an unknown METHOD",
    "bare newlines",
    "lines not folded",
    "no METHOD",
    "no SEQUENCE",
    "one UID twice in a feed",
    "two events in a mail",
    "two invited",
}
"""The mutants that no reader of others minds: they would have reached a calendar, but for our own lint."""


def judged(ics: bytes) -> dict[str, bool]:
    """By judge whether they take it. Readers of times take what they can read at the right time."""
    verdicts = {"byte lint": not bytelint.complaints(ics), "libical": not libical.complaints(ics)}
    true = {DAY.uid: (DAY.starts_at, DAY.ends_at)}
    for name in ("icalendar", "vobject", "ical.js"):
        try:
            verdicts[name] = READERS[name](ics) == true
        except (CannotRead, ValueError, KeyError, AttributeError):
            verdicts[name] = False
    return verdicts


@pytest.mark.usefixtures("libical_judge", "icaljs_judge")
@pytest.mark.parametrize("rule", MUTANTS)
def test_the_judges_see_a_broken_rule(rule: str) -> None:
    sound, breaks = MUTANTS[rule]
    broken = breaks(sound)
    assert broken != sound, "this mutant changes nothing"
    verdicts = judged(broken)
    print(rule, verdicts)  # noqa: T201
    others = {name for name in verdicts if name != "byte lint"}
    assert not verdicts["byte lint"]
    assert all(verdicts[name] for name in others) == (rule in ONLY_OURS)


ZONE_MUTANTS = {
    "an hour too much": _swap("TZOFFSETTO:+0200", "TZOFFSETTO:+0300"),
    "summer begins in April": _swap("BYMONTH=3", "BYMONTH=4"),
    "the first Sunday": _swap("BYDAY=-1SU;BYMONTH=10", "BYDAY=1SU;BYMONTH=10"),
}


@pytest.mark.usefixtures("libical_judge", "icaljs_judge")
@pytest.mark.parametrize("rule", ZONE_MUTANTS)
def test_the_readers_see_a_broken_time_zone(rule: str) -> None:
    events = _around_clock_changes()
    broken = ZONE_MUTANTS[rule](published("Programma", events, ORGANISATION))
    true_times = {event.uid: (event.starts_at, event.ends_at) for event in events}
    for name in ("libical", "vobject", "ical.js"):
        assert READERS[name](broken) != true_times, name
