"""What organisers do with publications and articles: add a link, change it, take it away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from werkplaats import audit
from werkplaats.db import Texts, session, transaction
from werkplaats.editions import queries as editions
from werkplaats.errors import N_, Refused
from werkplaats.notes import queries
from werkplaats.notes.models import Publication
from werkplaats.programme.models import Condition
from werkplaats.web.stale import refuse_when_changed


@dataclass(frozen=True)
class PublicationValues:
    """Everything of a publication that its form shows; the names are those of the fields."""

    title_nl: str
    title_en: str
    url: str
    year: int
    text_nl: str
    text_en: str
    conditions: tuple[str, ...]


def values_of(publication: Publication) -> PublicationValues:
    title, text = publication.title, publication.text
    return PublicationValues(
        title.get("nl", ""), title.get("en", ""), publication.url, publication.year,
        text.get("nl", ""), text.get("en", ""), tuple(publication.conditions),
    )  # fmt: skip


def add_publication(edition_id: int, values: PublicationValues, actor: str) -> int:
    """Add a link to the harvest, for everybody at once. Returns its number; a button pressed twice adds one."""
    with transaction():
        editions.locked(edition_id)
        same = next((p for p in queries.publications(edition_id) if values_of(p) == values), None)
        if same is not None:
            return same.number
        last = session.scalar(select(func.max(Publication.number)).where(Publication.edition_id == edition_id)) or 0
        publication = Publication(edition_id=edition_id, number=last + 1)
        _write(publication, values)
        session.add(publication)
        audit.record(actor, "publication added", edition_id, number=last + 1)
        return last + 1


def change_publication(edition_id: int, number: int, values: PublicationValues, seen: str, actor: str) -> None:
    """`seen` is the mark of what the form was filled with; Stale when that is no longer so."""
    with transaction():
        editions.locked(edition_id)
        publication = _there(edition_id, number)
        refuse_when_changed(values_of(publication), seen)
        _write(publication, values)
        audit.record(actor, "publication changed", edition_id, number=number)


def remove_publication(edition_id: int, number: int, seen: str, actor: str) -> None:
    """`seen` is the mark of what the page showed: nobody takes away what they have not read."""
    with transaction():
        editions.locked(edition_id)
        publication = _there(edition_id, number)
        refuse_when_changed(values_of(publication), seen)
        session.delete(publication)
        audit.record(actor, "publication removed", edition_id, number=number)


def _write(publication: Publication, values: PublicationValues) -> None:
    publication.title = _texts(values.title_nl, values.title_en)
    publication.text = _texts(values.text_nl, values.text_en)
    publication.url, publication.year = values.url, values.year
    publication.conditions = [key for key in Condition if key in values.conditions]


def _there(edition_id: int, number: int) -> Publication:
    publication = queries.publication(edition_id, number)
    if publication is None:
        raise Refused(N_("Somebody else has just taken this publication away."))
    return publication


def _texts(dutch: str, english: str) -> Texts:
    """Only what was written: a language without words falls back to the other one."""
    return {language: text for language, text in (("nl", dutch), ("en", english)) if text}
