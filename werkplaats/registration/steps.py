"""Pieces of registering that actions and the demo share, inside an open transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from blinker import Signal

from werkplaats import links
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState, Phase
from werkplaats.errors import N_, Refused
from werkplaats.mail.addresses import email_key
from werkplaats.registration.models import Perspective, Preference, Registration, RoundAbsence

registration_changed = Signal()
"""Sent inside the transaction with `ids`, the registrations whose day may have changed."""

OFF = N_("This edition is called off, so nobody can be registered.")
NOT_PUBLIC = N_("This edition is not public yet, so the mails would lead nowhere. Make it public first.")
OVER = N_("This day is over, so nobody can be registered.")


class Above(Refused):
    """It would be more people than there are places, and nobody said that this is meant."""


@dataclass(frozen=True)
class Answers:
    """What the form asks. `ranking` holds breakout ids, the first choice first; `indifferent` says that every breakout
    is fine, which is an answer, unlike an empty ranking. `absent_rounds` holds the rounds that they leave out."""

    name: str
    email: str
    perspective: Perspective | None = None
    organisation: str = ""
    ranking: tuple[int, ...] = ()
    locale: str = "nl"
    indifferent: bool = False
    absent_rounds: tuple[int, ...] = ()


def insert_registration(edition: Edition, answers: Answers, at: datetime) -> Registration:
    registration = Registration(
        public_id=links.new_public_id(),
        edition=edition,
        name=answers.name,
        email=answers.email,
        email_key=email_key(answers.email),
        perspective=answers.perspective,
        organisation=answers.organisation,
        locale=answers.locale,
        created_at=at,
        ranked_at=at if answers.ranking or answers.indifferent else None,
        preferences=_preferences(answers.ranking),
        absences=[RoundAbsence(round_id=id) for id in answers.absent_rounds],
    )
    session.add(registration)
    session.flush()
    return registration


def set_ranking(registration: Registration, ranking: tuple[int, ...], indifferent: bool, at: datetime) -> None:
    """Replace the preferences. The old rows go first: a rank may pass to another breakout."""
    registration.preferences = []
    session.flush()
    registration.preferences = _preferences(ranking)
    registration.ranked_at = at if ranking or indifferent else None


def set_absences(registration: Registration, round_ids: tuple[int, ...]) -> None:
    """Replace the rounds that someone leaves out; a row that stays is not touched."""
    kept = {absence.round_id: absence for absence in registration.absences}
    registration.absences = [kept.get(id) or RoundAbsence(round_id=id) for id in round_ids]


def _preferences(ranking: tuple[int, ...]) -> list[Preference]:
    return [Preference(breakout_id=id, rank=rank) for rank, id in enumerate(ranking, start=1)]


def refuse_unless_possible(edition: Edition) -> None:
    """Organisers register whom they like, but not for a day that is not or no longer there."""
    if edition.state == EditionState.CANCELLED:
        raise Refused(OFF)
    if edition.state == EditionState.DRAFT:
        raise Refused(NOT_PUBLIC)
    if edition.phase == Phase.PAST:
        raise Refused(OVER)
