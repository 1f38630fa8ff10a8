"""Moments as people in Amsterdam read them, in the language of the page."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale

from werkplaats.clock import AMSTERDAM


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, short_day=short_day, time=time, moment=moment)
    app.jinja_env.globals["timespan"] = timespan


def day(at: datetime) -> str:
    """donderdag 18 maart 2027"""
    return format_date(at.astimezone(AMSTERDAM), "EEEE d MMMM y", locale=get_locale())


def short_day(at: datetime) -> str:
    """18 maart"""
    return format_date(at.astimezone(AMSTERDAM), "d MMMM", locale=get_locale())


def time(at: datetime) -> str:
    """13:00"""
    return at.astimezone(AMSTERDAM).strftime("%H:%M")


def moment(at: datetime) -> str:
    """donderdag 18 maart 2027, 13:00"""
    return f"{day(at)}, {time(at)}"


def timespan(start: datetime, end: datetime) -> str:
    """13:00–16:00"""
    return f"{time(start)}–{time(end)}"
