"""Our own reading of the bytes of a text/calendar object, written from RFC 5545 and 5546 without any library.

It is stricter than the standards: it knows what we promise (one event per mail, SEQUENCE always there, a
VTIMEZONE of rules that Outlook obeys), so that an object which merely parses does not pass.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\":;,]*)(?:,(?:\"[^\"]*\"|[^\":;,]*))*)*):(?P<value>.*)",
    re.DOTALL,
)
_PARAM = re.compile(r";([A-Z0-9-]+)=((?:\"[^\"]*\"|[^\";])*)")
_ESCAPED_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*", re.DOTALL)
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")
_URI = re.compile(r"https?://[!-~]+")
_MAILTO = re.compile(r"mailto:[^\s@]+@[^\s@]+")

_TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "UID", "NAME", "X-WR-CALNAME", "PRODID"}
_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "ORGANIZER")
_AT_MOST_ONCE = ("DESCRIPTION", "LOCATION", "URL", "LAST-MODIFIED", "CREATED", "CONFERENCE")


@dataclass
class _Line:
    name: str
    params: dict[str, str]
    value: str


@dataclass
class _Component:
    name: str
    lines: list[_Line] = field(default_factory=list)
    children: list["_Component"] = field(default_factory=list)

    def all(self, name: str) -> list[_Line]:
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str | None:
        return next((line.value for line in self.all(name)), None)

    def inside(self, name: str) -> list["_Component"]:
        return [child for child in self.children if child.name == name]


def complaints(ics: bytes) -> list[str]:
    """Every promise that these bytes break; empty when they keep them all."""
    found = list(_byte_complaints(ics))
    if found:
        return found
    text = ics.decode().replace("\r\n ", "").replace("\r\n\t", "")
    try:
        calendar = _parsed(text.split("\r\n")[:-1])
    except ValueError as error:
        return [str(error)]
    return list(_calendar_complaints(calendar))


def _byte_complaints(ics: bytes) -> Iterator[str]:
    if not ics.endswith(b"\r\n"):
        yield "The last line has no CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", ics):
        yield "A line break is not CRLF"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", ics):
        yield "There is a control character"
    for line in ics.removesuffix(b"\r\n").split(b"\r\n"):
        yield from _physical_line_complaints(line)


def _physical_line_complaints(line: bytes) -> Iterator[str]:
    if not line.strip():
        yield "There is an empty line"
    if len(line) > 75:
        yield f"A line has {len(line)} octets"
    try:
        line.decode()
    except UnicodeDecodeError:
        yield "A character is cut or is not UTF-8"


def _parsed(lines: list[str]) -> _Component:
    """The tree of components; ValueError where lines or BEGIN and END do not match."""
    root = _Component("file")
    open_components = [root]
    for text in lines:
        line = _content_line(text)
        if line.name == "BEGIN":
            component = _Component(line.value)
            open_components[-1].children.append(component)
            open_components.append(component)
        elif line.name == "END":
            if open_components.pop().name != line.value:
                raise ValueError(f"END:{line.value} closes something else")
        else:
            open_components[-1].lines.append(line)
    if open_components != [root] or len(root.children) != 1 or root.lines:
        raise ValueError("The file is not exactly one component")
    return root.children[0]


def _content_line(text: str) -> _Line:
    match = _LINE.fullmatch(text)
    if match is None:
        raise ValueError(f"Not a content line: {text!r}")
    return _Line(match["name"], dict(_PARAM.findall(match["params"])), match["value"])


def _calendar_complaints(calendar: _Component) -> Iterator[str]:
    if calendar.name != "VCALENDAR":
        yield "It is not a VCALENDAR"
    yield from _counted(calendar, ("VERSION", "PRODID", "METHOD"), ())
    if calendar.value("VERSION") != "2.0":
        yield "VERSION is not 2.0"
    if unknown := {child.name for child in calendar.children} - {"VEVENT", "VTIMEZONE"}:
        yield f"Unexpected components: {unknown}"
    yield from _method_complaints(calendar)
    yield from _zone_complaints(calendar)
    yield from _text_complaints(calendar)
    for event in calendar.inside("VEVENT"):
        yield from _event_complaints(event)


def _counted(component: _Component, once: tuple[str, ...], at_most_once: tuple[str, ...]) -> Iterator[str]:
    for name in once:
        if len(component.all(name)) != 1:
            yield f"{component.name} has {len(component.all(name))} times {name}"
    for name in at_most_once:
        if len(component.all(name)) > 1:
            yield f"{component.name} has more than one {name}"


def _method_complaints(calendar: _Component) -> Iterator[str]:
    events = calendar.inside("VEVENT")
    match calendar.value("METHOD"):
        case "PUBLISH":
            yield from _publish_complaints(calendar, events)
        case "REQUEST" | "CANCEL" as method:
            yield from _mail_complaints(method, events)
        case other:
            yield f"METHOD is {other}"


def _publish_complaints(calendar: _Component, events: list[_Component]) -> Iterator[str]:
    yield from _counted(calendar, ("NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"), ())
    if any(line.params.get("VALUE") != "DURATION" for line in calendar.all("REFRESH-INTERVAL")):
        yield "REFRESH-INTERVAL does not say VALUE=DURATION"
    if any(event.all("ATTENDEE") for event in events):
        yield "PUBLISH names an attendee"
    if any(count > 1 for count in Counter(event.value("UID") for event in events).values()):
        yield "Two events share a UID"


def _mail_complaints(method: str, events: list[_Component]) -> Iterator[str]:
    if len(events) != 1:
        yield f"{method} has {len(events)} events"
    for event in events:
        yield from _counted(event, ("ATTENDEE",), ())
        for attendee in event.all("ATTENDEE"):
            yield from _attendee_complaints(attendee)
        if (event.value("STATUS") == "CANCELLED") != (method == "CANCEL"):
            yield f"{method} with STATUS:{event.value('STATUS')}"


def _attendee_complaints(attendee: _Line) -> Iterator[str]:
    wanted = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    for name, value in wanted.items():
        if attendee.params.get(name) != value:
            yield f"ATTENDEE has {name}={attendee.params.get(name)}"
    if not _MAILTO.fullmatch(attendee.value):
        yield f"ATTENDEE is {attendee.value!r}"


def _event_complaints(event: _Component) -> Iterator[str]:
    yield from _counted(event, _ONCE, _AT_MOST_ONCE)
    if event.all("DURATION"):
        yield "There is a DURATION beside DTEND"
    yield from _value_complaints(event)
    yield from _time_complaints(event)


def _value_complaints(event: _Component) -> Iterator[str]:
    patterns = {
        "DTSTAMP": _UTC,
        "LAST-MODIFIED": _UTC,
        "CREATED": _UTC,
        "SEQUENCE": re.compile(r"\d+"),
        "UID": re.compile(r".+"),
        "STATUS": re.compile("CONFIRMED|CANCELLED|TENTATIVE"),
        "ORGANIZER": _MAILTO,
        "URL": _URI,
        "CONFERENCE": _URI,
    }
    for line in event.lines:
        if line.name in patterns and not patterns[line.name].fullmatch(line.value):
            yield f"{line.name} is {line.value!r}"
        if line.name == "CONFERENCE" and line.params.get("VALUE") != "URI":
            yield "CONFERENCE does not say VALUE=URI"


def _time_complaints(event: _Component) -> Iterator[str]:
    times = event.all("DTSTART") + event.all("DTEND")
    for line in times:
        pattern = _LOCAL if "TZID" in line.params else _UTC
        if not pattern.fullmatch(line.value):
            yield f"{line.name} is {line.value!r} with {line.params}"
    if len({line.params.get("TZID") for line in times}) > 1:
        yield "DTSTART and DTEND are in different zones"
    if len(times) == 2 and times[1].value <= times[0].value:
        yield "DTEND is not after DTSTART"


def _zone_complaints(calendar: _Component) -> Iterator[str]:
    zones = calendar.inside("VTIMEZONE")
    defined = Counter(zone.value("TZID") for zone in zones)
    used = {line.params["TZID"] for event in calendar.inside("VEVENT") for line in event.lines if "TZID" in line.params}
    if missing := used - set(defined):
        yield f"No VTIMEZONE for {missing}"
    if any(count > 1 for count in defined.values()):
        yield "A VTIMEZONE appears twice"
    for zone in zones:
        for name in ("STANDARD", "DAYLIGHT"):
            yield from _rule_complaints(zone, name)


def _rule_complaints(zone: _Component, name: str) -> Iterator[str]:
    rules = zone.inside(name)
    if len(rules) != 1:
        yield f"VTIMEZONE has {len(rules)} times {name}"
    for rule in rules:
        yield from _counted(rule, ("DTSTART", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"), ())
        if rule.all("RDATE"):
            yield "VTIMEZONE has an RDATE, which Outlook ignores"


def _text_complaints(component: _Component) -> Iterator[str]:
    for line in component.lines:
        if line.name in _TEXTS and not _ESCAPED_TEXT.fullmatch(line.value):
            yield f"{line.name} is not escaped: {line.value!r}"
    for child in component.children:
        yield from _text_complaints(child)
