"""The base of every form.

An expired token is a mistake of ours, not of the person: the form comes back with everything that was typed and a
fresh token, never as an error page. Forms of one button, which hold nothing to lose, call `check_token`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, abort, request
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, validate_csrf
from markupsafe import Markup, escape
from wtforms import (
    BooleanField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput, html_params

csrf = CSRFProtect()

TRIMMED = StringField
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""What nobody sees and nobody types: controls, what turns the direction of the text around it, and empty spaces."""
JOINERS = "\u200c\u200d"
"""Part of words in some languages and of emoji, but nothing by themselves."""
UNTOUCHED = PasswordField


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_I18N_ENABLED"] = False  # every message is a sentence of ours; theirs would be looked up in vain
    csrf.init_app(app)
    app.jinja_env.globals["ButtonForm"] = ButtonForm


class Form(FlaskForm):  # type: ignore[misc]
    """A form that a person fills in. Strings arrive trimmed; the first error of each field is the one shown."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, TRIMMED) and not issubclass(unbound_field.field_class, UNTOUCHED):
                one_line = not issubclass(unbound_field.field_class, TextAreaField)
                filters = [*filters, _trimmed, _on_one_line] if one_line else [*filters, _trimmed]
            return unbound_field.bind(form=form, filters=filters, **options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Only what a page of ours can send: the library would also read JSON, where a text may be anything."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

    def without_words(self) -> list[Any]:
        """Of each pair of fields in our two languages the one that is empty while the other is not."""
        twins = {"_nl": "_en", "_en": "_nl"}
        pairs = [(f, f.name[:-3] + twins[f.name[-3:]]) for f in self if f.name[-3:] in twins]
        return [f for f, twin in pairs if twin in self and self[twin].data and not f.data]

    def validate(self, extra_validators: Any = None) -> bool:
        """An old token gets a sentence of ours in the summary, beside whatever else there is to say."""
        fine = bool(super().validate(extra_validators=extra_validators))
        if "csrf_token" in self and self.csrf_token.errors:
            self.csrf_token.errors = [
                gettext("This page was open for a long time. Your answers are still here. Press the button once more.")
            ]
        return fine


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Values with their words, as the choices of a field."""
    return [SelectChoice(value, words) for value, words in pairs]


class PlainSelect:
    """A select of plain choices. It writes what WTForms' own widget would, without looking up what no option has:
    a ranking is many options, and this is the page that everyone opens."""

    def __call__(self, field: SelectField, **attributes: Any) -> Markup:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if selected else ""}>{escape(label)}</option>'
            for value, label, selected, *_ in field.iter_choices()
        )
        own = html_params(**{"id": field.id, "name": field.name, **attributes})
        return Markup(f"<select {own}>{options}</select>")


class ChoiceField(SelectField):
    """A select or radio list whose answer may have disappeared while the page was open."""

    widget: Any = PlainSelect()

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not any(self.data == value for value, *_ in self.iter_choices()):
            raise ValidationError(gettext("Choose one of the answers in the list."))


class RadioList(ChoiceField):
    """One answer of a few that stand below each other."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class CheckboxList(SelectMultipleField):
    """Any of a few answers that stand below each other."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Tick(BooleanField):
    """A box to tick. It always stands for "y", whatever was sent for it."""

    def _value(self) -> str:
        return "y"


class ButtonForm(Form):
    """A form of one button: nothing but the token."""


def one_line(value: str) -> str:
    """A text that came otherwise than by a form, as a field of one line would have it."""
    return str(_on_one_line(_trimmed(value)))


def at_most(characters: int) -> Callable[[Any, Any], None]:
    """Say by how much a text is too long; it is never cut."""

    def check(_form: Any, field: Any) -> None:
        over = len(field.data or "") - characters
        if over > 0:
            raise ValidationError(ngettext(
                "Your text is %(num)s character too long. Make it a little shorter.",
                "Your text is %(num)s characters too long. Make it a little shorter.",
                over,
            ))  # fmt: skip

    return check


def one_kind_of_line_end(value: Any) -> Any:
    """Browsers send two characters for the end of a line; the author typed one."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def check_token() -> None:
    """Refuse a POST of a one-button form whose token is missing or old, with a page that says what to do."""
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError:
        abort(
            400,
            description=gettext(
                "This page was open for a long time. Go back, open the page again and press the button once more."
            ),
        )


def _trimmed(value: Any) -> Any:
    """Without the spaces around it, and without characters that nobody sees; PostgreSQL refuses some of them."""
    if not isinstance(value, str):
        return value
    seen = CONTROLS.sub("", value).strip()
    return seen if seen.strip(JOINERS) else ""


def _on_one_line(value: Any) -> Any:
    """A browser sends no line breaks from a field of one line; a name with its own paragraphs would be an advert."""
    return " ".join(value.split()) if isinstance(value, str) else value
