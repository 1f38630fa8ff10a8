"""What someone with a task writes, shows and agrees to themselves.

Until a profile has been public, what they write counts at once: nobody else sees it. From then on another name, role or
organisation waits in `Person.wanted`, and another picture in `Person.new_photo`, until an organiser nods.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from werkplaats import audit, clock, consent, files
from werkplaats.db import Texts, session, transaction
from werkplaats.editions.steps import shown_otherwise
from werkplaats.errors import N_, Refused
from werkplaats.files import File
from werkplaats.jobs.steps import ask
from werkplaats.people import queries
from werkplaats.people.models import (
    PICTURE,
    PUBLISH,
    SLIDES,
    Appearance,
    AppearanceState,
    Person,
    PersonState,
    Photo,
    Slides,
)
from werkplaats.people.queries import OwnPart
from werkplaats.people.steps import give_place, locked, rename, settle_state
from werkplaats.people.words import PICTURE_VERSION, PUBLISH_VERSION, SLIDES_VERSION
from werkplaats.programme import steps as programme
from werkplaats.web.stale import refuse_when_changed

PHOTO = "people.photo"
PDF = "application/pdf"
PDF_BEGINS = b"%PDF-"
ONCE_PUBLIC = (PersonState.PUBLISHED, PersonState.WITHDRAWN)


@dataclass(frozen=True)
class ProfileValues:
    """What someone writes about themselves; the names are those of the form's fields. `links` has one a line."""

    name: str
    role_nl: str
    role_en: str
    organisation: str
    bio_nl: str
    bio_en: str
    links: str


class NotYours(Refused):
    """What somebody wants to answer or show is no part of theirs, or no longer."""


def values_of(person: Person) -> ProfileValues:
    """As they wrote it, whether an organiser has nodded or not."""
    wanted: dict[str, Any] = person.wanted or {}
    role: Texts = wanted.get("role", person.role)
    return ProfileValues(
        wanted.get("name", person.name),
        role.get("nl", ""), role.get("en", ""),
        wanted.get("organisation", person.organisation),
        person.bio.get("nl", ""), person.bio.get("en", ""),
        "\n".join(person.links),
    )  # fmt: skip


def save(person_id: int, wanted: ProfileValues, seen: str) -> bool:
    """Keep what someone writes about themselves; whether some of it waits for an organiser now."""
    with transaction():
        person = locked(person_id)
        refuse_when_changed(values_of(person), seen)
        person.bio = _texts(wanted.bio_nl, wanted.bio_en)
        person.links = wanted.links.split("\n") if wanted.links else []
        named = {
            "name": wanted.name,
            "role": _texts(wanted.role_nl, wanted.role_en),
            "organisation": wanted.organisation,
        }
        if person.state in ONCE_PUBLIC:
            changed = {key: value for key, value in named.items() if value != getattr(person, key)}
            person.wanted = changed or None
        else:
            rename(person, **named)
        if person.state == PersonState.INVITED:
            person.state = PersonState.DRAFT
        person.written_at = clock.now()
        audit.record(audit.PARTICIPANT, "profile.save", person=person_id)
        return person.wanted is not None


def agree(person_id: int, appearance_ids: Collection[int]) -> None:
    """Let their name and profile stand at exactly these parts of theirs, over all editions; at none takes it off the
    site."""
    with transaction():
        person = locked(person_id)
        parts = [part for part in queries.everything_of(person_id) if not part.is_asked]
        for part in parts:
            if part.appearance.id in appearance_ids:
                consent.give_for_appearance(part.appearance.id, PUBLISH, PUBLISH_VERSION)
            else:
                consent.withdraw_for_appearance(part.appearance.id, PUBLISH)
        settle_state(person)
        shown_otherwise({part.edition.id for part in parts})
        audit.record(audit.PARTICIPANT, "profile.agree", person=person_id, parts=len(appearance_ids))


def answer(person_id: int, appearance_id: int, yes: bool) -> None:
    """Say yes or no to something that they were asked for."""
    with transaction():
        part = _own(person_id, appearance_id)
        with programme.recorded(part.edition.id, audit.PARTICIPANT, "part.answer", ("appearance", appearance_id)):
            row = session.get_one(Appearance, appearance_id, populate_existing=True)
            if row.state != AppearanceState.INVITED:
                raise NotYours(N_("You answered this already. If it is not right any more, ask us."))
            row.state = AppearanceState.ACCEPTED if yes else AppearanceState.WITHDRAWN


