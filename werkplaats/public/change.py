"""Where organisers change what a public page shows: one line for each page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from werkplaats import links
from werkplaats.editions.models import Edition
from werkplaats.errors import N_
from werkplaats.people import queries as people
from werkplaats.programme import queries as programme


class PlaceToChange(NamedTuple):
    """An organiser's page: what is changed there, and its address."""

    what: str
    href: str


Args = Mapping[str, Any]


def _same(_edition: Edition, args: Args) -> Args:
    """The organisers' page has the same words in its address."""
    return args


def _item(edition: Edition, args: Args) -> Args | None:
    item = programme.item(edition.id, args["slug"])
    return {"item_id": item.id} if item else None


def _person(_edition: Edition, args: Args) -> Args | None:
    person = people.published(args["slug"])
    return {"public_id": person.public_id} if person else None


def _nothing(_edition: Edition, _args: Args) -> Args:
    return {}


@dataclass(frozen=True)
class _Change:
    """`values` finds what stands in the address of the organisers' page; None when there is nothing to change."""

    what: str
    endpoint: str
    values: Callable[[Edition, Args], Args | None] = _nothing


SETTINGS = _Change(N_("the settings"), "editions_organise.settings")
CARDS = _Change(N_("the cards"), "notes_organise.overview")

CHANGED_AT = {
    "public.landing": SETTINGS,
    "public.online": SETTINGS,
    "public.programme": _Change(N_("the programme"), "schedule_organise.overview"),
    "public.item": _Change(N_("this part"), "programme_organise.item", _item),
    "public.breakout": _Change(N_("this breakout"), "programme_organise.breakout", _same),
    "public.speakers": _Change(N_("the speakers and hosts"), "people_organise.profiles"),
    "public.speaker": _Change(N_("this person"), "people_organise.person", _person),
    "public.news": _Change(N_("the news"), "articles_organise.overview"),
    "public.article": _Change(N_("this article"), "articles_organise.article", _same),
    "public.harvest": CARDS,
    "public.card": CARDS,
    "public.note": _Change(N_("the notes"), "note_organise.overview"),
    "public.method": _Change(N_("how places are divided"), "breakouts_organise.overview"),
}
"""Every page of an edition by its endpoint; a test finds one that is missing."""


def place_to_change(edition: Edition, endpoint: str | None, args: Args) -> PlaceToChange | None:
    """Where a page is changed; None for what is no page of the edition, like an error."""
    change = CHANGED_AT.get(endpoint or "")
    values = change.values(edition, args) if change else None
    if change is None or values is None:
        return None
    href = url_for(change.endpoint, **{**values, "edition": edition.slug})
    return PlaceToChange(_(change.what), links.outside(href))
