"""Adding someone to a day, and what we know of them: the shape of the answers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import EmailField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from werkplaats.db import Texts
from werkplaats.editions.models import Edition
from werkplaats.people import words
from werkplaats.people.actions import NewPart, PersonValues
from werkplaats.people.desk import DeadlineValues
from werkplaats.people.models import AppearanceRole, Person
from werkplaats.people.profile import ProfileValues
from werkplaats.people.queries import OwnPart, deadline
from werkplaats.web.dates import day
from werkplaats.web.fields import MomentField, is_web_address
from werkplaats.web.forms import (
    CheckboxList,
    ChoiceField,
    Form,
    RadioList,
    Tick,
    at_most,
    choices,
    one_kind_of_line_end,
)
from werkplaats.web.language import text_in
from werkplaats.web.stale import mark

SOMEONE_NEW = ""
SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each in its own words."""
LONGEST_BIO, LONGEST_LINK, MOST_LINKS = 1500, 300, 5
ADDRESS = Email(_l("Write a mail address, like hulp@voorbeeld.nl."))


class RoleForm(Form):
    role = ChoiceField(_l("Task"), validators=[InputRequired(_l("Choose one of the answers in the list."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices((str(role), words.role(role)) for role in AppearanceRole)

    def wanted(self) -> AppearanceRole:
        return AppearanceRole(self.role.data)


class WhoForm(Form):
    """Someone whom we know, or someone new."""

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

    def as_part(self, role: AppearanceRole, *, sure: bool = True) -> NewPart:
        if self.person.data:
            return NewPart(role, int(self.person.data), sure=sure)
        return NewPart(role, None, self.name.data or "", self.email.data or "", sure)


class NewPartForm(RoleForm, WhoForm):
    asked = Tick(_l("We still have to ask this person"))

    def part(self) -> NewPart:
        return self.as_part(self.wanted(), sure=not self.asked.data)


class DeadlineForm(Form):
    seen = HiddenField()
    until = MomentField(
        _l("Until when can people write about themselves?"), validators=[InputRequired(_l("Write a day and a time."))]
    )

    @classmethod
    def of(cls, edition: Edition) -> DeadlineForm:
        now = DeadlineValues(deadline(edition))
        return cls(data={"until": now.until, "seen": mark(now)})

    def values(self) -> DeadlineValues:
        assert self.until.data is not None
        return DeadlineValues(self.until.data)


class ProfileForm(Form):
    """What someone writes about themselves."""

    seen = HiddenField()
    name = StringField(_l("Name"), [DataRequired(_l("Write your name.")), SHORT])
    role_nl = StringField(_l("What you do in daily life, in Dutch"), [SHORT])
    role_en = StringField(_l("What you do in daily life, in English"), [SHORT])
    organisation = StringField(_l("Organisation"), [SHORT])
    bio_nl = TextAreaField(_l("About you, in Dutch"), [at_most(LONGEST_BIO)], filters=[one_kind_of_line_end])
    bio_en = TextAreaField(_l("About you, in English"), [at_most(LONGEST_BIO)], filters=[one_kind_of_line_end])
    links = TextAreaField(_l("Links to pages about you"), filters=[one_kind_of_line_end])

    @classmethod
    def of(cls, now: ProfileValues) -> ProfileForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def validate_links(self, field: TextAreaField) -> None:
        addresses = self._addresses()
        if len(addresses) > MOST_LINKS:
            raise ValidationError(_("Give at most %(most)s links.", most=MOST_LINKS))
        for address in addresses:
            if len(address) > LONGEST_LINK or not is_web_address(address):
                raise ValidationError(_("Paste whole links, one on each line. They start with https://."))

    def values(self) -> ProfileValues:
        written = {name: self[name].data or "" for name in ProfileValues.__annotations__ if name != "links"}
        return ProfileValues(**written, links="\n".join(self._addresses()))

    def _addresses(self) -> list[str]:
        return [line.strip() for line in (self.links.data or "").split("\n") if line.strip()]


class AgreeForm(Form):
    """At which of their parts somebody wants to be named; none is an answer too."""

    parts = CheckboxList(_l("Where may your name stand?"), coerce=int)

    def offer(self, parts: Sequence[OwnPart]) -> None:
        self.parts.choices = [SelectChoice(part.appearance.id, _where(part)) for part in parts]


class PhotoForm(Form):
    """A picture, what it shows, and that we may use it. Without a file it says what the present picture shows."""

    file = FileField(_l("Your picture"))
    alt_nl = StringField(
        _l("What does it show, in Dutch?"), [DataRequired(_l("Write in a few words what the picture shows.")), SHORT]
    )
    alt_en = StringField(_l("What does it show, in English?"), [SHORT])
    agrees = Tick(_l(words.PICTURE_WORDS))
    needs_file = True

    @classmethod
    def of(cls, person: Person) -> PhotoForm:
        photo = person.new_photo or person.photo
        alt = photo.alt if photo else {}
        form = cls(data={"alt_nl": alt.get("nl", ""), "alt_en": alt.get("en", ""), "agrees": photo is not None})
        form.needs_file = photo is None
        return form

    def validate_file(self, field: FileField) -> None:
        if self.needs_file and not field.data:
            raise ValidationError(_("Choose the file with your picture."))

    def validate_agrees(self, field: Tick) -> None:
        if not field.data:
            raise ValidationError(_("Tick that we may use it. Or take the picture away."))

    def alt(self) -> Texts:
        written = {"nl": self.alt_nl.data or "", "en": self.alt_en.data or ""}
        return {language: text for language, text in written.items() if text}


class SlidesForm(Form):
    file = FileField(_l("Your slides, as PDF"))
    public = Tick(_l(words.SLIDES_WORDS))


def _where(part: OwnPart) -> str:
    return (
        f"{text_in(part.title)}, {text_in(part.edition.title)}, {day(part.edition.starts_at)} ({words.role(part.role)})"
    )


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
