"""The form to register, and the small ones beside it: the shape of the answers only. Places are counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FieldList, StringField, ValidationError
from wtforms.validators import DataRequired, Email, Length

from werkplaats.programme.models import Breakout
from werkplaats.registration import words
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.steps import Answers
from werkplaats.web.forms import ChoiceField, Form, choices
from werkplaats.web.language import current_language, text_in

MOST_RANKS = 100

ADDRESS = [
    DataRequired(_l("Write your e-mail address. We send the confirmation there.")),
    Length(
        max=254,
        message=_l("An e-mail address has at most 254 characters. Check if something else came along."),
    ),
    Email(_l("Write your e-mail address with an @ and a dot, for example naam@voorbeeld.nl.")),
]


class Ranks(FieldList):  # type: ignore[type-arg]
    """Looks for the ranks that a form can have: a made-up number would crash, and thousands keep a process busy."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        return (number for number in range(MOST_RANKS) if f"{prefix}-{number}" in formdata)


class RankingForm(Form):
    """One select per rank, blank allowed anywhere; the answers close up in order."""

    rank: FieldList[ChoiceField] = Ranks(ChoiceField())

    def offer(self, breakouts: list[Breakout]) -> None:
        """Give every rank its label and the breakouts to choose from; ranks that somebody made up are dropped."""
        offered = choices([("", _("No choice")), *((str(b.id), text_in(b.title)) for b in breakouts)])
        while len(self.rank) < len(breakouts):
            self.rank.append_entry()
        del self.rank.entries[len(breakouts) :]
        for number, entry in enumerate(self.rank, start=1):
            entry.label.text = _("Choice %(number)s", number=number)
            entry.choices = offered

    def validate_rank(self, field: FieldList[ChoiceField]) -> None:
        seen: set[str] = set()
        for entry in field:
            if entry.data and entry.data in seen:
                entry.errors = [_("You chose this breakout twice. Choose each breakout once.")]
                raise ValidationError(entry.errors[0])
            seen.add(entry.data)

    @property
    def ranking(self) -> tuple[int, ...]:
        return tuple(int(entry.data) for entry in self.rank if entry.data)


class RegisterForm(RankingForm):
    name = StringField(
        _l("Name"),
        validators=[
            DataRequired(_l("Write your name, so that we know how to call you.")),
            Length(max=100, message=_l("Make your name shorter: at most 100 characters.")),
        ],
    )
    email = EmailField(_l("E-mail address"), validators=ADDRESS)
    perspective = ChoiceField(_l("From where do you look at this theme?"))
    organisation = StringField(
        _l("Organisation"),
        validators=[Length(max=150, message=_l("Make this shorter: at most 150 characters."))],
    )

    def __init__(self, breakouts: list[Breakout], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.perspective.choices = choices(
            [
                ("", _("I would rather not say")),
                *((p.value, words.perspective(p)) for p in Perspective),
            ]
        )
        self.offer(breakouts)

    def answers(self) -> Answers:
        return Answers(
            name=self.name.data or "",
            email=self.email.data or "",
            perspective=Perspective(self.perspective.data) if self.perspective.data else None,
            organisation=self.organisation.data or "",
            ranking=self.ranking,
            locale=current_language(),
        )


class ChangeRankingForm(RankingForm):
    def __init__(self, breakouts: list[Breakout], registration: Registration, **kwargs: Any) -> None:
        present = [str(p.breakout_id) for p in registration.preferences]
        super().__init__(data={"rank": present}, **kwargs)
        self.offer(breakouts)


class LinkAgainForm(Form):
    email = EmailField(_l("E-mail address"), validators=ADDRESS)
