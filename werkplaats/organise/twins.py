"""What is said in one of our languages and not in the other: one list, for every page and line that asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from werkplaats.db import Model, Texts, session
from werkplaats.editions.actions import IN_TWO_LANGUAGES
from werkplaats.editions.models import Article, Edition, Picture
from werkplaats.letters.models import Letter, LetterState
from werkplaats.notes.models import Publication
from werkplaats.programme.models import Breakout, ProgrammeItem, Round
from werkplaats.web.language import LANGUAGES

Row = Edition | Round | ProgrammeItem | Breakout | Article | Picture | Publication | Letter

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Edition: IN_TWO_LANGUAGES,
    Round: ("title",),
    ProgrammeItem: ("title", "text"),
    Breakout: ("title", "abstract"),
    Article: ("title", "text"),
    Picture: ("alt",),
    Publication: ("title", "text"),
    Letter: ("subject", "text"),
}
"""What organisers write in both languages, in the order of the day. Words of mails are left out: without words of an
edition's own each language has the standard ones."""


@dataclass(frozen=True)
class Gap:
    """A row of which these columns have no words in this language, and do in the other one."""

    row: Row
    language: str
    columns: tuple[str, ...]


class Gaps(list[Gap]):
    """All gaps of an edition."""

    def of(self, row: Row | None) -> list[Gap]:
        return [gap for gap in self if gap.row is row]

    @property
    def number(self) -> int:
        """How many texts are missing."""
        return sum(len(gap.columns) for gap in self)

    @property
    def elsewhere(self) -> list[Gap]:
        """All but those of the edition itself, which stand on the page of its settings."""
        return [gap for gap in self if not isinstance(gap.row, Edition)]


def gaps(editions: Collection[Edition]) -> dict[int, Gaps]:
    """By edition id what is missing. The number of queries depends neither on editions nor on rows."""
    found: dict[int, Gaps] = defaultdict(Gaps)
    for edition in editions:
        found[edition.id].extend(_of(edition))
    for statement in _statements([edition.id for edition in editions]):
        for edition_id, row in session.execute(statement).unique():
            found[edition_id].extend(_of(row))
            if isinstance(row, Article) and row.picture is not None:
                found[edition_id].extend(_of(row.picture))
    return found


def _statements(ids: Sequence[int]) -> list[Select[int, Any]]:
    of_rounds = Round.edition_id.in_(ids)
    return [
        select(Round.edition_id, Round).where(of_rounds).order_by(Round.position),
        select(Round.edition_id, ProgrammeItem).join(Round).where(of_rounds).order_by(ProgrammeItem.starts_at),
        select(Breakout.edition_id, Breakout).where(Breakout.edition_id.in_(ids)).order_by(Breakout.position),
        select(Article.edition_id, Article).where(Article.edition_id.in_(ids)).order_by(Article.id),
        select(Publication.edition_id, Publication).where(Publication.edition_id.in_(ids)).order_by(Publication.id),
        select(Letter.edition_id, Letter)
        .where(Letter.edition_id.in_(ids), Letter.state == LetterState.DRAFT)
        .order_by(Letter.id),
    ]


def _of(row: Any) -> list[Gap]:
    texts: dict[str, Texts] = {name: getattr(row, name) for name in COLUMNS[type(row)]}
    lacking = {
        language: tuple(name for name, text in texts.items() if any(text.values()) and not text.get(language))
        for language in LANGUAGES
    }
    return [Gap(row, language, names) for language, names in lacking.items() if names]
