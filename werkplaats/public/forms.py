"""The filter of the harvest, and the code that a lot number is made of. Both are sent with GET."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField, ValidationError

from werkplaats import links
from werkplaats.notes import words
from werkplaats.programme.models import Breakout
from werkplaats.programme.words import CONDITIONS
from werkplaats.web.forms import CONTROLS, choices
from werkplaats.web.language import text_in


class HarvestFilter(Form):
    """Sent with GET, so that a choice has an address to share. Anything else filters nothing."""

    condition = SelectField(_l("Condition of social quality"))
    kind = SelectField(_l("Kind of card"))
    breakout = SelectField(_l("Breakout"))

    def offer(self, breakouts: list[Breakout]) -> None:
        """Fill the choices, and drop an answer that is none of them."""
        _offer(self.condition, _("All conditions"), [(key.value, _(name)) for key, name in CONDITIONS.items()])
        _offer(self.kind, _("All kinds"), [(key.value, _(name)) for key, name in words.KINDS.items()])
        _offer(self.breakout, _("All breakouts"), [(b.slug, text_in(b.title)) for b in breakouts])

    @property
    def is_used(self) -> bool:
        return bool(self.condition.data or self.kind.data or self.breakout.data)


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
