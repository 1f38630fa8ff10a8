"""The forms of cards and of what is said to them: the shape of the answers, and a second look at what may be somebody's
data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, URLField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from werkplaats.breakouts import queries as breakouts
from werkplaats.notes import personal_data, weblink, words
from werkplaats.notes.models import Card, CardKind, CardShow, ResponseKind
from werkplaats.notes.responses import ResponseAnswers
from werkplaats.notes.steps import CardAnswers
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Condition, Slot
from werkplaats.programme.words import condition
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.words import perspective
from werkplaats.web.dates import time
from werkplaats.web.forms import CheckboxList, ChoiceField, Form, RadioList, at_most, choices, one_kind_of_line_end
from werkplaats.web.language import text_in

MOST_CHARACTERS = 600
MOST_OF_A_NAME = 100

CONSENT_VERSION = "card-1"
"""Names the sentence of `CardFields.consent`; it gets a new name when the sentence gets new words."""
RESPONSE_CONSENT_VERSION = "response-1"
"""The same of `ResponseForm.consent`."""
NOTE = "note"
"""What the button sends that keeps a card for its author alone."""


def unless_note(sentence: Any) -> Callable[[Any, Any], None]:
    """Needed of a card that is sent; a note to oneself may leave it open."""

    def check(form: Any, field: Any) -> None:
        if not form.is_note and not field.data:
            raise StopValidation(sentence)

    return check


class SharedWords(Form):
    """What holds for all words that others will read: they are held once when they seem to name somebody's data."""

    most_characters = MOST_CHARACTERS
    is_note = False

    as_it_is = BooleanField(_l("Yes, send it as it is"))

    def validate_as_it_is(self, field: Any) -> None:
        """The author decides. What nobody else reads needs no second look."""
        if self.found and not field.data and not self.is_note:
            raise ValidationError(_(
                "We see what may be personal data: %(found)s. Take it out, or tick that it may stay.",
                found=", ".join(self.found),
            ))  # fmt: skip

    @property
    def found(self) -> list[str]:
        """What looks like personal data; a text that is too long has to get shorter first."""
        texts = [text for text in self.texts() if len(text) <= MOST_CHARACTERS]
        return list(dict.fromkeys(piece for text in texts for piece in personal_data.found_in(text, self.own_name)))

    @property
    def own_name(self) -> str:
        """The name that the author does not want to appear by, if we know it."""
        return ""

    def texts(self) -> list[str]:
        raise NotImplementedError


