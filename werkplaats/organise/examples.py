"""What the page of components shows in its components: nobody, nothing real, and every state once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import EmailField, FieldList, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired

from werkplaats import clock
from werkplaats.db import Texts
from werkplaats.editions.models import Edition
from werkplaats.organise.twins import Gap
from werkplaats.web.fields import ClockField, DayField, MomentField, NumberField, WebLink
from werkplaats.web.forms import CheckboxList, ChoiceField, Form, RadioList, Tick, choices
from werkplaats.web.language import ENGLISH, LANGUAGES

CONDITIONS = ("security", "inclusion", "cohesion", "empowerment")


class Job(NamedTuple):
    """Long work, as far as a page needs to know of it."""

    state: str
    progress: int


class ExamplePicture(NamedTuple):
    """A picture of an article, as far as a page needs to know of it."""

    alt: Texts
    credit: str
    width: int
    height: int


class Change(NamedTuple):
    """A piece of a text, and what happened to it."""

    text: str
    change: str


class ExampleForm(Form):
    """One field of each kind that pages ask with."""

    name = StringField(_l("Name"), [DataRequired(_l("Write your name."))])
    email = EmailField(
        _l("E-mail address"), [DataRequired(_l("Write your e-mail address. We send the confirmation there."))]
    )
    text = TextAreaField(_l("What do you want to share?"), [DataRequired(_l("Write what you want to share."))])
    perspective = ChoiceField(_l("Perspective"))
    language = RadioList(_l("In which language do we write to you?"))
    rounds = CheckboxList(_l("In which rounds do you take part?"))
    news = Tick(_l("Keep me informed about the next edition"))
    password = PasswordField(_l("Password"), [DataRequired(_l("Fill in your password."))])
    day = DayField(_l("Day"))
    starts = ClockField(_l("Starts"))
    moment = MomentField(_l("When does it go?"))
    places = NumberField(_l("Places"))
    link = WebLink(_l("Link"))
    file = FileField(_l("Your picture"))
    title_nl = StringField(_l("Title in Dutch"))
    title_en = StringField(_l("Title in English"))

    def __init__(self, **options: Any) -> None:
        super().__init__(None, **options)
        self.perspective.choices = choices([("", _("I would rather not say")), ("1", _("A visitor")), ("2", _("Host"))])
        self.language.choices = choices([("nl", _("Dutch")), ("en", _("English"))])
        self.rounds.choices = choices([("1", _round(1)), ("2", _round(2))])

    @classmethod
    def sent_empty(cls) -> ExampleForm:
        """What comes back when somebody presses the button at once, and all that can be wrong with the rest."""
        form = cls(prefix="wrong")
        form.validate()
        for field in (form.perspective, form.language, form.rounds):
            field.errors = [_("Choose one of the answers in the list.")]
        form.news.errors = [_("You made no choice.")]
        form.day.errors, form.starts.errors = [_("Choose the day.")], [_("Write a time, like 13:00.")]
        form.moment.errors, form.places.errors = [_("Write a day and a time.")], [_("Write a whole number, like 25.")]
        form.link.errors, form.file.errors = [_(WebLink.wrong)], [_("Choose the file with your picture.")]
        return form


class ExampleRanking(Form):
    """Three choices out of three."""

    rank = FieldList(ChoiceField(), min_entries=3)
    indifferent = Tick(_l("It makes no difference to me: every breakout is fine"))
    rounds = CheckboxList(_l("In which rounds do you take part?"))

    def __init__(self) -> None:
        super().__init__(None, prefix="ranking")
        for number, entry in enumerate(self.rank, start=1):
            entry.label.text = _("Choice %(number)s", number=number)
            entry.choices = choices([("", _("No choice")), *((str(n), _breakout(n)) for n in (1, 2, 3))])
        self.rounds.choices = choices([("1", _round(1)), ("2", _round(2))])
        self.rounds.data = ["1"]


def everything() -> dict[str, Any]:
    """All that the page shows, made anew in the language of its reader."""
    return {
        "form_plain": ExampleForm(prefix="plain"),
        "form_half": ExampleForm(prefix="half", data={"title_nl": "Samen leren"}),
        "form_wrong": ExampleForm.sent_empty(),
        "ranking_form": ExampleRanking(),
        "parts": _day(),
        "now": clock.now(),
        "pieces": [
            Change(_("You take part") + ". ", "same"),
            Change(_("Before the day we tell you in which breakouts you have a place."), "removed"),
            Change(_("In %(round)s you have no place now.", round=_round(1)), "added"),
        ],
        "jobs": {"busy": Job("running", 40), "done": Job("done", 100), "failed": Job("failed", 40)},
        "shared": ExamplePicture(
            _in_both("A long table with chairs round it, in four colours."), "Charlie Example", 1200, 630
        ),
        "gaps": [Gap(Edition(title=_in_both("Example")), ENGLISH, ("about",))],
        "conditions": CONDITIONS,
        "breakouts": [_breakout(number) for number in (1, 2, 3)],
        "rounds": [_round(1), _round(2)],
    }


def _in_both(words: str) -> Texts:
    """The same words for every reader: they are in the language of this one."""
    return dict.fromkeys(LANGUAGES, str(_(words)))


def _day() -> list[dict[str, Any]]:
    """A part of the stage that is on now, a pause, and a round with breakouts."""
    now = clock.now().replace(second=0, microsecond=0)
    at = [now + timedelta(minutes=minutes) for minutes in (-10, 20, 30, 70)]
    breakouts = [
        {"title": _breakout(number), "conditions": [condition], "people": ["Charlie Example"], "href": "#timetable"}
        for number, condition in enumerate(CONDITIONS, start=1)
    ]
    return [
        {"starts_at": at[0], "ends_at": at[1], "title": _("Welcome"), "people": ["Fatima Example"], "is_now": True},
        {"starts_at": at[1], "ends_at": at[2], "title": _("Time for coffee"), "kind": "break"},
        {"starts_at": at[2], "ends_at": at[3], "title": _round(1), "breakouts": breakouts},
    ]


def _round(number: int) -> str:
    return str(_("Round %(number)s", number=number))


def _breakout(number: int) -> str:
    return str(_("Breakout %(number)s", number=number))
