"""The form of a card: the shape of the answers, and a second look at what may be somebody's data."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from werkplaats.breakouts import queries as breakouts
from werkplaats.notes import personal_data, words
from werkplaats.notes.actions import CardAnswers
from werkplaats.notes.models import Card, CardKind, CardShow
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Condition, Slot
from werkplaats.programme.words import condition
from werkplaats.registration.models import Registration
from werkplaats.web.dates import time
from werkplaats.web.forms import CheckboxList, ChoiceField, Form, RadioList, at_most, choices, one_kind_of_line_end
from werkplaats.web.language import text_in

MOST_CHARACTERS = 600

CONSENT_VERSION = "card-1"
"""Names the sentence of `CardForm.consent`; it gets a new name when the sentence gets new words."""


class CardForm(Form):
    """`whose` is the public id of whom the page was made for: a browser may know several people."""

    most_characters = MOST_CHARACTERS

    whose = HiddenField()
    kind = RadioList(_l("What is it?"), validators=[InputRequired(_l("Choose what kind of card this is."))])
    text = TextAreaField(
        _l("What do you want to share?"),
        filters=[one_kind_of_line_end],
        validators=[DataRequired(_l("Write what you want to share.")), at_most(MOST_CHARACTERS)],
    )
    how = TextAreaField(_l("How does it work?"), filters=[one_kind_of_line_end], validators=[at_most(MOST_CHARACTERS)])
    conditions = CheckboxList(_l("What is it about?"), validate_choice=False)
    slot = ChoiceField(_l("In which breakout did you learn this?"))
    show = RadioList(_l("Who may read your card?"), validators=[InputRequired(_l("Choose who may read your card."))])
    consent = BooleanField(
        _l(
            "I agree that my card is used in the way I chose. I know that it may tell something about my own"
            " life or health. I can take it back at any time."
        ),
        validators=[InputRequired(_l("Tick the box if you agree. Without it we may not use your card."))],
    )
    as_it_is = BooleanField(_l("Yes, send it as it is"))

    def __init__(self, writer: Registration | None, card: Card | None = None, **kwargs: Any) -> None:
        """Without a writer (their page was closed) the breakouts are unknown: the choice travels along."""
        super().__init__(data=_answers_on(writer, card), **kwargs)
        self.kind.choices = choices((k, words.kind(k)) for k in CardKind)
        self.show.choices = choices((s, words.show(s)) for s in CardShow)
        self.conditions.choices = choices((c, condition(c)) for c in Condition)
        self.slot.choices = choices(slot_choices(writer) if writer else [])
        self.slot.validate_choice = writer is not None

    def validate_as_it_is(self, field: Any) -> None:
        """Hold the card once when it seems to name somebody's data; the author decides."""
        if self.found and not field.data:
            raise ValidationError(_(
                "We see what may be personal data: %(found)s. Take it out, or tick that it may stay.",
                found=", ".join(self.found),
            ))  # fmt: skip

    @property
    def found(self) -> list[str]:
        """What looks like personal data; a text that is too long has to get shorter first."""
        texts = [text for text in (self.text.data or "", self.how.data or "") if len(text) <= MOST_CHARACTERS]
        return [piece for text in texts for piece in personal_data.found_in(text)]

    def answers(self) -> CardAnswers:
        return CardAnswers(
            kind=CardKind(self.kind.data),
            text=self.text.data or "",
            how=self.how.data or "",
            conditions=tuple(c for c in Condition if c in (self.conditions.data or ())),
            slot_id=int(self.slot.data) if self.slot.data else None,
            show=CardShow(self.show.data),
            consent=CONSENT_VERSION,
        )


def slot_choices(writer: Registration) -> list[tuple[str, str]]:
    """Every breakout, someone's own first; leaving it empty is fine."""
    slots = programme.slots(writer.edition_id)
    own = {place.slot.id for place in breakouts.places_of(writer.id) if place.slot}
    first = [(str(s.id), _("%(breakout)s: your breakout", breakout=_name(s))) for s in slots if s.id in own]
    rest = [(str(s.id), _name(s)) for s in slots if s.id not in own]
    return [("", _("Not in one breakout")), *first, *rest]


def _name(slot: Slot) -> str:
    return f"{text_in(slot.breakout.title)}, {time(slot.round.starts_at)}"


def _answers_on(writer: Registration | None, card: Card | None) -> dict[str, Any]:
    """What the form starts with. The consent is asked again for every new text."""
    whose = {"whose": writer.public_id if writer else ""}
    if card is None:
        return {**whose, "slot": ""}
    return {
        **whose,
        "kind": card.kind,
        "text": card.text,
        "how": card.how,
        "conditions": card.conditions,
        "slot": str(card.slot_id or ""),
        "show": card.show,
    }
