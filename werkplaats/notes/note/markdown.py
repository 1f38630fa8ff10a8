"""The small Markdown of a note, as blocks. No database, no Flask.

There is no HTML in it: every mark that we do not know is text, and text is escaped. A link leads to http or https
alone. So nothing has to be cleaned afterwards, and what cannot be written cannot harm.

Beside headings, paragraphs, lists and quotes it knows two lines of our own: `[kaart 12]` stands for that card, and what
is between `::: deelnemers` and `:::` is for participants alone. A part that nobody closed ends with the note: it is
better to show too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from markupsafe import Markup, escape

_HEADING = re.compile(r"(#{1,6})[ \t]+(.+)$")
_BULLET = re.compile(r"[-*+][ \t]+(.+)$")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+(.+)$")
_QUOTED = re.compile(r">[ \t]?(.*)$")
_CARD = re.compile(r"\[(?:kaart|card)[ \t]+(\d{1,9})\]$", re.IGNORECASE)
_OPENS = re.compile(r":::[ \t]*(?:alleen voor[ \t]+)?(?:deelnemers|participants)[ \t]*$", re.IGNORECASE)
_CLOSES = re.compile(r":::[ \t]*$")
_INLINE = re.compile(
    r"\*\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|(?<![\w*])[*_](?P<em>[^\s*_](?:[^*_\n]*[^\s*_])?)[*_](?![\w*])"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<address>https?://[^\s()<>\"\[\]{}]+)\)"
    r"|(?P<bare>https?://[^\s<>\"()\[\]{}*]*[^\s<>\"()\[\]{}*.,;:!?'])"
)


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    QUOTE = "quote"
    CARD = "card"


LISTS = (BlockKind.BULLETS, BlockKind.NUMBERS)


@dataclass(frozen=True)
class Block:
    """One paragraph, as people call it. `lines` are its own, without the marks of its kind; `level` is how deep a
    heading stands, `card` the number of a card. It stands in the lines `first` to `end` of the text, as `source`."""

    kind: BlockKind
    lines: tuple[str, ...]
    first: int
    end: int
    source: str
    only_participants: bool = False
    level: int = 0
    card: int = 0


ShowCard = Callable[[int], Markup]
"""How the card with this number looks to the reader; empty when they may not see it."""


def blocks(text: str) -> list[Block]:
    """The paragraphs of a text, in order."""
    return list(_blocks(_lines(text)))


def for_everyone(text: str) -> list[Block]:
    """Those of its paragraphs that are not for participants alone."""
    return [block for block in blocks(text) if not block.only_participants]


def plain_for_everyone(text: str) -> str:
    """The words of these, without the cards: a card is found by itself."""
    return "\n".join(line for block in for_everyone(text) if not block.card for line in block.lines)


def replaced(text: str, block: Block, by: str) -> str:
    """The text with other words where this paragraph stands. They cannot open or close a part for participants: who
    may read them stays as it was."""
    lines = _lines(text)
    wanted = [line for line in _lines(by) if not (_OPENS.match(line.strip()) or _CLOSES.match(line.strip()))]
    return "\n".join([*lines[: block.first], *wanted, *lines[block.end :]])


def as_html(shown: Iterable[Block], show_card: ShowCard, top: int = 2) -> Markup:
    """The paragraphs as HTML. Headings begin at level `top` and never skip one, whatever was typed."""
    depth, made = top - 1, []
    for block in shown:
        if block.kind == BlockKind.HEADING:
            depth = min(depth + 1, top - 1 + block.level, 6)
        made.append(_html_of(block, depth, show_card))
    return Markup("\n").join(part for part in made if part)


def as_markdown(shown: Iterable[Block], card_text: Callable[[int], str]) -> str:
    """The paragraphs as Markdown that any program reads; a card becomes the words that `card_text` gives for it."""
    parts = (card_text(block.card) if block.kind == BlockKind.CARD else block.source for block in shown)
    return "\n\n".join(part for part in parts if part) + "\n"


def cards_in(shown: Iterable[Block]) -> list[int]:
    """The numbers of the cards that stand in these paragraphs."""
    return [block.card for block in shown if block.kind == BlockKind.CARD]


def inline(text: str) -> Markup:
    """One line with its strong and leaning words and its links."""
    return Markup("").join(_inline(text))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Neighbouring lines of one kind are one paragraph; an empty line, or another kind, ends it."""
    only_participants, at = False, 0
    for kind, run in groupby(lines, key=_kind_of):
        first, at = at, at + len(list(run))
        if kind is _Mark.OPENS or kind is _Mark.CLOSES:
            only_participants = kind is _Mark.OPENS
        elif isinstance(kind, BlockKind):
            spans = [(n, n + 1) for n in range(first, at)] if kind in _ALONE else [(first, at)]
            for begin, end in spans:
                yield _block(kind, lines, begin, end, only_participants)


