"""Pieces of registering that actions and the demo share, inside an open transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from werkplaats import links
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.mail.addresses import email_key
from werkplaats.registration.models import Perspective, Preference, Registration


@dataclass(frozen=True)
class Answers:
    """What the form asks. `ranking` holds breakout ids, the first choice first; empty means no preference."""

    name: str
    email: str
    perspective: Perspective | None = None
    organisation: str = ""
    ranking: tuple[int, ...] = ()
    locale: str = "nl"


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
        ranked_at=at if answers.ranking else None,
        preferences=_preferences(answers.ranking),
    )
    session.add(registration)
    session.flush()
    return registration


def set_ranking(registration: Registration, ranking: tuple[int, ...], at: datetime) -> None:
    """Replace the preferences. The old rows go first: a rank may pass to another breakout."""
    registration.preferences = []
    session.flush()
    registration.preferences = _preferences(ranking)
    registration.ranked_at = at


def _preferences(ranking: tuple[int, ...]) -> list[Preference]:
    return [Preference(breakout_id=id, rank=rank) for rank, id in enumerate(ranking, start=1)]
