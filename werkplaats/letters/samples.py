"""Examples of every kind of mail, as somebody of this edition could get it: what organisers see while they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats import clock
from werkplaats.editions.models import Edition
from werkplaats.ical import Method
from werkplaats.invitations.day import Choices, Day, Frame, Part, PartKind, Programme
from werkplaats.invitations.mails import DayFacts, of_day, of_tasks
from werkplaats.letters.mails import facts_of, values_of
from werkplaats.letters.models import MomentKind
from werkplaats.mail.render import Rendered, say
from werkplaats.mail.wording import Wording, Words
from werkplaats.people import words as people_words
from werkplaats.people.models import AppearanceRole
from werkplaats.people.queries import Missing, deadline
from werkplaats.programme import queries as programme
from werkplaats.registration.models import RegistrationState
from werkplaats.web.dates import moment as in_words
from werkplaats.web.language import text_in

Facts = dict[str, Any]

TIME_TO_ANSWER = timedelta(days=2)
TIME_TO_WRITE = timedelta(days=7)


def example(wording: Wording, words: Words, edition: Edition, locale: str) -> Rendered:
    """This kind of mail in these words, to somebody who does not exist."""
    with force_locale(locale):
        name = str(_("Sanne Example"))
    facts = FACTS[wording.kind](edition, locale)

    def named() -> dict[str, str]:
        breakout = text_in(_slot(edition).breakout.title)
        others = {"wie": str(_("Robin Example")), "voor": str(_("Charlie Example"))}
        until = in_words(deadline(edition))
        return {**values_of(edition, name)(), **others, "deelsessie": breakout, "onderdeel": breakout, "tot": until}

    return say(wording.kind, words, locale, named, **facts)


def _day(edition: Edition, *, placed: bool) -> Day:
    """A day in which everything is known, or that of who has no breakouts yet."""
    slots = programme.slots(edition.id) if placed else []
    titles: dict[int, dict[str, str]] = {}
    for slot in slots:
        if slot.breakout.title not in titles.values():
            titles.setdefault(slot.round_id, slot.breakout.title)
    return Programme(edition.id).day_in(edition, titles)


def _of_day(edition: Edition, locale: str, *, placed: bool = True, moved: bool = False) -> Facts:
    day = _day(edition, placed=placed)
    week = timedelta(days=7)
    before = Frame(day.title, day.starts_at - week, day.ends_at - week) if moved else day.frame
    ranked = [breakout.title for breakout in programme.breakouts(edition.id)[:2]]
    choices = Choices(ranked=ranked, indifferent=False, left_out=[], plenary_only=False)
    return of_day(edition, locale, DayFacts(day, before, [], choices))


def _of_tasks(edition: Edition, locale: str) -> Facts:
    """Somebody hosts the first breakout."""
    parts = _day(edition, placed=True).parts
    hosted = next((part for part in parts if part.kind == PartKind.PLACE), None)
    held: tuple[Part, ...] = (replace(hosted, roles=(AppearanceRole.HOST,)),) if hosted else parts[:1]
    day = Day(Method.REQUEST, edition.title, edition.starts_at, edition.ends_at, held)
    return of_tasks(edition, locale, day, takes_part=False)


def _of_profile(edition: Edition, locale: str) -> Facts:
    """Somebody hosts the first breakout, and has written nothing yet."""
    part = _of_tasks(edition, locale)["day"].parts[0]
    hosted = SimpleNamespace(title=part.title, starts_at=part.starts_at, ends_at=part.ends_at, role=AppearanceRole.HOST)
    missing = (Missing.ROLE, Missing.BIO, Missing.CONSENT)
    return {
        "edition": edition, "parts": [hosted], "line": people_words.line, "until": deadline(edition),
        "missing": missing, "still_to_do": people_words.still_to_do,
    }  # fmt: skip


def _of_offer(edition: Edition, locale: str) -> Facts:
    return {"edition": edition, "slot": _slot(edition), "present": None, "until": clock.now() + TIME_TO_ANSWER}


def _of_free_place(edition: Edition, _locale: str) -> Facts:
    return {"edition": edition, "until": clock.now() + TIME_TO_ANSWER}


def _of_edition(edition: Edition, _locale: str) -> Facts:
    return {"edition": edition}


def _of_note(edition: Edition, _locale: str) -> Facts:
    return {"edition": edition, "slot": _slot(edition), "until": edition.ends_at + TIME_TO_WRITE}


def _slot(edition: Edition) -> Any:
    """A place that could come free, also where there is no breakout yet."""
    slots = programme.slots(edition.id)
    if slots:
        return slots[0]
    day = SimpleNamespace(title=edition.title, starts_at=edition.starts_at, ends_at=edition.ends_at)
    return SimpleNamespace(breakout=day, round=day)


def _by_the_clock(kind: MomentKind) -> Callable[[Edition, str], Facts]:
    return lambda edition, locale: facts_of(kind, edition, locale, _day(edition, placed=True))


FACTS: dict[str, Callable[[Edition, str], Facts]] = {
    "confirmation": lambda edition, locale: _of_day(edition, locale, placed=False),
    "already_registered": lambda edition, _locale: {"edition": edition, "state": RegistrationState.REGISTERED},
    "link_again": _of_edition,
    "waiting": lambda edition, _locale: {"edition": edition, "number": 3},
    "place_free": _of_free_place,
    "place_missed": _of_edition,
    "need_arranged": _of_edition,
    "your_day": _of_day,
    "day_changed": lambda edition, locale: _of_day(edition, locale, placed=False),
    "edition_changed": lambda edition, locale: _of_day(edition, locale, moved=True),
    "place_offered": _of_offer,
    "cancelled": _of_edition,
    "edition_cancelled": _of_edition,
    "called_off": _of_edition,
    "not_for_you": _of_edition,
    "your_task": _of_tasks,
    "task_changed": _of_tasks,
    "task_over": _of_tasks,
    "task_link": _of_edition,
    "note_due": _of_note,
    "note_review": _of_note,
    "replaced": _of_edition,
    "team_changed": _of_edition,
    **dict.fromkeys(("task_asked", "profile_wanted", "profile_reminder", "stand_in", "briefing"), _of_profile),
    **{str(kind): _by_the_clock(kind) for kind in MomentKind},
}
"""What the templates of each kind show."""
