"""What only the worker does: a part of the harvest as a document, and an index of what was there before the index."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.document import Document as Pages
from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.jobs import engine, run
from werkplaats.jobs.run import work
from werkplaats.notes import exports, filters, harvest, index, queries, saving
from werkplaats.notes.exports import Chapter, Item
from werkplaats.web.language import text_in
from werkplaats.web.sheets import text

AT_ONCE = 200
PERCENT_READ = 20


@work(saving.SAVE)
def save_harvest(job_id: int, edition_id: int, asked: dict[str, str], language: str) -> dict[str, Any]:
    """What everybody may read at this moment of what somebody chose, in the order of the four conditions."""
    edition = session.get_one(Edition, edition_id)
    with force_locale(language):
        found = filters.found(filters.of_edition(edition, asked), [edition])
        chapters = exports.chapters(harvest.at(found.addresses, [edition]))
        title = f"{_('Harvest')}: {text_in(edition.title)}"
        name = f"{edition.slug}-{_('harvest')}.docx"
        run.report(job_id, PERCENT_READ)
        content = _document(title, chapters)
    return {"file": saving.keep(edition_id, content, name)}


def index_the_rest() -> None:
    """Put into the index what was published before there was one. Looking costs a read; mostly there is nothing."""
    missing = queries.not_in_index(AT_ONCE)
    session.rollback()
    while missing and not engine.stopping():
        with transaction():
            index.put(queries.cards(missing))
        missing = queries.not_in_index(AT_ONCE)
        session.rollback()


def _document(title: str, chapters: Iterable[Chapter]) -> bytes:
    pages = Document()
    pages.core_properties.title = text(title)
    pages.core_properties.author = "Werkplaats"
    pages.add_heading(text(title), 0)
    for chapter in chapters:
        pages.add_heading(text(chapter.title), 1)
        for item in chapter.items:
            _add(pages, item)
    buffer = io.BytesIO()
    pages.save(buffer)
    return buffer.getvalue()


def _add(pages: Pages, item: Item) -> None:
    pages.add_heading(text(item.title or exports.heading(item)), 2)
    for line in item.text.split("\n"):
        pages.add_paragraph(text(line))
    if item.how:
        how = pages.add_paragraph()
        how.add_run(f"{_('How:')} ").bold = True
        how.add_run(text(item.how))
    for said in item.said:
        pages.add_paragraph(text(said), style="List Bullet")
    pages.add_paragraph(text(f"{exports.byline(item)} · {item.address}"), style="Intense Quote")
