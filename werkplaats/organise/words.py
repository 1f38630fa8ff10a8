"""Work in words, and where it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.organise.queries import Need, Pace, Work


class Line(NamedTuple):
    """One line of the work list, as its component takes it."""

    number: int
    words: str
    href: str


Words = Callable[[int], str]

WORDS: dict[Need, tuple[Words, str]] = {
    Need.FAILED_MAILS: (
        lambda n: ngettext("mail could not be delivered", "mails could not be delivered", n),
        "mail_organise.overview",
    ),
    Need.UNPUBLISHED: (lambda _n: _("edition is not public yet: nobody can register"), "editions_organise.settings"),
    Need.NO_PLAN: (
        lambda n: ngettext("person waits for a plan of the breakouts", "people wait for a plan of the breakouts", n),
        "breakouts_organise.overview",
    ),
    Need.WITHOUT_PLACE: (
        lambda n: ngettext("person misses a place in a breakout", "people miss a place in a breakout", n),
        "breakouts_organise.overview",
    ),
    Need.STALE_DRAFT: (
        lambda _n: _("draft plan is out of date: something changed after it was made"),
        "breakouts_organise.overview",
    ),
    Need.MISSING_LINKS: (
        lambda n: ngettext("meeting link is missing", "meeting links are missing", n),
        "programme_organise.overview",
    ),
    Need.WAITING_CARDS: (
        lambda n: ngettext("card waits to be read", "cards wait to be read", n),
        "notes_organise.overview",
    ),
}


KINDS = {
    "account_changed": N_("Password changed"),
    "account_reset": N_("New password"),
    "already_registered": N_("Already registered"),
    "cancelled": N_("Cancelled"),
    "confirmation": N_("Confirmation"),
    "link_again": N_("Personal link again"),
    "place_offered": N_("Place offered"),
    "your_day": N_("Your day changed"),
}


def kind_of_mail(kind: str) -> str:
    """What sort of mail this is; a kind without a word of its own is called by its key."""
    return str(_(KINDS[kind])) if kind in KINDS else kind.replace("_", " ")


def day(value: date) -> str:
    """do 18 mrt"""
    return format_date(value, "EEE d MMM", locale=get_locale())


def pace(value: Pace) -> list[tuple[str, int, None]]:
    """Rows of the chart of registrations."""
    return [(_("week of %(day)s", day=day(d)) if value.by_week else day(d), n, None) for d, n in value.rows]


def lines(slug: str, work: list[Work]) -> list[Line]:
    """The work of one edition, each line a link to where it is done."""
    return [Line(w.number, WORDS[w.need][0](w.number), url_for(WORDS[w.need][1], edition=slug)) for w in work]
