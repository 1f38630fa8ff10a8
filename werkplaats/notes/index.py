"""The index of the harvest: which words everybody may find.

It holds words of what is published and meant for everyone, and of nothing else. One listener keeps it true inside the
transaction of whatever changes a card, so no action can forget it. What is found goes through the same door as what is
read (`queries`), so a row that should not be here finds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    delete,
    event,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm import Session as OrmSession

from werkplaats.db import Model, State, one_at_a_time, session
from werkplaats.notes.search.ranking import Meant, Use
from werkplaats.notes.search.spelling import Nearness, keys_asked, keys_of, least_shared, nearness
from werkplaats.notes.search.text import weights


class What(StrEnum):
    """What can be found."""

    CARD = "card"
    NOTE = "note"
    PUBLICATION = "publication"


class Address(NamedTuple):
    """Where something stands: its number counts within the edition and its sort."""

    edition_id: int
    what: What
    number: int


class SearchEntry(Model):
    """Something that can be found, whatever sort it is."""

    __table_args__ = (UniqueConstraint("edition_id", "what", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    what: Mapped[What] = mapped_column(State(What))
    number: Mapped[int]


ENTRY = (SearchEntry.id, SearchEntry.edition_id, SearchEntry.what, SearchEntry.number)


class SearchUse(Model):
    """That an entry says a word, and how much it is about it."""

    __table_args__ = (UniqueConstraint("word", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entry.id", ondelete="CASCADE"), index=True)
    weight: Mapped[int]


class SearchKey(Model):
    """By what a word can be found: its stem and its trigrams. A word that nothing says any more has none."""

    __table_args__ = (UniqueConstraint("key", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    word: Mapped[str] = mapped_column(index=True)


class Searchable:
    """Marks a table whose rows can be found, as long as they are published for everyone."""

    def search_address(self) -> Address:
        raise NotImplementedError

    def search_parts(self) -> Sequence[tuple[int, str]]:
        """Its texts, with what a word in each of them weighs; none when it is not for everyone to find."""
        raise NotImplementedError


# Writing


def put(rows: Iterable[Searchable]) -> None:
    """Inside a transaction: let the index say of these rows what they say now."""
    new = {row.search_address(): row.search_parts() for row in rows}
    if not new:
        return
    # Two writers at once could take away the keys of a word that the other one has just used.
    one_at_a_time("search index")
    before = _take_out(new)
    _write({address: weights(parts) for address, parts in new.items() if parts})
    if before:
        forget_unused(before)


def forget_unused(words: Collection[str] | None = None) -> None:
    """Inside a transaction: nothing is found by what nobody says any more, of these words or of all."""
    unused = ~exists().where(SearchUse.word == SearchKey.word)
    session.execute(delete(SearchKey).where(unused if words is None else unused & SearchKey.word.in_(words)))


def _take_out(addresses: Collection[Address]) -> set[str]:
    """Forget what these say; returns the words of it."""
    entries = list(session.scalars(select(SearchEntry.id).where(_is_one_of(addresses))))
    if not entries:
        return set()
    words = set(session.scalars(select(SearchUse.word).where(SearchUse.entry_id.in_(entries))))
    session.execute(delete(SearchUse).where(SearchUse.entry_id.in_(entries)))
    session.execute(delete(SearchEntry).where(SearchEntry.id.in_(entries)))
    return words


def _write(said: dict[Address, dict[str, int]]) -> None:
    if not said:
        return
    session.execute(insert(SearchEntry), [address._asdict() for address in said])
    rows = session.execute(select(*ENTRY).where(_is_one_of(said)))
    ids = {Address(row.edition_id, row.what, row.number): row.id for row in rows}
    uses = [
        {"entry_id": ids[address], "word": word, "weight": weight}
        for address, words in said.items()
        for word, weight in words.items()
    ]
    if uses:
        session.execute(insert(SearchUse), uses)
    words = {use["word"] for use in uses}
    known = set(session.scalars(select(SearchKey.word).where(SearchKey.word.in_(words)).distinct()))
    keys = [{"key": key, "word": word} for word in words - known for key in keys_of(str(word))]
    if keys:
        session.execute(insert(SearchKey), keys)


def _is_one_of(addresses: Collection[Address]) -> ColumnElement[bool]:
    return tuple_(SearchEntry.edition_id, SearchEntry.what, SearchEntry.number).in_([tuple(a) for a in addresses])


@event.listens_for(OrmSession, "before_flush")
def _follow(changing: Session, _context: Any, _instances: Any) -> None:
    """One listener, so that no action can forget that something can be found, or must not be found any more."""
    put(
        row
        for row in (*changing.new, *changing.dirty)
        if isinstance(row, Searchable) and (row.search_parts() if row in changing.new else changing.is_modified(row))
    )
    gone = [row.search_address() for row in changing.deleted if isinstance(row, Searchable)]
    if gone:
        forget_unused(_take_out(gone))


# Reading


def meant(asked: Sequence[str]) -> Meant:
    """For each of these words the written ones that may be meant. One question to the database."""
    found: dict[str, dict[str, Nearness]] = {word: {} for word in asked}
    if not asked:
        return found
    shared = func.count()
    candidates = union_all(*(
        select(literal(number).label("number"), SearchKey.word)
        .where(SearchKey.key.in_(keys_asked(word)))
        .group_by(SearchKey.word)
        .having(shared >= least_shared(word))
        for number, word in enumerate(asked)
    ))  # fmt: skip
    for number, written in session.execute(candidates):
        near = nearness(asked[number], written)
        if near is not None:
            found[asked[number]][written] = near
    return found


def saying(what: What, rows: Select[int, int], words: Collection[str]) -> list[Use[Address]]:
    """Who says any of these words, of the rows of this sort whose edition and number are selected."""
    edition_id, number = rows.selected_columns
    entry = and_(SearchEntry.edition_id == edition_id, SearchEntry.number == number, SearchEntry.what == what)
    found = rows.join(SearchEntry, entry).join(SearchUse).where(SearchUse.word.in_(words))
    said = session.execute(found.add_columns(SearchUse.word, SearchUse.weight))
    return [Use(Address(edition_id, what, number), word, weight) for edition_id, number, word, weight in said]


def number_of_users(address: Address) -> dict[str, int]:
    """By each word that this entry says, how many say it."""
    mine = select(SearchUse.word).join(SearchEntry).where(_is_one_of([address]))
    counted = (
        select(SearchUse.word, func.count().label("users")).where(SearchUse.word.in_(mine)).group_by(SearchUse.word)
    )
    return {row.word: row.users for row in session.execute(counted)}
