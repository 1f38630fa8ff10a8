"""Texts that organisers write with a few marks, as HTML that cannot harm.

Two locks on one door. The parser passes no HTML through, so tags that somebody types are words. What it makes is then
cleaned with a list of what may stand on a page: nothing that loads, runs, or looks like another part of the page.
Addresses that only seem to lead here (//elsewhere) do not pass either.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from werkplaats.web.fields import is_web_address

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "a", "code", "hr"}
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}
SCHEMES = {"http", "https", "mailto", "tel"}
REL = "noopener nofollow"
DEEPEST = 4

_parser = MarkdownIt("commonmark", {"html": False}).disable("image")
"""Pictures have a place of their own, with words for who does not see them."""


def as_html(text: str) -> Markup:
    """The text as HTML. Its headings begin below the one of the page, and skip no level."""
    tokens = _parser.parse(text)
    _place_headings(tokens)
    made = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL, attribute_filter=_safe,
    ))  # fmt: skip


def as_words(text: str) -> str:
    """The text as one line of plain words, for a summary."""
    return " ".join(as_html(text).striptags().split())


def _place_headings(tokens: list[Token]) -> None:
    depth = 1
    for opening in (token for token in tokens if token.type == "heading_open"):
        depth = min(int(opening.tag[1]) + 1, depth + 1, DEEPEST)
        closing = next(token for token in tokens[tokens.index(opening) :] if token.type == "heading_close")
        opening.tag = closing.tag = f"h{depth}"


def _safe(tag: str, attribute: str, value: str) -> str | None:
    """An address of a page elsewhere, of a page of ours, or of somebody to mail or call."""
    if (tag, attribute) != ("a", "href"):
        return value
    here = value.startswith("/") and not value.startswith(("//", "/\\"))
    return value if here or value.startswith(("mailto:", "tel:")) or is_web_address(value) else None
