"""The forms in which organisers write about somebody else: the shape of the answers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from werkplaats.programme.models import Breakout, Round
from werkplaats.registration import words
from werkplaats.registration.desk import Particulars, Remark
from werkplaats.registration.forms import ADDRESS, RankingForm
from werkplaats.registration.models import Perspective
from werkplaats.registration.steps import Answers
from werkplaats.web.forms import ChoiceField, Form, choices
from werkplaats.web.stale import mark

MOST_OF_NAME, MOST_OF_ORGANISATION, MOST_OF_REMARK = 100, 150, 2000

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each in its own words."""

NAME = [
    DataRequired(_l("Write the name of this person.")),
    Length(max=MOST_OF_NAME, message=_l("Make the name shorter: at most 100 characters.")),
]
ORGANISATION = [Length(max=MOST_OF_ORGANISATION, message=_l("Make this shorter: at most 150 characters."))]


def perspectives() -> list[Any]:
    """What can be chosen about somebody else; they may not have told it."""
    return choices([("", _("Not told")), *((p.value, words.perspective(p)) for p in Perspective)])


class ParticularsForm(Form):
    seen = HiddenField()
    name = StringField(_l("Name"), validators=NAME)
    email = EmailField(_l("E-mail address"), validators=ADDRESS)
    perspective = ChoiceField(_l("Perspective"), default="")
    organisation = StringField(_l("Organisation"), validators=ORGANISATION)
    locale = ChoiceField(_l("Language of the mails"), choices=choices(LANGUAGES), default="nl")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.perspective.choices = perspectives()

    @classmethod
    def of(cls, now: Particulars) -> ParticularsForm:
        """The form as the page opens: filled with what stands there, and marked with it."""
        return cls(data={**asdict(now), "seen": mark(now)})

    def details(self) -> Particulars:
        return Particulars(
            self.name.data or "",
            self.email.data or "",
            self.perspective.data or "",
            self.organisation.data or "",
            self.locale.data or "nl",
        )


class RemarkForm(Form):
    seen = HiddenField()
    remark = TextAreaField(
        _l("Remark"),
        validators=[Length(max=MOST_OF_REMARK, message=_l("Make the remark shorter: at most 2000 characters."))],
    )

    @classmethod
    def of(cls, now: Remark) -> RemarkForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def written(self) -> Remark:
        return Remark((self.remark.data or "").replace("\r\n", "\n"))


class AddForm(RankingForm):
    """Someone who calls: what the public form asks, in words about somebody else."""

    name = StringField(_l("Name"), validators=NAME)
    email = EmailField(_l("E-mail address"), validators=ADDRESS)
    perspective = ChoiceField(_l("Perspective"), default="")
    organisation = StringField(_l("Organisation"), validators=ORGANISATION)
    locale = ChoiceField(_l("Language of the mails"), choices=choices(LANGUAGES), default="nl")
    above = BooleanField(_l("Yes, this person comes on top of the number of places"))

    def __init__(self, breakouts: Sequence[Breakout], rounds: Sequence[Round], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.perspective.choices = perspectives()
        self.offer(breakouts, rounds)

    def answers(self) -> Answers:
        return Answers(
            name=self.name.data or "",
            email=self.email.data or "",
            perspective=Perspective(self.perspective.data) if self.perspective.data else None,
            organisation=self.organisation.data or "",
            ranking=self.ranking,
            locale=self.locale.data or "nl",
            indifferent=self.indifferent.data,
            absent_rounds=self.absent_rounds,
        )


class AgainForm(Form):
    """Takes someone in who cancelled or waits."""

    above = BooleanField(_l("Yes, this person comes on top of the number of places"))


class UploadForm(Form):
    file = FileField(_l("The list, as csv or xlsx"))


class ImportForm(Form):
    """Says that the people who were shown are meant to be registered."""

    above = BooleanField(_l("Yes, these people come on top of the number of places"))
