"""The harvest as a page and as files: a part of it, what answers somebody's words, a page of it at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, make_response

from werkplaats.editions.models import Edition, Phase
from werkplaats.notes import exports, harvest
from werkplaats.notes.filters import HarvestFilter, found
from werkplaats.notes.harvest import Find, Found
from werkplaats.notes.index import Address
from werkplaats.public import cache
from werkplaats.web import sheets
from werkplaats.web.paging import Slice, cut

PER_PAGE = 24
BESIDE = 6
"""How many publications stand below the cards; the rest has a page of its own."""

FILES = {"md": "text/markdown", "json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Shown:
    """One page of the harvest. `beside` is what stands below the cards, as long as nobody looks for anything."""

    finds: list[Find]
    slice: Slice
    found: Found
    beside: list[Find]
    number_beside: int

    @property
    def is_empty(self) -> bool:
        return not self.finds and not self.beside


def page(filters: HarvestFilter, editions: list[Edition]) -> Shown:
    """The page that the address asks for."""
    all_found = found(filters, editions)
    main, beside = _apart(all_found, filters)
    part = cut(main, PER_PAGE)
    below = beside[:BESIDE] if part.page == 1 else []
    finds = harvest.at([*part.rows, *below], editions)
    keep_only_when_over(finds)
    return Shown(
        [find for find in finds if find.address not in below],
        part,
        all_found,
        [find for find in finds if find.address in below],
        len(beside),
    )


def file(form: str, name: str, title: str, finds: Sequence[Find]) -> Response:
    """All of it as a file of this form."""
    keep_only_when_over(finds)
    response = make_response(_written(form, title, finds))
    response.content_type = f"{FILES[form]}; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return response


def keep_only_when_over(finds: Iterable[Find]) -> None:
    """Until a day is over people come and go, and with them whether a perspective is shared by enough to be named."""
    if any(find.edition.phase != Phase.PAST for find in finds):
        cache.do_not_keep()


def _apart(all_found: Found, filters: HarvestFilter) -> tuple[list[Address], list[Address]]:
    """What is listed, and what stands below it: whoever looks for something gets one list."""
    if filters.words.data or filters.kind.data:
        return all_found.addresses, []
    return all_found.cards, all_found.publications


def _written(form: str, title: str, finds: Sequence[Find]) -> str:
    if form == "json":
        return json.dumps({"title": title, "items": exports.data(finds)}, ensure_ascii=False, indent=1)
    if form == "csv":
        return "".join(sheets.csv_of(exports.table(finds)))
    return "".join(exports.markdown(title, finds))