class _Mark(StrEnum):
    """Lines that are no paragraph themselves."""

    EMPTY = "empty"
    OPENS = "opens"
    CLOSES = "closes"


_ALONE = (BlockKind.HEADING, BlockKind.CARD)
"""Kinds of which every line is a paragraph."""

_KINDS: tuple[tuple[re.Pattern[str], BlockKind | _Mark], ...] = (
    (_OPENS, _Mark.OPENS),
    (_CLOSES, _Mark.CLOSES),
    (_CARD, BlockKind.CARD),
    (_HEADING, BlockKind.HEADING),
    (_BULLET, BlockKind.BULLETS),
    (_NUMBERED, BlockKind.NUMBERS),
    (_QUOTED, BlockKind.QUOTE),
)


def _kind_of(line: str) -> BlockKind | _Mark:
    bare = line.strip()
    if not bare:
        return _Mark.EMPTY
    return next((kind for pattern, kind in _KINDS if pattern.match(bare)), BlockKind.PARAGRAPH)


def _block(kind: BlockKind, lines: list[str], first: int, end: int, only_participants: bool) -> Block:
    bare = [line.strip() for line in lines[first:end]]
    source = "\n".join(lines[first:end])
    heading, card = _HEADING.match(bare[0]), _CARD.match(bare[0])
    return Block(
        kind,
        tuple(_without_mark(kind, line) for line in bare),
        first,
        end,
        source,
        only_participants,
        level=max(1, len(heading[1]) - 1) if heading and kind == BlockKind.HEADING else 0,
        card=int(card[1]) if card and kind == BlockKind.CARD else 0,
    )


def _without_mark(kind: BlockKind, line: str) -> str:
    for pattern, meant in _KINDS:
        if meant == kind and kind != BlockKind.CARD and (found := pattern.match(line)):
            return found[found.re.groups]
    return line


def _html_of(block: Block, depth: int, show_card: ShowCard) -> Markup:
    said = [inline(line) for line in block.lines]
    match block.kind:
        case BlockKind.CARD:
            return show_card(block.card)
        case BlockKind.HEADING:
            return Markup("<h{0}>{1}</h{0}>").format(depth, said[0])
        case BlockKind.BULLETS | BlockKind.NUMBERS:
            items = Markup("").join(Markup("<li>{}</li>").format(item) for item in said)
            return Markup("<{0}>{1}</{0}>").format("ul" if block.kind == BlockKind.BULLETS else "ol", items)
        case BlockKind.QUOTE:
            return Markup("<blockquote><p>{}</p></blockquote>").format(Markup("<br>\n").join(said))
        case _:
            return Markup("<p>{}</p>").format(Markup("<br>\n").join(said))


def _inline(text: str) -> Iterator[Markup]:
    at = 0
    for found in _INLINE.finditer(text):
        yield escape(text[at : found.start()])
        at = found.end()
        if found["strong"]:
            yield Markup("<strong>{}</strong>").format(inline(found["strong"]))
        elif found["em"]:
            yield Markup("<em>{}</em>").format(inline(found["em"]))
        else:
            address = found["address"] or found["bare"]
            words = found["words"] or found["bare"]
            yield Markup('<a href="{}" rel="nofollow ugc noopener">{}</a>').format(address, words)
    yield escape(text[at:])
