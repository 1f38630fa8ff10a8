"""Two languages in the address: Dutch has no prefix, English is `/en/…` with the same words after it.

Flask knows no optional prefix, so every rule is added twice: plainly, where `lang` is "nl", and under `/en`. A
preprocessor takes `lang` out of what the view receives, and `url_for` puts the current one back in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, abort, g, has_request_context, request, url_for
from flask_babel import Babel, get_locale, gettext
from werkzeug.routing import IntegerConverter, Rule

from werkplaats import links
from werkplaats.db import Texts
from werkplaats.errors import ConfigError, Refused

DUTCH = "nl"
ENGLISH = "en"
LANGUAGES = (DUTCH, ENGLISH)
TRANSLATIONS = Path(__file__).parents[1] / "translations"

ONE_ADDRESS = ("static", "health.", "photos.", "formats.robots", "formats.sitemap")
"""Endpoints that speak no language, and so have one address."""


class RowNumber(IntegerConverter):
    """A number in an address. No row has a larger one than fits, and SQLite would not even take the question."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **options})


class Address(Rule):
    """Werkzeug compiles a function that builds an address. Here that waits until somebody asks for it: all of them at
    once are a quarter of what it takes a process to start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda *args, **values: compiled()(*args, **values)


class BilingualFlask(Flask):
    """A Flask whose every page has a Dutch and an English address."""

    url_rule_class = Address

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url_map.converters["int"] = RowNumber

    def add_url_rule(  # type: ignore[override]
        self, rule: str, endpoint: str | None = None, view_func: Any = None, **options: Any
    ) -> None:
        name = endpoint or (view_func.__name__ if view_func else "")
        if not _has_languages(name):
            super().add_url_rule(rule, endpoint, view_func, **options)
            return
        defaults = options.pop("defaults", None) or {}
        super().add_url_rule(rule, endpoint, view_func, defaults={**defaults, "lang": DUTCH}, **options)
        super().add_url_rule(f"/<any({ENGLISH}):lang>{rule}", endpoint, view_func, defaults=defaults, **options)


def init_app(app: Flask) -> None:
    if not (TRANSLATIONS / DUTCH / "LC_MESSAGES" / "messages.mo").exists():
        raise ConfigError("The Dutch texts are not compiled; run `make translations` (or `make run`, which does it).")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = DUTCH
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    Babel(app, locale_selector=current_language)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_put_language)
    app.jinja_env.globals.update(t=text_in)


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No row has a zero byte in its slug or id, and PostgreSQL would not even take the question."""
    g.lang = (values or {}).pop("lang", None) or _language_of_path()
    if any(isinstance(value, str) and "\0" in value for value in (values or {}).values()):
        abort(404)


def _put_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and _has_languages(endpoint):
        values["lang"] = current_language()


def _has_languages(endpoint: str) -> bool:
    return not endpoint.startswith(ONE_ADDRESS) and not endpoint.endswith(".static")


def _language_of_path() -> str:
    """An address that matches no page still tells the language of its error page."""
    return ENGLISH if request.path.startswith(f"/{ENGLISH}/") else DUTCH


def current_language() -> str:
    """The language of the page being made; outside a request, the one that `force_locale` set."""
    if has_request_context():
        return g.get("lang") or _language_of_path()
    return str(get_locale() or DUTCH)


def absolute_in(path: str, language: str) -> str:
    """A page of ours as a whole address, for mails and calendars in this language."""
    return links.absolute(path if language == DUTCH else f"/{language}{path}")


def text_in(texts: Texts | None, language: str | None = None) -> str:
    """A text of the data in one language; where that one is missing, the other is better than nothing."""
    texts = texts or {}
    wanted = language or str(get_locale() or DUTCH)
    return texts.get(wanted) or texts.get(DUTCH) or texts.get(ENGLISH) or ""


def sentence(refused: Refused) -> str:
    """What an action said when it refused, in the reader's language, texts of the data too."""
    values = {name: text_in(value) if isinstance(value, dict) else value for name, value in refused.values.items()}
    return str(gettext(refused.msgid, **values))


def other_language_url() -> str | None:
    """The same page in the other language, or None where a page has none (an error page)."""
    endpoint = request.endpoint
    if endpoint is None or request.routing_exception is not None or not _has_languages(endpoint):
        return None
    other = ENGLISH if current_language() == DUTCH else DUTCH
    path = url_for(endpoint, **{**(request.view_args or {}), "lang": other})
    # Not through url_for: what a stranger asked could be one of its own arguments.
    return f"{path}?{urlencode(list(request.args.items(multi=True)))}" if request.args else path
