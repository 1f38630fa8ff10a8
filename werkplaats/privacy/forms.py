"""The form before erasing: only who has cards that may stay is asked anything."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from werkplaats.privacy.queries import AtStake
from werkplaats.web.forms import Form, RadioList, choices

WHO = "who"
REMOVE, KEEP = "remove", "keep"


class EraseForm(Form):
    """`who` says for whom the page was made: at a shared tablet it may not be who is chosen by now.

    A request that names nobody erases nobody.
    """

    who = HiddenField()
    cards = RadioList(_l("What happens to the cards and responses?"), validate_choice=False)

    def __init__(self, stake: AtStake, public_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.who.data = public_id
        if not stake.can_stay:
            del self.cards
            return
        self.cards.choices = choices(
            [
                (REMOVE, _("Remove them: nobody can read them any more")),
                (KEEP, _("Leave them without the name: then “participant” stands on them")),
            ]
        )

    def validate_cards(self, field: RadioList) -> None:
        if field.data not in (REMOVE, KEEP):
            raise ValidationError(_("Choose what happens to the cards and responses."))

    @property
    def cards_stay(self) -> bool:
        return "cards" in self and self.cards.data == KEEP
