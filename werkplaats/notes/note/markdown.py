"""The Markdown of a note, as paragraphs that can be shown, quoted and replaced one by one. No database, no Flask.

HTML in it is text, and what comes out is cleaned once more: only our own few elements are left, and links that lead to
the web. Pictures are no part of it: they would tell another site who reads a note.

Beside what everyone knows as Markdown there are two lines of our own: `[kaart 12]` stands for that card, and what is
between `::: deelnemers` and `:::` is for participants alone. A part that nobody closed ends with the note: it is better
to show too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

_CARD = re.compile(r"\[(?:kaart|card)[ \t]+(\d{1,9})\]$", re.IGNORECASE)
_OPENS = re.compile(r":::[ \t]*(?:alleen voor[ \t]+)?(?:deelnemers|participants)[ \t]*$", re.IGNORECASE)
_CLOSES = re.compile(r":::[ \t]*$")
_BARE_LINK = re.compile(r"https?://[^\s<>\"()\[\]{}*]*[^\s<>\"()\[\]{}*.,;:!?']")

_ELEMENTS = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_LOWEST = 6


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    CARD = "card"


@dataclass(frozen=True)
class Block:
    """One paragraph, as people call it: a heading, a list, a quote or a paragraph. `plain` is what it says without its
    marks, `card` the number of a card. It stands in the lines `first` to `end` of the text, as `source`."""

    kind: BlockKind
    plain: str
    first: int
    end: int
    source: str
    only_participants: bool = False
    card: int = 0
    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)


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
    return "\n".join(block.plain for block in for_everyone(text) if not block.card)


def replaced(text: str, block: Block, by: str) -> str:
    """The text with other words where this paragraph stands. They cannot open or close a part for participants: who may
    read them stays as it was."""
    lines = _lines(text)
    wanted = [line for line in _lines(by) if not (_OPENS.match(line.strip()) or _CLOSES.match(line.strip()))]
    return "\n".join([*lines[: block.first], *wanted, *lines[block.end :]])


def as_html(shown: Iterable[Block], show_card: ShowCard, top: int = 2) -> Markup:
    """The paragraphs as HTML. Headings begin at level `top` and never skip one, whatever was typed."""
    depth, made = top - 1, []
    for block in shown:
        if block.kind == BlockKind.CARD:
            made.append(show_card(block.card))
            continue
        tokens, depth = _with_levels(block.tokens, depth, top)
        html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
        made.append(Markup(_CLEANER.clean(html).strip()))
    return Markup("\n").join(part for part in made if part)


def as_markdown(shown: Iterable[Block], card_text: Callable[[int], str]) -> str:
    """The paragraphs as Markdown that any program reads; a card becomes the words that `card_text` gives for it."""
    parts = (card_text(block.card) if block.kind == BlockKind.CARD else block.source for block in shown)
    return "\n\n".join(part for part in parts if part) + "\n"


def cards_in(shown: Iterable[Block]) -> list[int]:
    """The numbers of the cards that stand in these paragraphs."""
    return [block.card for block in shown if block.kind == BlockKind.CARD]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Our own lines cut the text in stretches; what is between them is plain Markdown."""
    only_participants, begin = False, 0
    for at, line in enumerate([*lines, ":::"]):
        bare = line.strip()
        card = _CARD.match(bare)
        if not (card or _OPENS.match(bare) or _CLOSES.match(bare)):
            continue
        yield from _plain_markdown(lines, begin, at, only_participants)
        begin = at + 1
        if card:
            yield Block(BlockKind.CARD, "", at, at + 1, line, only_participants, card=int(card[1]))
        else:
            only_participants = bool(_OPENS.match(bare))


def _plain_markdown(lines: list[str], begin: int, end: int, only_participants: bool) -> Iterator[Block]:
    """The paragraphs of a stretch: each ends with a token that stands in nothing else."""
    mine: list[Token] = []
    for token in _MARKDOWN.parse("\n".join(lines[begin:end])):
        mine.append(token)
        if token.level > 0 or token.nesting > 0:
            continue
        first, last = (begin + line for line in mine[0].map or (0, 0))
        while last > first and not lines[last - 1].strip():
            last -= 1
        kind = BlockKind.HEADING if mine[0].type == "heading_open" else BlockKind.TEXT
        source = "\n".join(lines[first:last])
        yield Block(kind, _words(mine), first, last, source, only_participants, tokens=tuple(mine))
        mine = []


def _words(tokens: Iterable[Token]) -> str:
    """What somebody reads, line by line."""
    said = []
    for token in tokens:
        if token.type == "inline":
            parts = token.children or []
            said.append("".join("\n" if part.type.endswith("break") else part.content for part in parts))
        elif token.type in ("fence", "code_block"):
            said.append(token.content.rstrip("\n"))
    return "\n".join(said)


def _with_levels(tokens: Iterable[Token], depth: int, top: int) -> tuple[list[Token], int]:
    """The same with headings that fit below those before; returns also how deep the last one stands."""
    fitting = []
    for token in tokens:
        if token.type == "heading_open":
            depth = min(depth + 1, top - 1 + max(1, int(token.tag[1]) - 1), _LOWEST)
        if token.type.startswith("heading_"):
            token = token.copy(tag=f"h{depth}")
        fitting.append(token)
    return fitting, depth


def _only_the_web(_element: str, name: str, value: str) -> str | None:
    """A link names its whole address: `//elsewhere` and `/\\elsewhere` would leave the site unseen."""
    return value if name != "href" or value.lower().startswith(("https://", "http://")) else None


def _make_links(state: StateCore) -> None:
    """An address of the web is a link, also for who does not know the marks; unless it stands in a link already."""
    for token in state.tokens:
        depth, children = 0, list[Token]()
        for child in token.children or []:
            depth += child.nesting if child.type.startswith("link_") else 0
            children += [child] if depth or child.type != "text" else _with_links(child)
        token.children = children if token.type == "inline" else token.children


def _with_links(text: Token) -> Iterator[Token]:
    begin = 0
    for found in _BARE_LINK.finditer(text.content):
        yield text.copy(content=text.content[begin : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield text.copy(content=found[0])
        yield Token("link_close", "a", -1)
        begin = found.end()
    yield text.copy(content=text.content[begin:])


def _parser() -> MarkdownIt:
    """Every line end that somebody typed is one: few people know that Markdown ignores them."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
    parser.core.ruler.push("addresses", _make_links)
    return parser


_MARKDOWN = _parser()
_CLEANER = nh3.Cleaner(
    tags=_ELEMENTS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https"},
    attribute_filter=_only_the_web,
    link_rel="nofollow ugc noopener",
)
"""Whatever was let through by mistake goes here."""
