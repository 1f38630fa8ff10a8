"""What has been kept long enough, and how it goes. The terms stand in `columns`, where the privacy page reads them too.

People of a demo are made up, so nothing of them has to go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from werkplaats import clock
from werkplaats.accounts.models import SignInAttempt
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.db import Model, session
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import WAITING, Job
from werkplaats.mail import steps as mail
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.queries import UNDER_WAY
from werkplaats.privacy import columns
from werkplaats.privacy.columns import Term
from werkplaats.privacy.steps import forget
from werkplaats.registration.models import Need, Registration, RegistrationState, SentForm

AT_ONCE = 100
"""How many rows one transaction takes: whoever registers meanwhile hardly waits."""


@dataclass(frozen=True)
class Rule:
    """`due` finds the ids of what may go; `remove` lets these go, after which they are due no more."""

    name: str
    due: Callable[[], Select[int]]
    remove: Callable[[list[int]], int]


def past(term: Term) -> datetime:
    """What was before this moment is older than the term."""
    return clock.now() - term.length


def _of_past_editions(term: Term) -> ColumnElement[bool]:
    return (Edition.ends_at <= past(term)) & ~Edition.is_demo


def _needs() -> Select[int]:
    ours = select(Need.id).join(Need.registration).join(Registration.edition)
    return ours.where(or_(Need.delete_after <= clock.now(), _of_past_editions(columns.NEEDS))).order_by(Need.id)


def _mails() -> Select[int]:
    """Of editions that are long past, of no edition, and last mails that could not be sent."""
    old = or_(
        _of_past_editions(columns.MAILS),
        OutgoingMail.edition_id.is_(None) & (OutgoingMail.created_at <= past(columns.MAILS_OF_NO_EDITION)),
        OutgoingMail.last & _is_over(),
    )
    found = select(OutgoingMail.id).outerjoin(Edition, Edition.id == OutgoingMail.edition_id)
    return found.where(OutgoingMail.to_email != "", old).order_by(OutgoingMail.id)


def _is_over() -> ColumnElement[bool]:
    waited = OutgoingMail.created_at <= past(columns.LAST_MAILS)
    return or_(waited, OutgoingMail.state.not_in((*UNDER_WAY, MailState.HELD)))


def _mails_to_nobody() -> Select[int]:
    """Whoever asked for a mail while they were being erased."""
    found = select(OutgoingMail.id).join(Registration, Registration.id == OutgoingMail.registration_id)
    return found.where(Registration.state == RegistrationState.ERASED).order_by(OutgoingMail.id)


def _registrations() -> Select[int]:
    found = select(Registration.id).join(Registration.edition).where(_of_past_editions(columns.REGISTRATIONS))
    return found.where(Registration.state != RegistrationState.ERASED).order_by(Registration.id)


def _plans() -> Select[int]:
    """Those that never were the last word, with a place in them for somebody."""
    found = select(Plan.id).join(Plan.edition).where(_of_past_editions(columns.DRAFTS))
    has_places = select(Placement.id).where(Placement.plan_id == Plan.id).exists()
    return found.where(Plan.state != PlanState.PUBLISHED, has_places).order_by(Plan.id)


def _tries() -> Select[int]:
    return select(SignInAttempt.id).where(SignInAttempt.at <= past(columns.TRIES)).order_by(SignInAttempt.id)


def _forms() -> Select[int]:
    """The worker removes them after half an hour; this is for where it stood still."""
    return select(SentForm.id).where(SentForm.sent_at <= past(columns.FORMS)).order_by(SentForm.id)


def _tasks() -> Select[int]:
    old = Job.created_at <= past(columns.TASKS), Job.state.not_in(WAITING)
    return select(Job.id).where(*old).order_by(Job.id)


def _rows_of(table: type[Model]) -> Callable[[list[int]], int]:
    def remove(ids: list[int]) -> int:
        mapped: Any = table
        session.execute(delete(table).where(mapped.id.in_(ids)).execution_options(synchronize_session=False))
        return len(ids)

    return remove


def _forget_mails(ids: list[int]) -> int:
    mail.forget(ids)
    return len(ids)


def _forget_people(ids: list[int]) -> int:
    """Their cards stay as they agreed."""
    found = select(Registration).where(Registration.id.in_(ids), Registration.state != RegistrationState.ERASED)
    people = session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()
    forget(people)
    return len(people)


def _forget_plans(ids: list[int]) -> int:
    """A draft keeps its number, as one that was removed does."""
    session.execute(delete(Placement).where(Placement.plan_id.in_(ids)))
    drafts = update(Plan).where(Plan.id.in_(ids), Plan.state == PlanState.DRAFT)
    session.execute(drafts.values(state=PlanState.REMOVED).execution_options(synchronize_session=False))
    return len(ids)


RULES = (
    Rule("needs", _needs, _rows_of(Need)),
    Rule("mails", _mails, _forget_mails),
    Rule("mails to nobody", _mails_to_nobody, _forget_mails),
    Rule("registrations", _registrations, _forget_people),
    Rule("plans", _plans, _forget_plans),
    Rule("forms", _forms, _rows_of(SentForm)),
    Rule("tries to sign in", _tries, _rows_of(SignInAttempt)),
    Rule("tasks", _tasks, _rows_of(Job)),
)
"""In this order. Files know themselves until when they are kept: the worker removes them every minute."""


def number_due() -> dict[str, int]:
    """How much of each would go now."""
    return {rule.name: session.scalar(select(func.count()).select_from(rule.due().subquery())) or 0 for rule in RULES}