def put_slides(person_id: int, appearance_id: int, content: bytes, public: bool) -> None:
    """Keep the slides of one part of theirs, in the place of earlier ones; `public` says that everyone may open them
    after the day."""
    if len(content) > files.MOST_BYTES:
        raise Refused(N_("This file is larger than 10 MB. Make it smaller, for instance with fewer pictures."))
    if not content.startswith(PDF_BEGINS):
        raise Refused(N_("This is not a PDF. Save your slides as PDF, and choose that file."))
    with transaction():
        locked(person_id)
        part = _own(person_id, appearance_id)
        _remove_slides(part)
        file = files.keep(content, f"{part.edition.slug}-{part.person.slug}.pdf", PDF, None, None)
        session.add(Slides(appearance_id=appearance_id, file_id=file.id))
        _let_open(appearance_id, public)
        audit.record(audit.PARTICIPANT, "slides.put", part.edition.id, appearance=appearance_id)


def show_slides(person_id: int, appearance_id: int, public: bool) -> None:
    with transaction():
        locked(person_id)
        part = _own(person_id, appearance_id)
        _let_open(appearance_id, public)
        shown_otherwise([part.edition.id])
        audit.record(audit.PARTICIPANT, "slides.show", part.edition.id, appearance=appearance_id)


def remove_slides(person_id: int, appearance_id: int) -> None:
    with transaction():
        locked(person_id)
        part = _own(person_id, appearance_id)
        _remove_slides(part)
        consent.withdraw_for_appearance(appearance_id, SLIDES)
        audit.record(audit.PARTICIPANT, "slides.remove", part.edition.id, appearance=appearance_id)


def send_picture(person_id: int, content: bytes, alt: Texts) -> None:
    """Keep what was sent for as long as the worker needs to make a picture of it; they agreed that we use it."""
    files.refuse_large_picture(content)
    with transaction():
        person = locked(person_id)
        consent.give_for_person(person_id, PICTURE, PICTURE_VERSION)
        sent = files.keep_sent_picture(content, None)
        ask(f"{queries.photo_prefix(person)}{sent.public_id}", PHOTO, person_id=person_id, file_id=sent.id, alt=alt)
        audit.record(audit.PARTICIPANT, "photo.send", person=person_id)


def store_photo(person_id: int, file_id: int, large: bytes, small: bytes, alt: Texts) -> None:
    """Show these two sizes, once an organiser has nodded if the profile has been public; in the place of what was sent.
    Who left or took their picture back meanwhile shows none."""
    with transaction():
        files.take_sent(file_id)
        if session.get(Person, person_id) is None or not consent.stands_for_person(person_id, PICTURE):
            return
        person = locked(person_id)
        kept = [files.keep_picture(content, None) for content in (large, small)]
        photo = Photo(sha=kept[0].sha256, alt=alt, large=kept[0], small=kept[1])
        session.add(photo)
        session.flush()
        if person.state in ONCE_PUBLIC:
            replaced, person.new_photo_id = person.new_photo_id, photo.id
            session.flush()
            files.remove_pictures(Photo, [replaced] if replaced else [])
        else:
            give_place(person, photo)
        person.written_at = clock.now()
        audit.record(audit.WORKER, "photo.store", person=person_id)


def remove_photo(person_id: int) -> None:
    """Take away someone's picture, and one that waits: no nod is needed to show less."""
    with transaction():
        person = locked(person_id)
        give_place(person, None)
        audit.record(audit.PARTICIPANT, "photo.remove", person=person_id)


def describe_photo(person_id: int, alt: Texts) -> None:
    """Say in words what their picture shows, for who does not see it."""
    with transaction():
        person = locked(person_id)
        for photo in (person.photo, person.new_photo):
            if photo is not None:
                photo.alt = alt
        audit.record(audit.PARTICIPANT, "photo.describe", person=person_id)


def _let_open(appearance_id: int, public: bool) -> None:
    if public:
        consent.give_for_appearance(appearance_id, SLIDES, SLIDES_VERSION)
    else:
        consent.withdraw_for_appearance(appearance_id, SLIDES)


def _remove_slides(part: OwnPart) -> None:
    if part.slides is not None:
        session.execute(delete(File).where(File.id == part.slides.file_id))
        session.expunge(part.slides)
        shown_otherwise([part.edition.id])


def _own(person_id: int, appearance_id: int) -> OwnPart:
    part = queries.own_part(person_id, appearance_id)
    if part is None:
        raise NotYours(N_("This is no longer there: somebody else removed it."))
    return part


def _texts(dutch: str, english: str) -> Texts:
    return {language: text for language, text in (("nl", dutch), ("en", english)) if text}
