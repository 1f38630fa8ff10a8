"""The forms for moments, words and letters: the shape of the answers, and every mistake in a placeholder."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from werkplaats import links
from werkplaats.letters.actions import LetterValues, MomentValues, values_of_moment
from werkplaats.letters.moments import Moment
from werkplaats.mail.prose import mistakes
from werkplaats.mail.wording import Words
from werkplaats.web.fields import MomentField
from werkplaats.web.forms import ChoiceField, Form, RadioList, choices
from werkplaats.web.language import sentence
from werkplaats.web.stale import mark

SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LONG = Length(max=5000, message=_l("Keep this under 5000 characters."))


class How(StrEnum):
    """Which moment a mail goes at."""

    STANDARD = "standard"
    OWN = "own"
    NEVER = "never"


class MomentForm(Form):
    seen = HiddenField()
    how = RadioList(_l("When does it go?"), validators=[InputRequired(_l("Choose one of the answers in the list."))])
    at = MomentField(_l("Moment of your own"))

    @classmethod
    def of(cls, now: Moment, offered: Iterable[tuple[str, str]]) -> MomentForm:
        """Filled with how it stands; `offered` are the ways, in words."""
        how = How.NEVER if now.at is None else How.STANDARD if now.at == now.standard else How.OWN
        own = now.at if how == How.OWN else None
        form = cls(data=_at_first({"how": how, "at": own, "seen": mark(values_of_moment(now))}))
        form.how.choices = choices(offered)
        return form

    def validate_at(self, field: MomentField) -> None:
        if self.how.data == How.OWN and field.data is None and not field.errors:
            raise ValidationError(_("Write a day and a time."))

    def wanted(self, now: Moment) -> MomentValues:
        at = {How.STANDARD: now.standard, How.OWN: self.at.data, How.NEVER: None}
        return MomentValues(at[How(self.how.data)])


def _placeholders(form: Any, field: Any) -> None:
    """Finds every mistake in the placeholders of a field, when it is saved."""
    found = mistakes(field.data or "", form.placeholders)
    if found:
        raise ValidationError(" ".join(sentence(mistake) for mistake in found))


class WordsForm(Form):
    """The words of one kind of mail in one language."""

    placeholders: Collection[str] = ()

    seen = HiddenField()
    subject = StringField(_l("Subject"), [DataRequired(_l("Write a subject.")), SHORT, _placeholders])
    opening = TextAreaField(
        _l("Above the facts"), [DataRequired(_l("Write what stands above the facts.")), LONG, _placeholders]
    )
    closing = TextAreaField(_l("Below the facts"), [LONG, _placeholders])

    @classmethod
    def of(cls, now: Words, placeholders: Collection[str]) -> WordsForm:
        form = cls(data=_at_first({**asdict(now), "seen": mark(now)}))
        form.placeholders = placeholders
        return form

    def words(self) -> Words:
        """What was filled in, with line breaks as we keep them."""
        return Words(*(_lines(self[name].data) for name in ("subject", "opening", "closing")))


class LetterForm(Form):
    """A letter to people who are chosen."""

    placeholders: Collection[str] = ()

    seen = HiddenField()
    once = HiddenField()
    whom = ChoiceField(_l("Who gets it?"), validators=[InputRequired(_l("Choose who gets it."))])
    cancelled = BooleanField(_l("Also who has cancelled"))
    subject_nl = StringField(
        _l("Subject in Dutch"), [DataRequired(_l("Write a subject in Dutch.")), SHORT, _placeholders]
    )
    text_nl = TextAreaField(
        _l("Letter in Dutch"), [DataRequired(_l("Write the letter in Dutch.")), LONG, _placeholders]
    )
    subject_en = StringField(_l("Subject in English"), [SHORT, _placeholders])
    text_en = TextAreaField(_l("Letter in English"), [LONG, _placeholders])

    @classmethod
    def of(
        cls, now: LetterValues | None, offered: Iterable[tuple[str, str]], placeholders: Collection[str]
    ) -> LetterForm:
        """Empty, or filled with the letter as it stands; `offered` are the groups of people, in words."""
        kept = {**asdict(now), "seen": mark(now)} if now else {}
        form = cls(data=_at_first({**kept, "once": links.new_public_id()}))
        form.whom.choices, form.placeholders = choices(offered), placeholders
        return form

    def validate_once(self, field: HiddenField) -> None:
        if not links.is_public_id(field.data or ""):
            field.data = links.new_public_id()

    def validate_subject_en(self, field: StringField) -> None:
        if not field.data and self.text_en.data:
            raise ValidationError(_("Write a subject in English too, or leave both empty."))

    def validate_text_en(self, field: TextAreaField) -> None:
        if not field.data and self.subject_en.data:
            raise ValidationError(_("Write the letter in English too, or leave both empty."))

    def values(self) -> LetterValues:
        """What was filled in."""
        values: dict[str, Any] = {name: self[name].data for name in LetterValues.__dataclass_fields__}
        lines = {name: _lines(value) for name, value in values.items() if name != "cancelled"}
        return LetterValues(**lines, cancelled=values["cancelled"])


def _at_first(values: dict[str, Any]) -> dict[str, Any] | None:
    """What a form is filled with when its page opens. What comes back from it stands for itself: a field that is not in
    it was not sent."""
    return None if request.method == "POST" else values


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
