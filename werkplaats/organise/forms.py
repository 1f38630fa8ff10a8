"""The forms for a new edition and for the settings of one: the shape of the answers only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length

from werkplaats.clock import AMSTERDAM
from werkplaats.editions import words
from werkplaats.editions.actions import LICENCES, ArticleValues, Settings
from werkplaats.editions.models import ArticleKind, Edition
from werkplaats.editions.pictures import About, Shown
from werkplaats.organise import standard_day
from werkplaats.organise.actions import NewEdition
from werkplaats.web.fields import ClockField, DayField, MomentField, NumberField, WebLink
from werkplaats.web.forms import ChoiceField, Form, RadioList, at_most, choices
from werkplaats.web.language import text_in
from werkplaats.web.stale import mark

AFRESH = ""
SHORT = Length(max=200, message=_l("Keep this under 200 characters."))
LONG = Length(max=5000, message=_l("Keep this under 5000 characters."))
ARTICLE = at_most(50_000)
MOMENT = InputRequired(_l("Write a day and a time."))


class NewEditionForm(Form):
    """An edition like an earlier one needs an address and a day; one from nothing a title and times as well."""

    source = ChoiceField(_l("What should it look like?"))
    slug = StringField(_l("Word in the web address"), [InputRequired(_l("Write the word for the address, like 2027."))])
    day = DayField(_l("Day"), validators=[InputRequired(_l("Choose the day."))])
    title_nl = StringField(_l("Title in Dutch"), [SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    starts = ClockField(_l("From"), default=time(13))
    ends = ClockField(_l("Until"), default=time(16))

    def offer(self, editions: list[Edition]) -> None:
        """The choices: like one of these, or from nothing."""
        copies = [(str(e.id), _("A copy of %(edition)s", edition=f"{text_in(e.title)} ({e.slug})")) for e in editions]
        self.source.choices = choices(
            [*copies, (AFRESH, _("Like a standard day: a plenary, and two rounds of four breakouts"))]
        )

    @property
    def source_id(self) -> int | None:
        return int(self.source.data) if self.source.data else None

    def validate_title_nl(self, field: StringField) -> None:
        if self.source.data == AFRESH and not field.data:
            raise ValidationError(_("Give the edition a title."))

    def validate_starts(self, field: ClockField) -> None:
        self._need_time(field)

    def validate_ends(self, field: ClockField) -> None:
        self._need_time(field)

    def _need_time(self, field: ClockField) -> None:
        if self.source.data == AFRESH and field.data is None and not field.errors:
            raise ValidationError(_("Write a time, like 13:00."))

    def values(self, helpdesk_email: str) -> NewEdition:
        """The new edition that was described."""
        return NewEdition(
            title={"nl": self.title_nl.data or "", "en": self.title_en.data or self.title_nl.data or ""},
            slug=self.slug.data or "",
            starts_at=self._at(self.starts.data),
            ends_at=self._at(self.ends.data),
            helpdesk_email=helpdesk_email,
        )

    def _at(self, when: Any) -> datetime:
        assert self.day.data is not None
        return datetime.combine(self.day.data, when, AMSTERDAM)


class SettingsForm(Form):
    seen = HiddenField()
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Give the edition a title in Dutch.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    theme_nl = StringField(_l("Theme in Dutch"), [SHORT])
    theme_en = StringField(_l("Theme in English"), [SHORT])
    lead_nl = TextAreaField(_l("Opening sentence in Dutch"), [LONG])
    lead_en = TextAreaField(_l("Opening sentence in English"), [LONG])
    about_nl = TextAreaField(_l("What it is about, in Dutch"), [LONG])
    about_en = TextAreaField(_l("What it is about, in English"), [LONG])
    starts_at = MomentField(_l("The day starts"), validators=[MOMENT])
    ends_at = MomentField(_l("The day ends"), validators=[MOMENT])
    registration_opens_at = MomentField(_l("Registration opens"), validators=[MOMENT])
    registration_closes_at = MomentField(_l("Registration closes"), validators=[MOMENT])
    ranking_closes_at = MomentField(_l("Choosing breakouts closes"), validators=[MOMENT])
    needs_until = MomentField(_l("Until when we can arrange what people need"))
    capacity = NumberField(_l("Number of places"))
    helpdesk_email = EmailField(
        _l("Mail address for questions"), [Email(_l("Write a mail address, like hulp@voorbeeld.nl.")), SHORT]
    )
    helpdesk_phone = TelField(_l("Phone number for questions"), [SHORT])
    sender_name = StringField(
        _l("Name of the sender of mails"), [DataRequired(_l("Write who the mails come from.")), SHORT]
    )
    licence = ChoiceField(
        _l("Licence of the harvest"),
        validators=[InputRequired(_l("Choose one of the answers in the list."))],
        choices=choices((name, name) for name in LICENCES),
    )
    cards_open = BooleanField(_l("Participants can add cards"))
    sound_test_url = WebLink(_l("Page to test sound and picture"))
    dial_in_nl = TextAreaField(_l("Taking part by phone, in Dutch"), [LONG])
    dial_in_en = TextAreaField(_l("Taking part by phone, in English"), [LONG])
    recording_nl = TextAreaField(_l("What is recorded and what is not, in Dutch"), [LONG])
    recording_en = TextAreaField(_l("What is recorded and what is not, in English"), [LONG])

    @classmethod
    def of(cls, now: Settings) -> SettingsForm:
        """The form as the page opens: filled with what stands there, and marked with it."""
        return cls(data={**asdict(now), "seen": mark(now)})

    def remark(self, now: Settings) -> None:
        """Saving once more is now a choice: the person has seen what stands there."""
        self.seen.data = mark(now)

    def validate_ends_at(self, field: MomentField) -> None:
        self._after(field, self.starts_at, _("The day must end after it starts."))
        if field.data and self.starts_at.data and not standard_day.fits(self.starts_at.data, field.data):
            raise ValidationError(_(standard_day.LENGTH))

    def validate_registration_closes_at(self, field: MomentField) -> None:
        self._after(field, self.registration_opens_at, _("Registration must close after it opens."))

    def _after(self, field: MomentField, earlier: MomentField, message: str) -> None:
        if field.data is not None and earlier.data is not None and field.data <= earlier.data:
            raise ValidationError(message)

    def settings(self) -> Settings:
        """What was filled in."""
        values: dict[str, Any] = {name: self[name].data for name in Settings.__dataclass_fields__}
        return Settings(**values)


class ArticleForm(Form):
    seen = HiddenField()
    kind = RadioList(_l("What is it?"), default=ArticleKind.NEWS)
    title_nl = StringField(_l("Title in Dutch"), [DataRequired(_l("Give the article a title in Dutch.")), SHORT])
    title_en = StringField(_l("Title in English"), [SHORT])
    text_nl = TextAreaField(_l("Text in Dutch"), [DataRequired(_l("Write the text in Dutch.")), ARTICLE])
    text_en = TextAreaField(_l("Text in English"), [ARTICLE])
    link = WebLink(_l("Link to what was published elsewhere"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = choices((kind, words.article_kind(kind)) for kind in ArticleKind)

    @classmethod
    def of(cls, now: ArticleValues) -> ArticleForm:
        """The form as the page opens: filled with what stands there, and marked with it."""
        return cls(data={**asdict(now), "seen": mark(now)})

    def values(self) -> ArticleValues:
        return ArticleValues(**{name: self[name].data for name in ArticleValues.__dataclass_fields__})


class PictureForm(Form):
    """The picture of an article, what it shows and who made it. Without a file it is about the present one."""

    seen = HiddenField()
    file = FileField(_l("Picture"))
    alt_nl = StringField(
        _l("What does it show, in Dutch?"), [DataRequired(_l("Write in a few words what the picture shows.")), SHORT]
    )
    alt_en = StringField(_l("What does it show, in English?"), [SHORT])
    credit = StringField(_l("Who made it"), [SHORT])
    needs_file = True

    @classmethod
    def of(cls, now: Shown) -> PictureForm:
        return cls(data={**asdict(now), "seen": mark(now)})

    def validate_file(self, field: FileField) -> None:
        if self.needs_file and not field.data:
            raise ValidationError(_("Choose the file with the picture."))

    def about(self) -> About:
        return About(**{name: self[name].data or "" for name in About.__dataclass_fields__})


class ExportForm(Form):
    """What goes into a file of people. Nothing is ticked by itself."""

    kind = RadioList(_l("What kind of file?"), default="csv")
    needs = BooleanField(_l("Also what people need to take part"))
    remarks = BooleanField(_l("Also the remarks of organisers"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = choices([("csv", _("csv, for every program")), ("xlsx", _("xlsx, for Excel"))])
