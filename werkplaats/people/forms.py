"""Adding someone to a day, and what we know of them: the shape of the answers only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from werkplaats.people import words
from werkplaats.people.actions import NewPart, PersonValues
from werkplaats.people.models import AppearanceRole, Person
from werkplaats.web.forms import ChoiceField, Form, RadioList, choices
from werkplaats.web.stale import mark

SOMEONE_NEW = ""
SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each in its own words."""
ADDRESS = Email(_l("Write a mail address, like hulp@voorbeeld.nl."))


class RoleForm(Form):
    role = ChoiceField(_l("Task"), validators=[InputRequired(_l("Choose one of the answers in the list."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices((str(role), words.role(role)) for role in AppearanceRole)

    def wanted(self) -> AppearanceRole:
        return AppearanceRole(self.role.data)


class NewPartForm(RoleForm):
    person = ChoiceField(_l("Who?"))
    name = StringField(_l("Name of someone new"), [SHORT])
    email = EmailField(_l("Their mail address"), [Optional(), ADDRESS, SHORT])

    def offer(self, people: list[Person]) -> None:
        """The choices: someone new, or one of these."""
        known = [(str(person.id), person.name) for person in people]
        self.person.choices = choices([(SOMEONE_NEW, _("Someone new")), *known])

    def validate_name(self, field: StringField) -> None:
        if not self.person.data and not field.data:
            raise ValidationError(_("Choose someone from the list, or write the name of someone new."))

    def part(self) -> NewPart:
        if self.person.data:
            return NewPart(self.wanted(), int(self.person.data))
        return NewPart(self.wanted(), None, self.name.data or "", self.email.data or "")


class PersonForm(Form):
    seen = HiddenField()
    name = StringField(_l("Name"), [DataRequired(_l("Write the name.")), SHORT])
    email = EmailField(_l("Mail address"), [Optional(), ADDRESS, SHORT])
    locale = RadioList(
        _l("Language of our mails"), [InputRequired(_l("Choose one of the answers in the list."))], choices=LANGUAGES
    )

    @classmethod
    def of(cls, now: PersonValues) -> PersonForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def keep_address(self, email: str) -> None:
        """Neither show nor ask an address that is known from editions of others."""
        self._kept = email
        del self.email

    def values(self) -> PersonValues:
        email = self.email.data if "email" in self else self._kept
        return PersonValues(self.name.data or "", email or "", self.locale.data)
