"""A form that nobody has filled in yet is the same page for everyone, but for its tokens.

So it is drawn once per process and change, kept without its tokens under the stamp of the public pages (which tells
whether anything on such a page can be another by now), and given fresh tokens for each reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, current_app, g, request

Tokens = tuple[str, ...]
"""What differs from reader to reader, always in the same order."""


@dataclass(frozen=True)
class _Page:
    """A page cut at its tokens: `order` tells which one stands between two pieces."""

    stamp: Hashable
    pieces: list[str]
    order: list[int]

    def with_tokens(self, tokens: Tokens) -> str:
        parts = [self.pieces[0]]
        for number, piece in zip(self.order, self.pieces[1:], strict=True):
            parts += (tokens[number], piece)
        return "".join(parts)


class BlankForms:
    """The blank forms of one process, by host and path."""

    def __init__(self, stamp: Callable[[], Hashable]) -> None:
        self._stamp = stamp
        self._pages: dict[tuple[str, str], _Page] = {}

    def page(self, fresh: Callable[[], Tokens]) -> str | None:
        """The page that is asked for, with fresh tokens; None when it must be drawn."""
        g.blank_stamp = self._stamp()
        kept = self._pages.get(_key())
        return kept.with_tokens(fresh()) if kept and kept.stamp == g.blank_stamp else None

    def keep(self, page: str, tokens: Tokens) -> str:
        """Remember the page that was drawn because there was none, and hand it back."""
        pieces = re.split(f"({'|'.join(map(re.escape, tokens))})", page)
        order = [tokens.index(token) for token in pieces[1::2]]
        if not request.query_string:
            self._pages[_key()] = _Page(g.blank_stamp, pieces[::2], order)
        return page

    def forget(self) -> None:
        """Start empty: for a database that was put in the place of another."""
        self._pages.clear()


def init_app(app: Flask, stamp: Callable[[], Hashable]) -> None:
    app.extensions["blank forms"] = BlankForms(stamp)


def blank_forms() -> BlankForms:
    forms: BlankForms = current_app.extensions["blank forms"]
    return forms


def _key() -> tuple[str, str]:
    """Where the page stands. What follows a question mark comes back in the link to the other language, so that page is
    never kept."""
    return request.host, request.full_path.rstrip("?")
