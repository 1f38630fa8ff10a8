"""When the automatic mails of an edition go: as we propose, or as its organisers want it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from werkplaats import clock
from werkplaats.clock import AMSTERDAM
from werkplaats.editions.models import Edition
from werkplaats.errors import N_, Refused
from werkplaats.invitations.day import GOES_ON
from werkplaats.letters.models import MailMoment, MomentKind

STANDARD = {
    MomentKind.RANKING_CLOSES: (timedelta(days=-3), time(9)),
    MomentKind.REMINDER_WEEK: (timedelta(days=-7), time(9)),
    MomentKind.REMINDER_DAY: (timedelta(days=-1), time(9)),
    MomentKind.THANKS: (timedelta(days=1), time(10)),
}
"""How far from the day that it is about, and at what time on the clock in Amsterdam."""

THANKS_WITHIN = timedelta(days=14)
"""Whoever is thanked later than this wonders what happened."""


class Stand(StrEnum):
    """How it stands with an automatic mail. ASLEEP: its moment is there, but an edition that is not public or called
    off sends none."""

    OFF = "off"
    PLANNED = "planned"
    DUE = "due"
    ASLEEP = "asleep"
    WENT = "went"
    MISSED = "missed"


@dataclass(frozen=True)
class Moment:
    """One automatic mail of an edition. `until` is when it makes no sense any more; `day` is the day that it is about,
    and part of the key of each mail: with another day everyone may get it once more."""

    kind: MomentKind
    day: str
    standard: datetime
    at: datetime | None
    until: datetime
    went_at: datetime | None

    def stand(self, edition: Edition) -> Stand:
        if self.went_at is not None:
            return Stand.WENT
        if self.at is None:
            return Stand.OFF
        if clock.now() < self.at:
            return Stand.PLANNED
        if clock.now() >= self.until:
            return Stand.MISSED
        return Stand.DUE if edition.state in GOES_ON else Stand.ASLEEP

    def key(self, public_id: str) -> str:
        """What makes each person get it once."""
        return f"{self.kind}:{public_id}:{self.day}"


def day_of(edition: Edition, kind: MomentKind) -> str:
    """The day that this mail is about, as 2027-03-18."""
    return f"{_anchor(edition, kind).astimezone(AMSTERDAM):%Y-%m-%d}"


def moments_of(edition: Edition, rows: Iterable[MailMoment]) -> list[Moment]:
    """Every automatic mail, in the usual order; rows about another day than the present one say nothing."""
    kept = {row.kind: row for row in rows if row.day == day_of(edition, row.kind)}
    at = {kind: kept[kind].at if kind in kept else standard(edition, kind) for kind in MomentKind}
    return [
        Moment(
            kind,
            day_of(edition, kind),
            standard(edition, kind),
            at[kind],
            _until(edition, kind, at),
            kept[kind].went_at if kind in kept else None,
        )
        for kind in MomentKind
    ]


def standard(edition: Edition, kind: MomentKind) -> datetime:
    apart, clock_time = STANDARD[kind]
    day = _anchor(edition, kind).astimezone(AMSTERDAM).date() + apart
    return datetime.combine(day, clock_time, AMSTERDAM)


def refuse_unless_sensible(edition: Edition, kind: MomentKind, at: datetime) -> None:
    """Organisers hear it when they choose a moment at which nothing would go, or something untrue."""
    if at <= clock.now():
        raise Refused(N_("This moment has passed. Choose one that is still to come, or let the mail not go."))
    if kind == MomentKind.RANKING_CLOSES and at >= edition.ranking_closes_at:
        raise Refused(N_("Choosing has closed by then. Choose an earlier moment."))
    if kind in (MomentKind.REMINDER_WEEK, MomentKind.REMINDER_DAY) and at >= edition.starts_at:
        raise Refused(N_("The day has begun by then. Choose an earlier moment."))
    if kind == MomentKind.THANKS and at < edition.ends_at:
        raise Refused(N_("The day is not over by then. Choose a later moment."))


def _anchor(edition: Edition, kind: MomentKind) -> datetime:
    return edition.ranking_closes_at if kind == MomentKind.RANKING_CLOSES else edition.starts_at


def _until(edition: Edition, kind: MomentKind, at: dict[MomentKind, datetime | None]) -> datetime:
    """Who was not reminded a week before is reminded the day before: two at once help nobody."""
    mine, next_reminder = at[kind], at[MomentKind.REMINDER_DAY]
    if kind == MomentKind.RANKING_CLOSES:
        return edition.ranking_closes_at
    if kind == MomentKind.THANKS:
        return (mine or edition.ends_at) + THANKS_WITHIN
    if kind == MomentKind.REMINDER_WEEK and mine and next_reminder and mine < next_reminder < edition.starts_at:
        return next_reminder
    return edition.starts_at
