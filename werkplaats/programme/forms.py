"""The pages of a round, an item, a breakout and a meeting link: the shape of the answers only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from werkplaats.errors import N_
from werkplaats.programme import words
from werkplaats.programme.models import Condition, RoundKind
from werkplaats.programme.values import BreakoutValues, ItemValues, RoundValues, SlotValues
from werkplaats.web.fields import MomentField, NumberField, WebLink
from werkplaats.web.forms import ChoiceField, Form, choices
from werkplaats.web.stale import mark

SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LONG = Length(max=5000, message=_l("Keep this under 5000 characters."))


class MeetingLink(WebLink):
    """The address of an online meeting; empty while it is not known yet."""

    wrong = N_("Paste the whole link of the meeting. It starts with https://.")


class ItemForm(Form):
    seen = HiddenField()
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Give this part a title in Dutch.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    text_nl = TextAreaField(_l("Description in Dutch"), [LONG])
    text_en = TextAreaField(_l("Description in English"), [LONG])
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Write when it starts."))])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired(_l("Write when it ends."))])
    meeting_url = MeetingLink(_l("Link to the meeting"))
    counts_as_learning = BooleanField(_l("People learn here: this part counts for their training hours"))

    @classmethod
    def of(cls, now: ItemValues) -> ItemForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def validate_ends_at(self, field: MomentField) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("It must end after it starts."))

    def values(self) -> ItemValues:
        return ItemValues(**{name: self[name].data for name in ItemValues.__dataclass_fields__})


class BreakoutForm(Form):
    seen = HiddenField()
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Give the breakout a title in Dutch.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    abstract_nl = TextAreaField(_l("What it is about, in Dutch"), [LONG])
    abstract_en = TextAreaField(_l("What it is about, in English"), [LONG])
    conditions = SelectMultipleField(
        _l("Conditions of social quality"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validate_choice=False,
    )  # fmt: skip
    capacity = NumberField(_l("Places in each round"))
    minimum = NumberField(_l("Fewest people in each round"))
    may_cancel = BooleanField(_l("It may be left out of a round when fewer people would come"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions.choices = choices((str(c), words.condition(c)) for c in Condition)

    @classmethod
    def of(cls, now: BreakoutValues) -> BreakoutForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def validate_capacity(self, field: NumberField) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_("Write how many people can come in each round."))

    def validate_minimum(self, field: NumberField) -> None:
        if (field.data or 0) > (self.capacity.data or 0):
            raise ValidationError(_("The fewest people cannot be more than there are places."))

    def values(self) -> BreakoutValues:
        return BreakoutValues(
            title_nl=self.title_nl.data or "", title_en=self.title_en.data or "",
            abstract_nl=self.abstract_nl.data or "", abstract_en=self.abstract_en.data or "",
            conditions=tuple(str(c) for c in Condition if c in (self.conditions.data or ())),
            capacity=self.capacity.data or 0, minimum=self.minimum.data or 0, may_cancel=bool(self.may_cancel.data),
        )  # fmt: skip


class RoundForm(Form):
    """A round; one with items in it lasts as long as those, so its page asks no times."""

    seen = HiddenField()
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Give the round a title in Dutch.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    starts_at = MomentField(_l("Starts"), validators=[InputRequired(_l("Write when it starts."))])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired(_l("Write when it ends."))])

    @classmethod
    def of(cls, now: RoundValues) -> RoundForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def keep_times(self, now: RoundValues) -> None:
        """Ask no times: they follow from what is in the round."""
        self._kept = {"starts_at": now.starts_at, "ends_at": now.ends_at}
        for name in self._kept:
            del self[name]

    def validate_ends_at(self, field: MomentField) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("It must end after it starts."))

    def values(self) -> RoundValues:
        kept = getattr(self, "_kept", {})
        return RoundValues(
            **kept, **{name: self[name].data for name in RoundValues.__dataclass_fields__ if name not in kept}
        )


class NewRoundForm(RoundForm):
    kind = ChoiceField(_l("What is it?"), validators=[InputRequired(_l("Choose one of the answers in the list."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((str(kind), words.kind(kind)) for kind in RoundKind)


class MeetingForm(Form):
    seen = HiddenField()
    meeting_url = MeetingLink(_l("Link to the meeting"))

    @classmethod
    def of(cls, now: SlotValues) -> MeetingForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def values(self) -> SlotValues:
        return SlotValues(self.meeting_url.data or "")
