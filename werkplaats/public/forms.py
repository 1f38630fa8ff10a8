"""The code that a lot number is made of. It is sent with GET."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, ValidationError

from werkplaats import links
from werkplaats.web.forms import CONTROLS


class LotForm(Form):
    """Asks for the code of a participant."""

    code = StringField(_l("Code for the draw"), filters=[lambda given: CONTROLS.sub("", given or "").strip().lower()])

    def validate_code(self, field: StringField) -> None:
        if not links.is_public_id(field.data or ""):
            raise ValidationError(_("A code has 16 small letters and figures. Check if you copied all of them."))
