"""What we hold of people in plain words: for themselves, for the privacy page, for the record of processing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from werkplaats.breakouts.models import PlacementSource
from werkplaats.errors import N_
from werkplaats.links import PLACEHOLDER
from werkplaats.mail import words as mail
from werkplaats.mail.models import MailState
from werkplaats.notes import words as notes
from werkplaats.notes.models import (
    CONSENT,
    RESPONSE_CONSENT,
    CardKind,
    CardShow,
    CardState,
    ResponseKind,
    ResponseState,
)
from werkplaats.people import words as people
from werkplaats.people.models import AppearanceRole, AppearanceState, PersonState
from werkplaats.privacy.columns import KINDS, Fate, Kind, Shown, Since, Term
from werkplaats.privacy.queries import Fact, Held
from werkplaats.registration import words as registration
from werkplaats.registration.models import OfferKind, OfferState, PairKind, Perspective, RegistrationState
from werkplaats.web.dates import moment
from werkplaats.web.language import LANGUAGES, text_in

STATES: dict[StrEnum, str] = {
    RegistrationState.WAITING: N_("on the waiting list"),
    RegistrationState.REGISTERED: N_("registered"),
    RegistrationState.CANCELLED: N_("cancelled"),
    RegistrationState.ERASED: N_("erased"),
    PlacementSource.SOLVER: N_("from the plan"),
    PlacementSource.HAND: N_("given by an organiser"),
    PlacementSource.OFFER: N_("offered to you"),
    PlacementSource.LATE: N_("free when you came"),
    PlacementSource.TAKEN: N_("taken by yourself"),
    OfferKind.EDITION: N_("the symposium"),
    OfferKind.SLOT: N_("a breakout"),
    OfferState.OPEN: N_("no answer yet"),
    OfferState.ACCEPTED: N_("you took it"),
    OfferState.DECLINED: N_("you kept what you had"),
    OfferState.EXPIRED: N_("no answer in time"),
    OfferState.WITHDRAWN: N_("taken back"),
    PairKind.TOGETHER: N_("together"),
    PairKind.APART: N_("apart"),
    AppearanceState.INVITED: N_("asked"),
    AppearanceState.ACCEPTED: N_("agreed"),
    AppearanceState.WITHDRAWN: N_("taken away"),
    PersonState.INVITED: N_("asked"),
    PersonState.DRAFT: N_("not public"),
    PersonState.PUBLISHED: N_("public"),
    PersonState.WITHDRAWN: N_("taken away"),
}

WORDS_OF: dict[type, Any] = {
    Perspective: registration.perspective,
    MailState: mail.state,
    CardKind: notes.kind,
    CardShow: notes.show,
    CardState: notes.state,
    ResponseKind: notes.response,
    ResponseState: notes.response_state,
    AppearanceRole: people.role,
}

CODES: dict[str, dict[str, str]] = {
    "registration.locale": {"nl": N_("Dutch"), "en": N_("English")},
    "person.locale": {"nl": N_("Dutch"), "en": N_("English")},
    "calendar_object.method": {"REQUEST": N_("invitation"), "CANCEL": N_("cancellation")},
    "audit_entry.verb": {
        "registered": N_("registered"),
        "ranked": N_("choices changed"),
        "cancelled": N_("cancelled"),
        "came back": N_("came back"),
        "renewed feed": N_("new calendar link"),
        "placed late": N_("place found"),
    },
    "consent.purpose": {
        f"{purpose}{show}": words for purpose in (CONSENT, RESPONSE_CONSENT) for show, words in notes.SHOWS.items()
    },
}
"""Words that a column keeps as a code. What is new here is shown as it is kept."""

FATES = {
    Fate.GOES: N_("is removed"),
    Fate.EMPTIED: N_("is made empty"),
    Fate.REPLACED: N_("becomes something that points at nobody"),
    Fate.COUNTED: N_("stays as one in a count if somebody took part"),
    Fate.STAYS: N_("stays, and points at nobody"),
    Fate.CHOSEN: N_("goes or stays, as somebody chooses"),
    Fate.ASKED: N_("stays until somebody asks"),
}


def kinds() -> tuple[Kind, ...]:
    """Everything that we hold of anybody, for the privacy page."""
    return KINDS


def value(fact: Fact) -> str:
    """One thing that we know of somebody, as they read it."""
    at, kept = fact.column.at, fact.value
    if kept in (None, "", [], {}):
        return str(_("nothing"))
    if at in CODES and kept in CODES[at]:
        return str(_(CODES[at][kept]))
    if type(kept) in WORDS_OF:
        return str(WORDS_OF[type(kept)](kept))
    if isinstance(kept, StrEnum):
        return str(_(STATES[kept])) if kept in STATES else str(kept)
    return _plain(kept)


def _plain(kept: Any) -> str:
    if isinstance(kept, bool):
        return str(_("yes") if kept else _("no"))
    if isinstance(kept, datetime):
        return moment(kept)
    if isinstance(kept, dict):
        return text_in(kept) if kept.keys() <= set(LANGUAGES) else ", ".join(_plain(inner) for inner in kept.values())
    if isinstance(kept, list):
        return ", ".join(map(str, kept))
    return str(kept).replace(PLACEHOLDER, str(_("(your personal link)")))


def shown(held: Held) -> list[list[tuple[str, str]]]:
    """The rows of one kind as pairs for the page; what is for the file alone is not in them."""
    return [
        [(label(fact), value(fact)) for fact in row if fact.column.shown != Shown.RAW and fact.value not in (None, "")]
        for row in held.rows
    ]


def label(fact: Fact) -> str:
    """What a column is, at the beginning of a line."""
    what = str(_(fact.column.what))
    return what[:1].upper() + what[1:]


def term(of: Term) -> str:
    """Until when something is kept."""
    if of.since == Since.DAY:
        days = ngettext("%(num)s day", "%(num)s days", of.days)
        return str(_("Until %(days)s after the symposium.", days=days))
    if of.since == Since.MADE:
        days = ngettext("%(num)s day", "%(num)s days", of.days)
        return str(_("%(days)s at most.", days=days))
    if of.since == Since.ASKED:
        return str(_("Until you take it back or ask us to remove it."))
    return str(_("As long as the symposium stands on this site."))


def fate(of: Fate) -> str:
    return str(_(FATES[of]))
