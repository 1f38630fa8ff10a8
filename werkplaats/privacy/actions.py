"""Erasing somebody, erasing again after an older copy came back, and removing what was kept long enough."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.jobs.steps import ask
from werkplaats.people.models import Person
from werkplaats.people.steps import locked
from werkplaats.privacy import retention
from werkplaats.privacy.steps import erase_person, erase_speaker, fingerprint, remember
from werkplaats.registration.models import Erasure, Registration, RegistrationState

RETAIN = "privacy.retain"


def erase(registration_id: int, cards_stay: bool, actor: str = audit.PARTICIPANT) -> bool:
    """Erase everything of one registration; False when that was done before. It cannot be undone."""
    with transaction():
        registration = _under_lock(registration_id)
        if registration.state == RegistrationState.ERASED:
            return False
        remember(registration.public_id, cards_stay, clock.now())
        erase_person(registration, cards_stay, clock.now(), tell=True)
        audit.record(actor, "erased", registration.edition_id, registration=registration_id)
        return True


def erase_as_speaker(person_id: int, actor: str = audit.PARTICIPANT) -> None:
    """Erase everything of someone with tasks. If they are registered too, that stays. It cannot be undone."""
    with transaction():
        person = locked(person_id)
        remember(person.public_id, False, clock.now())
        erase_speaker(person, tell=True)
        audit.record(actor, "speaker erased")


def erase_again(erasures: list[dict[str, Any]]) -> int:
    """Take over this list of erasures, and erase whoever of it is back; returns how many. They have heard it before."""
    with transaction():
        known = set(session.scalars(select(Erasure.public_id_hash)))
        session.add_all(Erasure(**row) for row in erasures if row["public_id_hash"] not in known)
    noted = {erasure.public_id_hash: erasure for erasure in session.scalars(select(Erasure))}
    there = session.execute(select(Registration.id, Registration.public_id)).all() if noted else []
    back = [(id, noted[mark]) for id, public_id in there if (mark := fingerprint(public_id)) in noted]
    wanted = [(id, erasure.cards_kept, erasure.at) for id, erasure in back]
    for id, cards_stay, at in wanted:
        with transaction():
            registration = _under_lock(id)
            erase_person(registration, cards_stay, at, tell=False)
            audit.record(audit.OPERATOR, "erased again", registration.edition_id, registration=id)
    speakers = _speakers_back(noted)
    for person_id in speakers:
        with transaction():
            erase_speaker(locked(person_id), tell=False)
            audit.record(audit.OPERATOR, "speaker erased again")
    return len(wanted) + len(speakers)


def _speakers_back(noted: dict[str, Erasure]) -> list[int]:
    there = session.execute(select(Person.id, Person.public_id)).all() if noted else []
    return [id for id, public_id in there if fingerprint(public_id) in noted]


def key_of(night: str) -> str:
    """The key of the task of one night."""
    return f"{RETAIN}:{night}"


def ask_to_retain(night: str) -> None:
    """Queue the removal of what was kept long enough, once for each night."""
    with transaction():
        ask(key_of(night), RETAIN)


def retain() -> dict[str, int]:
    """Remove what was kept long enough; returns how much of each.

    Each batch is a short transaction of its own, and what is gone is not due any more: it may be stopped, and begun
    again, at any moment.
    """
    done: dict[str, int] = {}
    for rule in retention.RULES:
        number = 0
        while ids := _due(rule):
            with transaction():
                number += rule.remove(ids)
        done[rule.name] = number
    return done


def _due(rule: retention.Rule) -> list[int]:
    ids = list(session.scalars(rule.due().limit(retention.AT_ONCE)))
    session.rollback()
    return ids


def _under_lock(registration_id: int) -> Registration:
    """The registration, read again after the locks of its edition and of itself were taken."""
    registration = session.get_one(Registration, registration_id)
    editions.locked(registration.edition_id)
    session.refresh(registration, with_for_update=True)
    return registration
