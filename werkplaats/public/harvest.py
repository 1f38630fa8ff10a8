"""The harvest as a page and as files: a part of it, what answers somebody's words, a page of it at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import Response, make_response

from werkplaats.editions.models import Edition, Phase
from werkplaats.notes import exports, harvest, queries
from werkplaats.notes.filters import HarvestFilter, found
from werkplaats.notes.harvest import Find, Found
from werkplaats.notes.index import Address
from werkplaats.public import cache
from werkplaats.web import sheets
from werkplaats.web.paging import Slice, cut

PER_PAGE = 24
BESIDE = 6
"""How many notes and publications stand below the cards; the rest has a page of its own."""

FILES = {"md": "text/markdown", "json": "application/json", "csv": "text/csv"}


class Beside(NamedTuple):
    """The first of a sort of things, and how many there are."""

    finds: list[Find]
    number: int


@dataclass(frozen=True)
class Shown:
    """One page of the harvest. `notes` and `publications` stand below the cards, as long as nobody looks for anything:
    a few of them, and of how many."""

    finds: list[Find]
    slice: Slice
    found: Found
    notes: Beside
    publications: Beside

    @property
    def is_empty(self) -> bool:
        return not (self.finds or self.notes.finds or self.publications.finds)


NOTHING = Beside([], 0)


def newest(edition: Edition, number: int) -> Beside:
    """The cards that came last, this many at most, and how many there are."""
    addresses = queries.published_cards([edition.id])
    return Beside(harvest.at(addresses[:number], [edition]), len(addresses))


def page(filters: HarvestFilter, editions: list[Edition]) -> Shown:
    """The page that the address asks for. Whoever looks for something gets one list of everything."""
    there = found(filters, editions)
    one_list = bool(filters.words.data or filters.kind.data)
    part = cut(there.addresses if one_list else there.cards, PER_PAGE)
    below = part.page == 1 and not one_list
    notes, publications = (there.notes, there.publications) if below else ([], [])
    wanted = [*part.rows, *notes[:BESIDE], *publications[:BESIDE]]
    by_address = {find.address: find for find in harvest.at(wanted, editions)}
    keep_only_when_over(by_address.values())

    def of(addresses: list[Address]) -> list[Find]:
        return [by_address[address] for address in addresses if address in by_address]

    return Shown(
        of(part.rows),
        part,
        there,
        Beside(of(notes[:BESIDE]), len(notes)),
        Beside(of(publications[:BESIDE]), len(publications)),
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


def _written(form: str, title: str, finds: Sequence[Find]) -> str:
    if form == "json":
        return json.dumps({"title": title, "items": exports.data(finds)}, ensure_ascii=False, indent=1)
    if form == "csv":
        return "".join(sheets.csv_of(exports.table(finds)))
    return "".join(exports.markdown(title, finds))