class CardFields(SharedWords):
    """What every card asks."""

    kind = RadioList(_l("What is it?"), validators=[unless_note(_l("Choose what kind of card this is."))])
    text = TextAreaField(
        _l("What do you want to share?"),
        filters=[one_kind_of_line_end],
        validators=[DataRequired(_l("Write what you want to share.")), at_most(MOST_CHARACTERS)],
    )
    how = TextAreaField(_l("How does it work?"), filters=[one_kind_of_line_end], validators=[at_most(MOST_CHARACTERS)])
    link = URLField(_l("Where can one read more?"))
    conditions = CheckboxList(_l("What is it about?"), validate_choice=False)
    perspective = ChoiceField(_l("From where do you look at this?"))
    show = RadioList(_l("Who may read your card?"), validators=[unless_note(_l("Choose who may read your card."))])
    consent = BooleanField(
        _l(
            "I agree that my card is used in the way I chose. I know that it may tell something about my own"
            " life or health. I can take it back at any time."
        ),
        validators=[unless_note(_l("Tick the box if you agree. Without it we may not use your card."))],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = choices((k, words.kind(k)) for k in CardKind)
        self.show.choices = choices((s, words.show(s)) for s in CardShow)
        self.conditions.choices = choices((c, condition(c)) for c in Condition)
        looks = choices([("", _("I would rather not say")), *((p.value, perspective(p)) for p in Perspective)])
        self.perspective.choices = looks

    def validate_link(self, field: Any) -> None:
        if field.data and weblink.harmless(field.data) is None:
            raise ValidationError(_("Write the address of a page, like https://www.movisie.nl. Or leave it empty."))

    def texts(self) -> list[str]:
        return [self.text.data or "", self.how.data or ""]

    def answers(self) -> CardAnswers:
        """A note may leave open what it is and for whom: then it would reach the fewest people."""
        return CardAnswers(
            kind=CardKind(self.kind.data or CardKind.INSIGHT),
            text=self.text.data or "",
            how=self.how.data or "",
            link=weblink.harmless(self.link.data or "") or "",
            conditions=tuple(c for c in Condition if c in (self.conditions.data or ())),
            slot_id=self.slot_id,
            show=CardShow(self.show.data or CardShow.PARTICIPANTS),
            perspective=Perspective(self.perspective.data) if self.perspective.data else None,
            consent=CONSENT_VERSION,
        )

    @property
    def slot_id(self) -> int | None:
        return None


class CardForm(CardFields):
    """The card of somebody who takes part. `whose` is the public id of whom the page was made for: a browser may know
    several people. `do` is the button."""

    whose = HiddenField()
    do = StringField()
    slot = ChoiceField(_l("In which breakout did you learn this?"))

    def __init__(self, writer: Registration | None, card: Card | None = None, **kwargs: Any) -> None:
        """Without a writer (their page was closed) the breakouts are unknown: the choice travels along."""
        looks = {"perspective": writer.perspective or ""} if writer and not card else {}
        super().__init__(
            data={**answers_on(card), **looks, "whose": writer.public_id if writer else ""}, **kwargs
        )  # fmt: skip
        self._name = writer.name if writer else ""
        self.slot.choices = choices(slot_choices(writer) if writer else [])
        self.slot.validate_choice = writer is not None

    @property
    def is_note(self) -> bool:  # type: ignore[override]
        return bool(self.do.data == NOTE)

    @property
    def slot_id(self) -> int | None:
        return int(self.slot.data) if self.slot.data else None

    @property
    def own_name(self) -> str:
        return "" if self.show.data == CardShow.NAME else self._name


class GuestCardForm(CardFields):
    """The card of somebody who is there without a registration: nobody asks who they are, unless they want to say."""

    name = StringField(_l("Your name"), [Length(max=MOST_OF_A_NAME, message=_l("Keep this under 100 characters."))])

    def __init__(self, slot_id: int | None, card: Card | None = None, **kwargs: Any) -> None:
        super().__init__(data={**answers_on(card), "name": card.author_name if card else ""}, **kwargs)
        self._slot_id = slot_id

    @property
    def slot_id(self) -> int | None:
        return self._slot_id

    @property
    def own_name(self) -> str:
        return "" if self.show.data == CardShow.NAME else self.name.data or ""

    def validate_name(self, field: Any) -> None:
        if self.show.data == CardShow.NAME and not field.data:
            raise ValidationError(_("Write the name that may stand below your card, or choose to leave it out."))


class ResponseForm(SharedWords):
    """An answer to a question, or what speaks against a card."""

    whose = HiddenField()
    kind = RadioList(_l("What do you want to say?"), validators=[InputRequired(_l("Choose what you want to say."))])
    text = TextAreaField(
        _l("Your words"),
        filters=[one_kind_of_line_end],
        validators=[DataRequired(_l("Write what you want to say.")), at_most(MOST_CHARACTERS)],
    )
    show = RadioList(_l("Who may read this?"), validators=[InputRequired(_l("Choose who may read this."))])
    consent = BooleanField(
        _l(
            "I agree that my words are used in the way I chose. I know that they may tell something about my own"
            " life or health. I can take them back at any time."
        ),
        validators=[InputRequired(_l("Tick the box if you agree. Without it we may not use your words."))],
    )

    def __init__(self, writer: Registration | None, card_kind: CardKind, **kwargs: Any) -> None:
        super().__init__(data={"whose": writer.public_id if writer else ""}, **kwargs)
        self._writer = writer
        if card_kind == CardKind.QUESTION:
            kinds = (ResponseKind.ANSWER, ResponseKind.BUT)
            self.kind.choices = choices((k, words.response_choice(k)) for k in kinds)
        else:
            del self.kind
        self.show.choices = choices((s, words.show(s)) for s in CardShow)

    @property
    def own_name(self) -> str:
        return "" if self._writer is None or self.show.data == CardShow.NAME else self._writer.name

    def texts(self) -> list[str]:
        return [self.text.data or ""]

    def answers(self) -> ResponseAnswers:
        return ResponseAnswers(
            kind=ResponseKind(self.kind.data) if "kind" in self else ResponseKind.BUT,
            text=self.text.data or "",
            show=CardShow(self.show.data),
            perspective=self._writer.perspective if self._writer else None,
            consent=RESPONSE_CONSENT_VERSION,
        )


class ReportForm(Form):
    """What is wrong with a card; nobody asks who says so."""

    reason = TextAreaField(
        _l("What is wrong with it?"),
        filters=[one_kind_of_line_end],
        validators=[
            DataRequired(_l("Write in one sentence what is wrong, so that we know what to look at.")),
            at_most(MOST_CHARACTERS),
        ],
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


def answers_on(card: Card | None) -> dict[str, Any]:
    """What the form starts with. The consent is asked again for every new text."""
    if card is None:
        return {"slot": ""}
    return {
        "kind": card.kind,
        "text": card.text,
        "how": card.how,
        "link": card.link,
        "conditions": card.conditions,
        "perspective": card.perspective or "",
        "slot": str(card.slot_id or ""),
        "show": card.show,
    }
