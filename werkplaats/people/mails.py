"""The mails to who has a task on the day. None carries a calendar: those that do are written by `invitations`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from werkplaats import clock, links
from werkplaats.clock import AMSTERDAM
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient, Sender
from werkplaats.mail.render import called, compose
from werkplaats.mail.wording import Wording
from werkplaats.people import words
from werkplaats.people.models import Person
from werkplaats.people.queries import OwnPart, Profile, deadline
from werkplaats.people.words import TASK_LINK
from werkplaats.web.dates import moment
from werkplaats.web.language import text_in


def task_link(edition: Edition, person: Person) -> None:
    """At most one an hour, in the words of this edition."""
    key = f"task_link:{person.public_id}:{person.link_version}:{clock.now():%Y-%m-%dT%H}"
    _queue(TASK_LINK, key, edition, person)


def profile_wanted(edition: Edition, profile: Profile) -> bool:
    """Ask someone to write about themselves or, while we do not know whether they want to, for an answer. At most one
    a day; False when they have it."""
    asks = any(part.is_asked for part in profile.parts)
    wording = words.TASK_ASKED if asks else words.PROFILE_WANTED
    key = f"{wording.kind}:{profile.person.public_id}:{edition.id}:{_today()}"
    return _queue(wording, key, edition, profile.person, **_of(edition, profile.parts))


def profile_reminder(edition: Edition, profile: Profile, day: date | None = None) -> bool:
    """What is missing still: at most one a day, or one for a `day` that is the last; False when they have it."""
    key = f"profile_reminder:{profile.person.public_id}:{edition.id}:{day or _today()}"
    facts = _of(edition, profile.parts) | {"missing": profile.missing, "still_to_do": words.still_to_do}
    return _queue(words.PROFILE_REMINDER, key, edition, profile.person, **facts)


def briefing(edition: Edition, profile: Profile) -> bool:
    """At most one a day; False when they have it."""
    key = f"briefing:{profile.person.public_id}:{edition.id}:{_today()}"
    sure = [part for part in profile.parts if not part.is_asked]
    return _queue(words.BRIEFING, key, edition, profile.person, **_of(edition, sure))


def stand_in(edition: Edition, part: OwnPart, before: Person) -> None:
    _of_change(words.STAND_IN, edition, part, part.person, before, **_of(edition, [part]))


def replaced(edition: Edition, part: OwnPart, before: Person) -> None:
    _of_change(words.REPLACED, edition, part, before, before)


def team_changed(edition: Edition, part: OwnPart, before: Person, reader: Person) -> None:
    _of_change(words.TEAM_CHANGED, edition, part, reader, before)


def _of_change(wording: Wording, edition: Edition, part: OwnPart, reader: Person, before: Person, **facts: Any) -> None:
    """To `reader`, that whoever has this part does it in the place of `before`."""

    def values() -> dict[str, str]:
        return {"onderdeel": text_in(part.title), "wie": called(part.person.name), "voor": called(before.name)}

    key = f"{wording.kind}:{reader.public_id}:{part.appearance.id}:{clock.now():%Y-%m-%dT%H:%M:%S}"
    _queue(wording, key, edition, reader, values, **facts)


def _of(edition: Edition, parts: Sequence[OwnPart]) -> dict[str, Any]:
    """What the templates about somebody's tasks and profile show."""
    return {"parts": parts, "line": words.line, "until": deadline(edition)}


def _queue(
    wording: Wording,
    key: str,
    edition: Edition,
    person: Person,
    more: Callable[[], dict[str, str]] = dict,
    **facts: Any,
) -> bool:
    """`more` gives the values of placeholders that this kind has besides those of every mail."""
    rendered = compose(
        wording, edition.id, person.locale,
        lambda: {**named(edition, person.name), "tot": moment(deadline(edition)), **more()},
        edition=edition, **facts,
    )  # fmt: skip
    to = Recipient(
        called(person.name),
        person.email or "",
        person.locale,
        link=(links.TASK, person.public_id, person.link_version),
    )
    by = Sender(edition.sender_name, edition.helpdesk_email)
    return outbox.queue(key, wording.kind, rendered, to, by, edition_id=edition.id) is not None


def _today() -> date:
    return clock.now().astimezone(AMSTERDAM).date()
