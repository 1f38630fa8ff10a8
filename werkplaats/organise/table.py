"""The people of a selection as rows of a file. What may say something about their health, and what organisers wrote of
them, is in it only when somebody asked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from werkplaats.breakouts import queries as breakouts
from werkplaats.clock import AMSTERDAM
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.organise import selection
from werkplaats.organise.selection import Asked
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Round
from werkplaats.registration import words
from werkplaats.registration.models import Need, Preference, Registration
from werkplaats.web.language import text_in


@dataclass(frozen=True)
class Export:
    """Who is in the file, and what of them."""

    asked: Asked = field(default_factory=Asked)
    needs: bool = False
    remarks: bool = False

    @classmethod
    def from_dict(cls, kept: Mapping[str, object]) -> Export:
        asked = kept.get("asked")
        return cls(Asked.of(asked if isinstance(asked, dict) else {}), bool(kept["needs"]), bool(kept["remarks"]))

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


def file_name(edition: Edition, ending: str) -> str:
    return f"{edition.slug}-{_('registrations')}.{ending}"


def rows(edition: Edition, export: Export) -> Iterator[list[str]]:
    """The headings, and a row for each person. A handful of queries, however many people there are."""
    plan = breakouts.published_plan(edition.id)
    rounds = programme.breakout_rounds(edition.id) if plan else []
    yield _headings(rounds, export)
    lists, places = _lists(edition.id), breakouts.placed_by(plan.id if plan else None)
    titles = {slot.id: text_in(slot.breakout.title) for slot in programme.slots(edition.id)}
    more = (Registration.locale, Registration.remark, Need.text.label("need_text"))
    for person in session.execute(selection.people(edition.id, export.asked).add_columns(*more)):
        day = places.get(person.id, {})
        yield [
            person.name,
            person.email,
            person.organisation,
            words.perspective(person.perspective) if person.perspective else "",
            words.state(person.state),
            f"{person.created_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}",
            person.locale,
            "; ".join(lists.get(person.id, ())),
            *(titles.get(day.get(round_.id) or 0, "") for round_ in rounds),
            *([person.need_text or "", _("yes") if person.arranged_at else ""] if export.needs else []),
            *([person.remark] if export.remarks else []),
        ]


def _headings(rounds: list[Round], export: Export) -> list[str]:
    return [
        _("Name"), _("E-mail address"), _("Organisation"), _("Perspective"), _("State"), _("Registered"),
        _("Language"), _("Their list"), *(text_in(round_.title) for round_ in rounds),
        *([_("What they need"), _("Arranged")] if export.needs else []),
        *([_("Remark")] if export.remarks else []),
    ]  # fmt: skip


def _lists(edition_id: int) -> dict[int, list[str]]:
    """By person the titles of their list, the first choice first."""
    titles = {breakout.id: text_in(breakout.title) for breakout in programme.breakouts(edition_id)}
    statement = select(Preference.registration_id, Preference.breakout_id).join(Preference.registration)
    statement = statement.where(Registration.edition_id == edition_id).order_by(Preference.rank)
    found: dict[int, list[str]] = defaultdict(list)
    for registration_id, breakout_id in session.execute(statement):
        found[registration_id].append(titles[breakout_id])
    return found
