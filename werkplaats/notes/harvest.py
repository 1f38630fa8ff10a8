"""The harvest as everybody reads it: a part of it that somebody chose, or what answers their words.

Whatever is shown comes through the one door, `queries.published…`; the index only says in which order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from werkplaats.editions.models import Edition
from werkplaats.notes import index, queries
from werkplaats.notes.index import Address, What
from werkplaats.notes.note import queries as notes
from werkplaats.notes.note.queries import NoteInBrief
from werkplaats.notes.queries import EVERYTHING, Chosen, HarvestCard, HarvestPublication
from werkplaats.notes.search.ranking import Use, answer
from werkplaats.notes.search.text import words_asked

Content = HarvestCard | NoteInBrief | HarvestPublication

MOST_RELATED = 4
TELLING_WORDS = 8
"""By how many of its rarest words something is compared with the rest."""
MOST_USERS = 200
"""A word that more of them say tells nothing."""


@dataclass(frozen=True)
class Find:
    """One thing in the harvest: where it stands, of which edition, and what everybody may read of it."""

    address: Address
    edition: Edition
    content: Content


@dataclass(frozen=True)
class Found:
    """Where everything stands that was asked for, in the order in which it is shown. `silent` are words of the question
    that nobody says; `read_as` is what was looked for in the place of a word that nobody writes like that."""

    addresses: list[Address]
    silent: tuple[str, ...] = ()
    read_as: dict[str, str] = field(default_factory=dict)

    @property
    def cards(self) -> list[Address]:
        return [address for address in self.addresses if address.what == What.CARD]

    @property
    def notes(self) -> list[Address]:
        return [address for address in self.addresses if address.what == What.NOTE]

    @property
    def publications(self) -> list[Address]:
        return [address for address in self.addresses if address.what == What.PUBLICATION]


def chosen(editions: Sequence[Edition], part: Chosen = EVERYTHING) -> Found:
    """This part of the harvest of these editions: each sort of things apart, and the newest edition first."""
    order = {edition.id: place for place, edition in enumerate(_newest_first(editions))}
    return Found(sorted(_published(order, part), key=lambda address: order[address.edition_id]))


def answering(editions: Sequence[Edition], words: str, part: Chosen = EVERYTHING) -> Found:
    """What in this part of the harvest answers these words, the best answer first, then the newest."""
    order = {edition.id: place for place, edition in enumerate(_newest_first(editions))}
    meant = index.meant(words_asked(words))
    written = {word for near in meant.values() for word in near}
    found = answer(_saying(written, order, part), meant)
    best = sorted(found.scores, key=lambda a: (-found.scores[a], order[a.edition_id], -a.number, a.what))
    return Found(best, found.silent, found.read_as)


def at(addresses: Collection[Address], editions: Iterable[Edition]) -> list[Find]:
    """What stands at these addresses, in their order; whatever is not for everybody is not there."""
    by_id = {edition.id: edition for edition in editions}
    contents: dict[Address, Content] = {**queries.published_cards_at(addresses), **notes.published_at(addresses)}
    if any(address.what == What.PUBLICATION for address in addresses):
        contents |= queries.published_publications({address.edition_id for address in addresses})
    return [Find(a, by_id[a.edition_id], contents[a]) for a in addresses if a in contents and a.edition_id in by_id]


def card(edition: Edition, number: int) -> Find | None:
    """The card with this number, when everybody may read it."""
    return next(iter(at([Address(edition.id, What.CARD, number)], [edition])), None)


def related(find: Find, editions: Sequence[Edition]) -> list[Find]:
    """What says the same rare words as this, the most first; from its own edition and the others."""
    ids = [edition.id for edition in editions]
    number = index.number_of_users(find.address)
    telling = sorted((word for word, users in number.items() if 1 < users <= MOST_USERS), key=lambda w: (number[w], w))
    telling = telling[:TELLING_WORDS]
    alike: Counter[Address] = Counter()
    for use in _saying(telling, ids, EVERYTHING):
        if use.entry != find.address:
            alike[use.entry] += round(1000 / math.log2(1 + number[use.word]))
    best = sorted(alike, key=lambda address: (-alike[address], *address))
    return at(best[:MOST_RELATED], editions)


def _published(edition_ids: Collection[int], part: Chosen) -> list[Address]:
    addresses: list[Address] = []
    if What.CARD in part.what:
        addresses += queries.published_cards(edition_ids, part)
    if What.NOTE in part.what:
        addresses += notes.published_in(edition_ids, part.condition, part.breakout)
    if What.PUBLICATION in part.what:
        addresses += queries.published_publications(edition_ids, part)
    return addresses


def _saying(words: Collection[str], edition_ids: Collection[int], part: Chosen) -> list[Use[Address]]:
    said = queries.published_saying(words, edition_ids, part)
    if What.NOTE in part.what:
        said += notes.published_saying(words, edition_ids, part.condition, part.breakout)
    return said


def _newest_first(editions: Iterable[Edition]) -> list[Edition]:
    return sorted(editions, key=lambda edition: (edition.starts_at, edition.id), reverse=True)
