"""The filter of the harvest, and the code that a lot number is made of. Both are sent with GET."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SearchField, SelectField, StringField, ValidationError

from werkplaats import links
from werkplaats.editions.models import Edition
from werkplaats.notes import words
from werkplaats.notes.queries import Chosen
from werkplaats.notes.words import year_of
from werkplaats.programme.words import CONDITIONS
from werkplaats.registration.models import Perspective
from werkplaats.registration.words import perspective
from werkplaats.web.forms import CONTROLS, choices

MOST_CHARACTERS = 200


def one_line(given: str | None) -> str:
    """What somebody typed, without what nobody sees."""
    return " ".join(CONTROLS.sub(" ", given or "").split())


class HarvestFilter(Form):
    """Sent with GET, so that a choice has an address to share. Anything else filters nothing."""

    words = SearchField(_l("What are you looking for?"), filters=[lambda given: one_line(given)[:MOST_CHARACTERS]])
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


class LotForm(Form):
    """Asks for the code of a participant."""

    code = StringField(_l("Code for the draw"), filters=[lambda given: CONTROLS.sub("", given or "").strip().lower()])

    def validate_code(self, field: StringField) -> None:
        if not links.is_public_id(field.data or ""):
            raise ValidationError(_("A code has 16 small letters and figures. Check if you copied all of them."))


def _offer(field: SelectField, everything: str, offered: list[tuple[str, str]]) -> None:
    field.choices = choices([("", everything), *offered])
    if field.data not in [value for value, _label in offered]:
        field.data = ""
