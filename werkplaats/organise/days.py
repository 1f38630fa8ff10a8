"""Days and their times, as clocks in Amsterdam show them. No database, no Flask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from werkplaats.clock import AMSTERDAM

RANKING_CLOSES_BEFORE = timedelta(days=7)


def moved(moment: datetime, from_day: date, to_day: date) -> datetime:
    """The same time on the clock, on the other day: 13:00 stays 13:00, in summer as in winter."""
    local = moment.astimezone(AMSTERDAM)
    return datetime.combine(to_day + (local.date() - from_day), local.time(), AMSTERDAM)


def local_day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


@dataclass(frozen=True)
class Window:
    """From when to when one can register, and until when one can rank breakouts."""

    opens_at: datetime
    closes_at: datetime
    ranking_closes_at: datetime


def window(now: datetime, starts_at: datetime) -> Window:
    """Open from now until the day starts; ranking stops a week before, or with registration when that is too late."""
    week_before = moved(starts_at, local_day(starts_at), local_day(starts_at) - RANKING_CLOSES_BEFORE)
    return Window(now, starts_at, week_before if week_before > now else starts_at)
