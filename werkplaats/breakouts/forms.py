"""What an organiser may ask of a draft, and where they put one person: the shape of the answers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from werkplaats.breakouts.actions import Spot
from werkplaats.breakouts.queries import Settings
from werkplaats.programme.models import Breakout, Round
from werkplaats.web.fields import NumberField
from werkplaats.web.forms import ChoiceField, Form, choices
from werkplaats.web.language import text_in

PERCENTS = (1, 2, 5)
NOBODY, NO_PLACE, NO_LOCKS = "0", "", ""


class DraftForm(Form):
    """How a draft is asked for. A number of places that is left open is that of the programme."""

    mix = ChoiceField(
        _l("How many people may get a lower choice, so that the breakouts are mixed better?"), default=NOBODY
    )
    mix_budget = NumberField(_l("Or another number of people"))
    locks_of = ChoiceField(_l("Which locked places stay?"), default=NO_LOCKS)
    people: int

    def validate_mix_budget(self, field: NumberField) -> None:
        if field.data is not None and field.data > self.people:
            raise ValidationError(
                ngettext(
                    "Only %(num)s person is divided. Write that number, or a lower one.",
                    "Only %(num)s people are divided. Write that number, or a lower one.",
                    self.people,
                )
            )

    @property
    def places(self) -> list[Any]:
        """A field for every breakout."""
        return [field for field in self if field.name.startswith("places-")]

    def settings(self) -> Settings:
        return Settings(
            mix_budget=int(self.mix.data or 0) if self.mix_budget.data is None else self.mix_budget.data,
            capacity={int(f.name.removeprefix("places-")): f.data for f in self.places if f.data is not None},
            locks_of=int(self.locks_of.data) if self.locks_of.data else None,
        )


def draft_form(breakouts: Sequence[Breakout], people: int, locks: Mapping[int, int]) -> DraftForm:
    """The form for these breakouts, this number of people, and the plans with locked places (number by id)."""
    fields = {f"places-{breakout.id}": NumberField(text_in(breakout.title)) for breakout in breakouts}
    form: DraftForm = type("DraftFormOfBreakouts", (DraftForm,), {**fields, "people": people})()
    shares = {-(-people * percent // 100): percent for percent in reversed(PERCENTS)}
    form.mix.choices = choices([(NOBODY, _("Nobody")), *((str(n), _share(n, shares[n])) for n in sorted(shares) if n)])
    plans = [(str(id), _("Those of plan %(number)s", number=number)) for id, number in locks.items()]
    form.locks_of.choices = choices([(NO_LOCKS, _("None")), *plans])
    return form


def _share(number: int, percent: int) -> str:
    return str(
        ngettext(
            "At most %(num)s person (%(percent)s percent)",
            "At most %(num)s people (%(percent)s percent)",
            number,
            percent=percent,
        )
    )


class DayForm(Form):
    """Where someone is in each round, and whether that stays when others are divided again."""

    seen = HiddenField()

    def day(self, rounds: Sequence[Round]) -> dict[int, Spot]:
        """What was chosen, by round; a round that was not sent along is not in it."""
        answers = [(round_.id, self[f"slot-{round_.id}"].data, self[f"lock-{round_.id}"].data) for round_ in rounds]
        return {id: Spot(int(slot) if slot else None, locked) for id, slot, locked in answers if slot is not None}


def day_form(rounds: Sequence[Round], slots: Mapping[int, Sequence[tuple[str, str]]], **kept: Any) -> DayForm:
    """The form for these rounds; by round the slots to choose from, and in `kept` what stands there now."""
    fields: dict[str, Any] = {}
    for round_ in rounds:
        fields[f"slot-{round_.id}"] = ChoiceField(text_in(round_.title))
        fields[f"lock-{round_.id}"] = BooleanField(_("Lock this place in %(round)s", round=text_in(round_.title)))
    form: DayForm = type("DayFormOfRounds", (DayForm,), fields)(data=kept)
    for round_ in rounds:
        form[f"slot-{round_.id}"].choices = choices([(NO_PLACE, _("No place")), *slots.get(round_.id, ())])
    return form
