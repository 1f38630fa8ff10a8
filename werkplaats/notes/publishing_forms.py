"""The form of a publication."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField, URLField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from werkplaats.notes import weblink
from werkplaats.notes.publications import PublicationValues
from werkplaats.programme.models import Condition
from werkplaats.programme.words import condition
from werkplaats.web.fields import NumberField
from werkplaats.web.forms import CheckboxList, Form, choices
from werkplaats.web.stale import mark

YEARS = range(1900, 2200)
SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LONG = Length(max=2000, message=_l("Keep this under 2000 characters."))


class PublicationForm(Form):
    seen = HiddenField()
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Write the title.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    url = URLField(_l("Link"), [DataRequired(_l("Write where people can read it.")), LONG])
    year = NumberField(_l("Year"), validators=[InputRequired(_l("Write the year in which it appeared."))])
    text_nl = TextAreaField(_l("What it is about, in Dutch"), [LONG])
    text_en = TextAreaField(_l("What it is about, in English"), [LONG])
    conditions = CheckboxList(_l("Conditions of social quality"), validate_choice=False)

    def __init__(self, now: PublicationValues | None = None, **kwargs: Any) -> None:
        super().__init__(data={**asdict(now), "seen": mark(now)} if now else None, **kwargs)
        self.conditions.choices = choices((c, condition(c)) for c in Condition)

    def remark(self, now: PublicationValues) -> None:
        """Saving once more is now a choice: the person has seen what stands there."""
        self.seen.data = mark(now)

    def validate_url(self, field: URLField) -> None:
        if weblink.harmless(field.data or "") is None:
            raise ValidationError(_("Write a whole link, like https://www.movisie.nl/artikel."))

    def validate_year(self, field: NumberField) -> None:
        if field.data is not None and field.data not in YEARS:
            raise ValidationError(_("Write a year, like 2022."))

    def values(self) -> PublicationValues:
        return PublicationValues(
            title_nl=self.title_nl.data or "",
            title_en=self.title_en.data or "",
            url=weblink.harmless(self.url.data or "") or "",
            year=self.year.data or 0,
            text_nl=self.text_nl.data or "",
            text_en=self.text_en.data or "",
            conditions=tuple(c for c in Condition if c in (self.conditions.data or ())),
        )
