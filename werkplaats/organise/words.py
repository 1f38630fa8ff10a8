"""Work in words, and where it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from werkplaats.editions.models import Article, Edition, Picture
from werkplaats.errors import N_
from werkplaats.letters.models import Letter
from werkplaats.letters.words import BY_KIND, LETTER
from werkplaats.notes.models import Publication
from werkplaats.organise.queries import Need, Pace, Work
from werkplaats.organise.timetable import Timetable
from werkplaats.organise.twins import Gap
from werkplaats.organise.warnings import Kind, Warning
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, ScheduleChange, Slot
from werkplaats.programme.words import change
from werkplaats.registration.models import OfferState
from werkplaats.web.language import DUTCH, ENGLISH, text_in


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
    Need.OPEN_NEEDS: (
        lambda n: ngettext(
            "person needs something that is not arranged", "people need something that is not arranged", n
        ),
        "needs_organise.overview",
    ),
    Need.WAITING_PEOPLE: (
        lambda n: ngettext("person is on the waiting list", "people are on the waiting list", n),
        "registration_organise.overview",
    ),
    Need.MISSING_LINKS: (
        lambda n: ngettext("meeting link is missing", "meeting links are missing", n),
        "schedule_organise.overview",
    ),
    Need.WARNINGS: (
        lambda n: ngettext("thing in the programme does not fit", "things in the programme do not fit", n),
        "schedule_organise.overview",
    ),
    Need.REPORTS: (
        lambda n: ngettext("report of a card", "reports of cards", n),
        "notes_organise.overview",
    ),
    Need.WAITING_RESPONSES: (
        lambda n: ngettext("response to a card waits to be read", "responses to cards wait to be read", n),
        "notes_organise.overview",
    ),
    Need.OFFERED_CARDS: (
        lambda n: ngettext("card waits for its host", "cards wait for their host", n),
        "notes_organise.overview",
    ),
    Need.WAITING_NODS: (
        lambda n: ngettext("speaker or host changed something", "speakers or hosts changed something", n),
        "people_organise.profiles",
    ),
    Need.MISSING_PROFILES: (
        lambda n: ngettext(
            "speaker or host of whom something is missing", "speakers and hosts of whom something is missing", n
        ),
        "people_organise.profiles",
    ),
    Need.WAITING_CARDS: (
        lambda n: ngettext("card waits to be read", "cards wait to be read", n),
        "notes_organise.overview",
    ),
    Need.OLD_DRAFTS: (
        lambda n: ngettext("article is still a draft, since days", "articles are still drafts, since days", n),
        "articles_organise.overview",
    ),
    Need.ONE_LANGUAGE: (
        lambda n: ngettext(
            "text stands in one language only, and soon people can register",
            "texts stand in one language only, and soon people can register",
            n,
        ),
        "editions_organise.settings",
    ),
    Need.LATE_NOTES: (
        lambda n: ngettext("note of a breakout is late", "notes of breakouts are late", n),
        "note_organise.overview",
    ),
    Need.WAITING_NOTES: (
        lambda n: ngettext(
            "note is read by those who were there, and waits for you to publish it",
            "notes are read by those who were there, and wait for you to publish them",
            n,
        ),
        "note_organise.overview",
    ),
}

ASKED: dict[Need, dict[str, Any]] = {
    Need.WAITING_PEOPLE: {"state": "waiting", "sort": "waiting"},
    Need.REPORTS: {"pile": "reports"},
    Need.WAITING_RESPONSES: {"pile": "responses"},
    Need.OFFERED_CARDS: {"pile": "offered"},
}
"""What the page of a line looks for, where that is not everything."""

OFFER_STATES = {
    OfferState.OPEN: N_("No answer in time"),
    OfferState.ACCEPTED: N_("Accepted"),
    OfferState.DECLINED: N_("Kept what they had"),
    OfferState.EXPIRED: N_("No answer in time"),
    OfferState.WITHDRAWN: N_("Taken back"),
}
"""How an offer that is over went; an open one is over when its time has passed."""


def offer_state(value: OfferState) -> str:
    return str(_(OFFER_STATES[value]))


KINDS = {
    "account_changed": N_("Password changed"),
    "account_reset": N_("New password"),
    "address_left": N_("Address changed"),
    "erased": N_("Erased"),
    "new_address": N_("New address"),
    LETTER: N_("Letter"),
}
"""Kinds of mail whose words nobody changes here; the others are called by their wording."""


def kind_of_mail(kind: str) -> str:
    """What sort of mail this is; a kind without a word of its own is called by its key."""
    name = BY_KIND[kind].name if kind in BY_KIND else KINDS.get(kind)
    return kind.replace("_", " ") if name is None else str(_(name))


def day(value: date) -> str:
    """do 18 mrt"""
    return format_date(value, "EEE d MMM", locale=get_locale())


def pace(value: Pace) -> list[tuple[str, int, None]]:
    """Rows of the chart of registrations."""
    return [(_("week of %(day)s", day=day(d)) if value.by_week else day(d), n, None) for d, n in value.rows]


def growth(value: Pace) -> list[tuple[str, int, None]]:
    """The same rows, each with everyone until then."""
    return [(label, so_far, None) for (label, _n, _m), so_far in zip(pace(value), _sums(value), strict=True)]


def _sums(value: Pace) -> list[int]:
    return list(accumulate(number for _day, number in value.rows))


def lines(slug: str, work: list[Work]) -> list[Line]:
    """The work of one edition, each line a link to where it is done."""
    return [Line(w.number, WORDS[w.need][0](w.number), _done_at(slug, w.need)) for w in work]


def _done_at(slug: str, need: Need) -> str:
    return url_for(WORDS[need][1], edition=slug, **ASKED.get(need, {}))


MISSING = {DUTCH: N_("Dutch is missing"), ENGLISH: N_("English is missing")}
MISSING_OF_PICTURE = {
    DUTCH: N_("Dutch about the picture is missing"),
    ENGLISH: N_("English about the picture is missing"),
}


def gap_words(gap: Gap) -> str:
    words = MISSING_OF_PICTURE if isinstance(gap.row, Picture) else MISSING
    return str(_(words[gap.language]))


def gap_title(gap: Gap) -> str:
    """What it is that lacks words."""
    row = gap.row.article if isinstance(gap.row, Picture) else gap.row
    return text_in(row.subject if isinstance(row, Letter) else row.title)


def gap_href(slug: str, gap: Gap) -> str:
    """The first field that lacks words, on the page where it is filled."""
    endpoint, names_of = FILLED_AT[type(gap.row)]
    field = f"{gap.columns[0]}_{gap.language}"
    return url_for(endpoint, edition=slug, _anchor=field, **names_of(gap.row))


FILLED_AT: dict[type[Any], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Edition: ("editions_organise.settings", lambda _row: {}),
    Round: ("programme_organise.round", lambda row: {"round_id": row.id}),
    ProgrammeItem: ("programme_organise.item", lambda row: {"item_id": row.id}),
    Breakout: ("programme_organise.breakout", lambda row: {"slug": row.slug}),
    Article: ("articles_organise.article", lambda row: {"slug": row.slug}),
    Picture: ("pictures_organise.edit", lambda row: {"slug": row.article.slug}),
    Publication: ("harvest_organise.publication", lambda row: {"number": row.number}),
    Letter: ("letters_organise.change", lambda row: {"letter_id": row.id}),
}

WARNINGS: dict[Kind, tuple[str, tuple[str, ...]]] = {
    Kind.OVER_CAPACITY: (
        N_("“%(breakout)s” in %(round)s: %(placed)s people have a place there, and there are %(places)s places."),
        ("breakout", "round", "placed", "places"),
    ),
    Kind.TWO_PLACES: (
        N_("%(name)s is in two places at once: “%(first)s” and “%(second)s”."),
        ("name", "first", "second"),
    ),
    Kind.OVERLAP: (N_("“%(first)s” is not over yet when “%(second)s” begins."), ("first", "second")),
    Kind.OUTSIDE_DAY: (N_("“%(title)s” lies outside the day of this edition."), ("title",)),
    Kind.TOO_FEW_PLACES: (
        N_("%(round)s: %(places)s places in all, for %(people)s people."),
        ("round", "places", "people"),
    ),
    Kind.MORE_ROUNDS: (
        N_(
            "There are %(rounds)s rounds of breakouts and breakouts to choose from: %(breakouts)s. Nobody goes to the "
            "same one twice, so everyone misses a round."
        ),
        ("rounds", "breakouts"),
    ),
    Kind.MINIMUM_ALONE: (
        N_("“%(breakout)s” in %(round)s needs %(minimum)s people, and %(people)s take part in that round."),
        ("breakout", "round", "minimum", "people"),
    ),
    Kind.MINIMA_TOGETHER: (
        N_("%(round)s: together the breakouts need %(minimum)s people, and %(people)s take part."),
        ("round", "minimum", "people"),
    ),
    Kind.NO_ROUND: (N_("“%(breakout)s” is in no round."), ("breakout",)),
    Kind.EMPTY_ROUND: (N_("There is no breakout in %(round)s."), ("round",)),
    Kind.NO_HOST: (N_("“%(breakout)s” has no host yet, in %(round)s for one."), ("breakout", "round")),
    Kind.NO_LINK: (N_("“%(title)s” has no meeting link yet."), ("title",)),
}


class Concern(NamedTuple):
    """A warning as the page shows it: the sentence, and where it is mended."""

    words: str
    href: str


def concern(slug: str, warning: Warning) -> Concern:
    msgid, names = WARNINGS[warning.kind]
    said = [title if isinstance(title, str) else text_in(title) for title in warning.titles]
    values = dict(zip(names, [*said, *map(str, warning.numbers)], strict=True))
    return Concern(str(_(msgid, **values)), _mended_at(slug, warning))


def _mended_at(slug: str, warning: Warning) -> str:
    where, people = warning.where, warning.kind in (Kind.TWO_PLACES, Kind.NO_HOST)
    if isinstance(where, ProgrammeItem):
        return url_for(
            "people_organise.at_item" if people else "programme_organise.item", edition=slug, item_id=where.id
        )
    if isinstance(where, Slot):
        page = "people_organise.in_slot" if people else "programme_organise.meeting"
        return url_for(page, edition=slug, slot_id=where.id)
    if warning.kind in (Kind.NO_ROUND, Kind.EMPTY_ROUND):
        return url_for("schedule_organise.overview", edition=slug, _anchor=anchor(where))
    if isinstance(where, Breakout):
        return url_for("programme_organise.breakout", edition=slug, slug=where.slug)
    return url_for("programme_organise.round", edition=slug, round_id=where.id)


def anchor(where: Round | Breakout) -> str:
    """Where something stands on the page of the programme."""
    return f"deelsessie-{where.slug}" if isinstance(where, Breakout) else f"ronde-{where.id}"


def change_of(made: ScheduleChange, day: Timetable) -> str:
    """What a change was, with the title of what it was about where there is one."""
    title = next(filter(None, (_title(row, day) for row in made.rows)), "")
    return f"{change(made.verb)} ({title})" if title else change(made.verb)


def _title(row: dict[str, Any], day: Timetable) -> str:
    values = row["after"] or row["before"]
    if "title" in values:
        return text_in(values["title"])
    return next((text_in(b.title) for b in day.breakouts if b.id == values.get("breakout_id")), "")
