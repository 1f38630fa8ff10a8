"""What needs someone today, and how an edition is doing: counted for all given editions at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all

from werkplaats import clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.db import Model, Texts, session
from werkplaats.editions.models import Article, ArticleState, Edition, EditionState
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.notes import queries as notes
from werkplaats.notes.models import Card, CardState, Response, ResponseKind
from werkplaats.notes.note import queries as whole_notes
from werkplaats.notes.note.models import Note, NoteState
from werkplaats.notes.steps import IN_WORDS
from werkplaats.organise.days import local_day
from werkplaats.organise.timetable import timetables
from werkplaats.organise.twins import gaps
from werkplaats.organise.warnings import SOON, pressing, warnings_of
from werkplaats.people import queries as people
from werkplaats.programme import queries as programme
from werkplaats.programme.models import ProgrammeItem, Round, RoundKind, Slot, SlotState
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import (
    Need as PersonNeed,
)
from werkplaats.registration.models import (
    Perspective,
    Preference,
    Registration,
    RegistrationState,
    RoundAbsence,
)

DAYS_IN_CHART = 10
WEEKS_IN_CHART = 12
LEFT_LYING = timedelta(days=3)
"""After that an article that is a draft was more likely forgotten than still being written."""


class Need(StrEnum):
    """What may need someone, the most pressing first."""

    FAILED_MAILS = "failed_mails"
    UNPUBLISHED = "unpublished"
    NO_PLAN = "no_plan"
    WITHOUT_PLACE = "without_place"
    STALE_DRAFT = "stale_draft"
    WARNINGS = "warnings"
    OPEN_NEEDS = "open_needs"
    WAITING_PEOPLE = "waiting_people"
    MISSING_LINKS = "missing_links"
    REPORTS = "reports"
    WAITING_NODS = "waiting_nods"
    MISSING_PROFILES = "missing_profiles"
    WAITING_CARDS = "waiting_cards"
    WAITING_RESPONSES = "waiting_responses"
    OFFERED_CARDS = "offered_cards"
    OLD_DRAFTS = "old_drafts"
    ONE_LANGUAGE = "one_language"
    LATE_NOTES = "late_notes"
    WAITING_NOTES = "waiting_notes"


ALSO_IN_ARCHIVE = (Need.REPORTS,)
"""What stands on the site can be wrong at any time."""


@dataclass(frozen=True)
class Work:
    need: Need
    number: int


@dataclass(frozen=True)
class Pace:
    """How many people registered in each step of time, without gaps, the last steps only."""

    by_week: bool
    rows: list[tuple[date, int]]


@dataclass(frozen=True)
class Figures:
    """An edition in numbers. `pace` has a row per day while registration is young, and then one per week, named by its
    Monday; `perspectives` counts who is registered, None being no answer."""

    registered: int
    cancelled: int
    ranked: int
    cards: int
    mails_sent: int
    pace: Pace
    perspectives: list[tuple[Perspective | None, int]]


def work_of(editions: Iterable[Edition]) -> dict[int, list[Work]]:
    """By edition id what needs someone, the most pressing first. The number of queries does not depend on theirs.
    In the archive nothing does, but for what somebody reports."""
    editions = list(editions)
    ids = [e.id for e in editions]
    counts = {
        Need.FAILED_MAILS: _count(_failed_mails(), OutgoingMail.edition_id, ids),
        Need.UNPUBLISHED: {e.id: 1 for e in editions if e.state == EditionState.DRAFT},
        Need.NO_PLAN: _without_plan(editions),
        Need.WITHOUT_PLACE: _without_place(ids),
        Need.STALE_DRAFT: _stale_drafts(editions),
        Need.WARNINGS: _warnings([e for e in editions if e.ends_at > clock.now()]),
        Need.OPEN_NEEDS: _count(_open_needs(), Registration.edition_id, ids),
        Need.WAITING_PEOPLE: _count(_waiting_people(), Registration.edition_id, ids),
        Need.MISSING_LINKS: _missing_links([e.id for e in editions if e.ends_at > clock.now()]),
        Need.REPORTS: _count(_responses(ResponseKind.REPORT), Card.edition_id, ids),
        **_profiles([e for e in editions if e.ends_at > clock.now()]),
        Need.WAITING_CARDS: _count(select().where(Card.state == CardState.WAITING), Card.edition_id, ids),
        Need.WAITING_RESPONSES: _count(_responses(*IN_WORDS), Card.edition_id, ids),
        Need.OFFERED_CARDS: _count(select().where(Card.state == CardState.OFFERED), Card.edition_id, ids),
        Need.OLD_DRAFTS: _count(_old_drafts(), Article.edition_id, ids),
        Need.ONE_LANGUAGE: _in_one_language(editions),
        Need.LATE_NOTES: whole_notes.number_late(editions),
        Need.WAITING_NOTES: _count(select().where(Note.state == NoteState.IN_REVIEW), Note.edition_id, ids),
    }
    return {
        e.id: [Work(need, n[e.id]) for need, n in counts.items() if n.get(e.id) and _is_due(need, e)] for e in editions
    }


def _is_due(need: Need, edition: Edition) -> bool:
    return edition.state != EditionState.ARCHIVED or need in ALSO_IN_ARCHIVE


def figures_of(edition_id: int) -> Figures:
    of_edition = Registration.edition_id == edition_id
    return Figures(
        registered=_number(Registration, of_edition, registrations.counts()),
        cancelled=_number(Registration, of_edition, registrations.gave_up()),
        ranked=breakouts.number_ranked(edition_id),
        cards=_number(Card, Card.edition_id == edition_id, Card.state == CardState.PUBLISHED),
        mails_sent=_number(OutgoingMail, OutgoingMail.edition_id == edition_id, OutgoingMail.state == MailState.SENT),
        pace=_pace(edition_id),
        perspectives=_perspectives(edition_id),
    )


def history(edition_id: int) -> Pace:
    """The same from the first day on, however long ago that was."""
    return _pace(edition_id, most=None)


def perspectives_by_state(edition_id: int) -> list[tuple[Perspective | None, Counter[RegistrationState]]]:
    """How many people of each perspective take part, wait and cancelled, None being no answer."""
    columns = (Registration.perspective, Registration.state)
    statement = select(*columns, func.count()).where(Registration.edition_id == edition_id).group_by(*columns)
    found: dict[Perspective | None, Counter[RegistrationState]] = defaultdict(Counter)
    for perspective, state, number in session.execute(statement):
        found[perspective][state] += number
    order: list[Perspective | None] = [*Perspective, None]
    return [(key, found[key]) for key in order if found[key]]


def first_choices(edition_id: int) -> list[tuple[Texts, int]]:
    """Of how many people who take part each breakout is the first choice."""
    firsts = select(Preference.breakout_id, func.count()).join(Preference.registration)
    firsts = firsts.where(Registration.edition_id == edition_id, _is_registered(), Preference.rank == 1)
    numbers = dict(session.execute(firsts.group_by(Preference.breakout_id)).all())
    return [(breakout.title, numbers.get(breakout.id, 0)) for breakout in programme.breakouts(edition_id)]


def addressee(mail: OutgoingMail) -> Registration | None:
    """Whose registration a mail is about; staff have none, and neither has who was erased."""
    return None if mail.registration_id is None else session.get(Registration, mail.registration_id)


def _count(statement: Select[Any], edition: Any, ids: list[int]) -> dict[int, int]:
    """By edition how many rows the conditions of a statement leave."""
    counted = statement.add_columns(edition, func.count()).where(edition.in_(ids)).group_by(edition)
    return {row[0]: row[1] for row in session.execute(counted)}


def _number(table: type[Model], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _failed_mails() -> Select[Any]:
    return select().where(OutgoingMail.state == MailState.FAILED)


def _responses(*kinds: ResponseKind) -> Select[Any]:
    """What people said to cards, and organisers have yet to read."""
    statement = select().select_from(Response).join(Response.card)
    return statement.where(Response.kind.in_(kinds), notes.waits_for_organisers())


def _old_drafts() -> Select[Any]:
    """Articles that somebody began, left lying for days, and that readers of the edition wait for."""
    begun = (Article.state == ArticleState.DRAFT) & (Article.changed_at < clock.now() - LEFT_LYING)
    readers = Edition.state.in_((EditionState.PUBLISHED, EditionState.ARCHIVED))
    return select().select_from(Article).join(Edition, Edition.id == Article.edition_id).where(begun, readers)


def _in_one_language(editions: list[Edition]) -> dict[int, int]:
    """Until the door opens, and from some weeks before on, it is still time for the other language."""
    moment = clock.now()
    due = [e for e in editions if e.registration_opens_at - SOON <= moment < e.registration_opens_at]
    return {id: found.number for id, found in gaps(due).items()} if due else {}


def _open_needs() -> Select[Any]:
    """What someone needs who takes part on a day that is still to come, and that nobody arranged."""
    told = PersonNeed.arranged_at.is_(None) & (PersonNeed.delete_after > clock.now())
    statement = select().select_from(PersonNeed).join(PersonNeed.registration).join(Registration.edition)
    return statement.where(told, _is_registered(), Edition.ends_at > clock.now())


def _waiting_people() -> Select[Any]:
    statement = select().select_from(Registration).join(Registration.edition)
    return statement.where(Registration.state == RegistrationState.WAITING, Edition.ends_at > clock.now())


def _is_registered() -> Any:
    return Registration.state == RegistrationState.REGISTERED


def _without_plan(editions: list[Edition]) -> dict[int, int]:
    """Ranking is over, the day is not, and nobody was told a place yet."""
    moment = clock.now()
    due = [e.id for e in editions if e.state == EditionState.PUBLISHED and e.ranking_closes_at <= moment < e.ends_at]
    told = select(Plan.edition_id).where(Plan.edition_id.in_(due), Plan.state == PlanState.PUBLISHED)
    untold = set(due) - set(session.scalars(told))
    return _count(select().where(_is_registered()), Registration.edition_id, list(untold))


def _without_place(ids: list[int]) -> dict[int, int]:
    """People who take part in more breakout rounds than in which the published plan has a place for them."""
    rounds = (
        select(Round.edition_id, func.count().label("number"))
        .where(Round.kind == RoundKind.BREAKOUTS)
        .group_by(Round.edition_id)
        .subquery()
    )
    places = (
        select(Placement.registration_id, func.count().label("number"))
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Plan.state == PlanState.PUBLISHED, Plan.edition_id.in_(ids), Slot.state == SlotState.PLANNED)
        .group_by(Placement.registration_id)
        .subquery()
    )
    left_out = (
        select(func.count())
        .select_from(RoundAbsence)
        .join(Round, Round.id == RoundAbsence.round_id)
        .where(RoundAbsence.registration_id == Registration.id, Round.kind == RoundKind.BREAKOUTS)
        .correlate(Registration)
        .scalar_subquery()
    )
    short = func.coalesce(places.c.number, 0) < rounds.c.number - left_out
    statement = (
        select()
        .join(rounds, rounds.c.edition_id == Registration.edition_id)
        .join(Plan, and_(Plan.edition_id == Registration.edition_id, Plan.state == PlanState.PUBLISHED))
        .join(Edition, Edition.id == Registration.edition_id)
        .outerjoin(places, places.c.registration_id == Registration.id)
        .where(_is_registered(), short, Edition.ends_at > clock.now())
    )
    return _count(statement.select_from(Registration), Registration.edition_id, ids)


def _stale_drafts(editions: list[Edition]) -> dict[int, int]:
    """Editions whose newest plan is a draft, made before something changed that it depends on."""
    newest = select(func.max(Plan.number)).where(Plan.edition_id == Edition.id).correlate(Edition).scalar_subquery()
    statement = (
        select(Edition.id)
        .join(Plan, and_(Plan.edition_id == Edition.id, Plan.number == newest))
        .where(Plan.state == PlanState.DRAFT, Plan.input_stamp != Edition.input_stamp, Edition.ends_at > clock.now())
        .where(Edition.id.in_([e.id for e in editions]))
    )
    return dict.fromkeys(session.scalars(statement), 1)


def _warnings(editions: list[Edition]) -> dict[int, int]:
    """What the programme page warns of, as far as it needs someone today."""
    moment = clock.now()
    days = timetables(editions)
    return {id: len(pressing(warnings_of(day, moment), day, moment)) for id, day in days.items()}


def _missing_links(ids: list[int]) -> dict[int, int]:
    """Items and slots without the address of their meeting."""
    items = select(Round.edition_id).join(ProgrammeItem).where(ProgrammeItem.meeting_url == "")
    slots = select(Round.edition_id).join(Slot).where(Slot.meeting_url == "", Slot.state == SlotState.PLANNED)
    both = union_all(items, slots).subquery()
    return _count(select().select_from(both), both.c.edition_id, ids)


def _profiles(editions: list[Edition]) -> dict[Need, dict[int, int]]:
    """People whose changes wait for a nod, and people of whom something is missing once the edition is public."""
    found = people.profiles_by_edition([e.id for e in editions])
    due = {e.id for e in editions if e.state == EditionState.PUBLISHED}
    return {
        Need.WAITING_NODS: {id: sum(one.waits for one in profiles) for id, profiles in found.items()},
        Need.MISSING_PROFILES: {
            id: sum(bool(one.missing) for one in profiles) for id, profiles in found.items() if id in due
        },
    }


def _pace(edition_id: int, most: int | None = WEEKS_IN_CHART) -> Pace:
    moments = session.scalars(select(Registration.created_at).where(Registration.edition_id == edition_id))
    days = Counter(local_day(moment) for moment in moments)
    if not days or max(days) - min(days) < timedelta(days=DAYS_IN_CHART):
        return Pace(False, _without_gaps(days, timedelta(days=1)))
    weeks: Counter[date] = Counter()
    for day, number in days.items():
        weeks[day - timedelta(days=day.weekday())] += number
    return Pace(True, _without_gaps(weeks, timedelta(weeks=1))[-(most or 0) :])


def _without_gaps(counted: Counter[date], step: timedelta) -> list[tuple[date, int]]:
    if not counted:
        return []
    first, last = min(counted), max(counted)
    return [(first + n * step, counted[first + n * step]) for n in range((last - first) // step + 1)]


def _perspectives(edition_id: int) -> list[tuple[Perspective | None, int]]:
    statement = (
        select(Registration.perspective, func.count())
        .where(Registration.edition_id == edition_id, registrations.counts())
        .group_by(Registration.perspective)
    )
    found: dict[Perspective | None, int] = defaultdict(int)
    for perspective, number in session.execute(statement):
        found[perspective] += number
    order: list[Perspective | None] = [*Perspective, None]
    return [(key, found[key]) for key in order if found[key]]
