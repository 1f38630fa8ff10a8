"""Choosing a part of the harvest, by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, SearchField, SelectField

from werkplaats.editions.models import Edition
from werkplaats.notes import harvest, words
from werkplaats.notes.harvest import Found
from werkplaats.notes.queries import Chosen
from werkplaats.notes.words import year_of
from werkplaats.programme import queries as programmes
from werkplaats.programme.words import CONDITIONS
from werkplaats.registration.models import Perspective
from werkplaats.registration.words import perspective
from werkplaats.web.forms import choices, one_line
from werkplaats.web.language import text_in

MOST_CHARACTERS = 200


def _as_asked(given: str | None) -> str:
    return one_line(given or "")[:MOST_CHARACTERS]


class HarvestFilter(Form):
    """Sent with GET, so that a choice has an address to share. Anything else filters nothing."""

    words = SearchField(_l("What are you looking for?"), filters=[_as_asked])
    condition = SelectField(_l("Condition of social quality"))
    kind = SelectField(_l("Kind"))
    perspective = SelectField(_l("Perspective"))
    breakout = SelectField(_l("Breakout"))

    def offer(self, breakouts: list[tuple[str, str]]) -> None:
        """Fill the choices, and drop an answer that is none of them."""
        _offer(self.condition, _("All conditions"), [(key.value, _(name)) for key, name in CONDITIONS.items()])
        _offer(self.kind, _("All kinds"), words.all_kinds())
        _offer(self.perspective, _("All perspectives"), [(p.value, perspective(p)) for p in Perspective])
        _offer(self.breakout, _("All breakouts"), breakouts)

    def editions(self, editions: list[Edition]) -> list[Edition]:
        """Those of the editions in which is looked."""
        return editions

    @property
    def chosen(self) -> Chosen:
        return Chosen(self.kind.data, self.condition.data, self.perspective.data, self.breakout.data)

    @property
    def in_address(self) -> dict[str, str]:
        """What was chosen, as the rest of an address says it."""
        return {field.name: field.data for field in self if field.data}

    @property
    def is_used(self) -> bool:
        return bool(self.in_address)


class KnowledgeFilter(HarvestFilter):
    """The same across editions: a breakout is named together with its edition."""

    year = SelectField(_l("Year"))

    def offer_years(self, editions: list[Edition]) -> None:
        years = sorted({year_of(edition) for edition in editions}, reverse=True)
        _offer(self.year, _("All years"), [(str(year), str(year)) for year in years])

    def editions(self, editions: list[Edition]) -> list[Edition]:
        slug = self.breakout.data.partition("/")[0]
        return [
            edition
            for edition in editions
            if self.year.data in ("", str(year_of(edition))) and slug in ("", edition.slug)
        ]

    @property
    def chosen(self) -> Chosen:
        return replace(super().chosen, breakout=self.breakout.data.partition("/")[2])


def of_edition(edition: Edition, asked: Mapping[str, str]) -> HarvestFilter:
    """What is asked of one edition."""
    filters = HarvestFilter(MultiDict(asked))
    filters.offer([(breakout.slug, text_in(breakout.title)) for breakout in programmes.breakouts(edition.id)])
    return filters


def of_all(editions: list[Edition], asked: Mapping[str, str]) -> KnowledgeFilter:
    """What is asked of all editions."""
    filters = KnowledgeFilter(MultiDict(asked))
    filters.offer(
        [
            (f"{edition.slug}/{breakout.slug}", f"{text_in(breakout.title)} ({edition.slug})")
            for edition, breakout in programmes.breakouts_of(editions)
        ]
    )
    filters.offer_years(editions)
    return filters


def found(filters: HarvestFilter, editions: list[Edition]) -> Found:
    """Where everything stands that the filters ask for."""
    among = filters.editions(editions)
    if filters.words.data:
        return harvest.answering(among, filters.words.data, filters.chosen)
    return harvest.chosen(among, filters.chosen)


def _offer(field: SelectField, everything: str, offered: list[tuple[str, str]]) -> None:
    field.choices = choices([("", everything), *offered])
    if field.data not in [value for value, _label in offered]:
        field.data = ""
