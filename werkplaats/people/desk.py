"""What organisers do about profiles: asking, reminding, preparing people for the day, and the nod."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from werkplaats import audit, clock, consent
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import shown_otherwise
from werkplaats.errors import N_, Refused, Stale
from werkplaats.files import remove_pictures
from werkplaats.people import mails, queries
from werkplaats.people.models import PUBLISH, TOLD, Person, PersonState, Photo
from werkplaats.people.queries import Profile
from werkplaats.people.steps import give_place, locked, rename, settle_state
from werkplaats.web.stale import refuse_when_changed

NOBODY = N_("There is nobody to mail now.")
OTHERS = N_("It is about other people by now. Look once more at who gets a mail.")


@dataclass(frozen=True)
class DeadlineValues:
    """Until when speakers are asked to write; the name is that of the form's field."""

    until: datetime


def to_invite(profiles: Iterable[Profile]) -> list[Profile]:
    """Who has an address and was not asked yet."""
    return [one for one in profiles if one.person.email and one.person.invited_at is None and one.missing]


def to_remind(profiles: Iterable[Profile]) -> list[Profile]:
    """Who was asked, and of whom something is missing still."""
    return [one for one in profiles if one.person.email and one.person.invited_at is not None and one.missing]


def to_brief(profiles: Iterable[Profile]) -> list[Profile]:
    """Who has said yes to something and can be mailed."""
    return [one for one in profiles if one.person.email and not all(part.is_asked for part in one.parts)]


def mark_of(profiles: Iterable[Profile]) -> str:
    """A short mark of exactly these people."""
    return hashlib.sha256(repr([one.person.id for one in profiles]).encode()).hexdigest()[:16]


def invite(edition_id: int, seen: str, actor: str) -> int:
    """Ask everyone who was not asked yet to write about themselves, or whether they want to; returns how many. `seen`
    is the mark of whom the page counted."""
    with transaction():
        edition = editions.locked(edition_id)
        chosen = _the_same(to_invite(queries.profiles(edition_id)), seen)
        for profile in chosen:
            _invite(edition, profile)
        audit.record(actor, "profile.invite", edition_id, people=len(chosen))
        return len(chosen)


def remind(edition_id: int, seen: str, actor: str) -> int:
    """Remind everyone of whom something is missing; who had that mail today already gets no second one."""
    with transaction():
        edition = editions.locked(edition_id)
        chosen = _the_same(to_remind(queries.profiles(edition_id)), seen)
        made = sum(mails.profile_reminder(edition, profile) for profile in chosen)
        audit.record(actor, "profile.remind", edition_id, people=made)
        return made


def ask_one(edition_id: int, public_id: str, actor: str) -> bool:
    """Ask or remind this one person; False when they had that mail today already."""
    with transaction():
        edition = editions.locked(edition_id)
        profile = queries.profile(edition_id, public_id)
        if profile is None or not profile.person.email or not profile.missing:
            raise Refused(NOBODY)
        first = profile.person.invited_at is None
        made = _invite(edition, profile) if first else mails.profile_reminder(edition, profile)
        audit.record(actor, "profile.invite" if first else "profile.remind", edition_id, person=profile.person.id)
        return made


def brief(edition_id: int, seen: str, actor: str) -> int:
    """Mail everyone with a task what to know before the day; who had it today already gets no second one."""
    with transaction():
        edition = editions.locked(edition_id)
        chosen = _the_same(to_brief(queries.profiles(edition_id)), seen)
        made = sum(mails.briefing(edition, profile) for profile in chosen)
        audit.record(actor, "briefing", edition_id, people=made)
        return made


def remind_speakers() -> int:
    """What the worker does by the clock: one mail to whom something is missing of, a week before the last day."""
    due = [(edition.id, profile.person.public_id) for edition, profile in queries.to_remind()]
    session.rollback()
    made = 0
    for edition_id, public_id in due:
        with transaction():
            edition, profile = editions.locked(edition_id), queries.profile(edition_id, public_id)
            if profile is not None and profile.missing and profile.person.email:
                made += mails.profile_reminder(edition, profile, queries.deadline(edition).date())
    return made


def set_deadline(edition_id: int, wanted: DeadlineValues, seen: str, actor: str) -> None:
    with transaction():
        edition = editions.locked(edition_id)
        refuse_when_changed(DeadlineValues(queries.deadline(edition)), seen)
        if wanted.until >= edition.starts_at:
            raise Refused(N_("The day has begun by then. Choose an earlier moment."))
        edition.profiles_until = wanted.until
        audit.record(actor, "profile.deadline", edition_id)


def note_consent(edition_id: int, public_id: str, actor: str) -> None:
    """Write down that someone told the organisers that their name may stand on the site on this day. What they took
    back themselves only they can give again."""
    with transaction():
        profile = queries.profile(edition_id, public_id)
        if profile is None:
            raise Refused(N_("This is no longer there: somebody else removed it."))
        person = locked(profile.person.id)
        if person.state == PersonState.WITHDRAWN or person.written_at is not None:
            raise Refused(N_("%(name)s answers this on their own page. Ask them to do it there."), name=person.name)
        for part in profile.parts:
            if not part.is_asked:
                consent.give_for_appearance(part.appearance.id, PUBLISH, TOLD)
        settle_state(person)
        shown_otherwise([edition_id])
        audit.record(actor, "profile.told", edition_id, person=person.id)


def wanted_mark(person: Person) -> str:
    """A short mark of what waits of someone."""
    waiting = sorted((person.wanted or {}).items()), person.new_photo_id
    return hashlib.sha256(repr(waiting).encode()).hexdigest()[:16]


def nod(edition_id: int, person_id: int, yes: bool, seen: str, actor: str) -> None:
    """Let what someone changed stand on the site, or leave it as it was. `seen` is the mark of what the page showed."""
    with transaction():
        person = locked(person_id)
        if wanted_mark(person) != seen:
            raise Stale(N_("This is something else by now. Look at it once more."))
        if yes:
            rename(person, **(person.wanted or {}))
            if person.new_photo is not None:
                give_place(person, person.new_photo)
        else:
            refused, person.new_photo_id = person.new_photo_id, None
            session.flush()
            remove_pictures(Photo, [refused] if refused else [])
        person = session.get_one(Person, person_id)
        person.wanted = None
        audit.record(actor, "profile.nod" if yes else "profile.no", edition_id, person=person_id)


def _invite(edition: Edition, profile: Profile) -> bool:
    person = locked(profile.person.id)
    person.invited_at = clock.now()
    if person.state == PersonState.DRAFT and person.written_at is None:
        person.state = PersonState.INVITED
    return mails.profile_wanted(edition, profile)


def _the_same(profiles: list[Profile], seen: str) -> list[Profile]:
    if not profiles:
        raise Refused(NOBODY)
    if mark_of(profiles) != seen:
        raise Stale(OTHERS)
    return profiles
