"""A form that nobody has filled in yet is the same page for everyone, but for its tokens; so is the page that thanks
for it, but for the address.

So such a page is drawn once per process and change, kept without its tokens under the stamp of the public pages (which
tells whether anything on it can be another by now), and given fresh tokens for each reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, current_app, g, request

Tokens = tuple[str, ...]
"""What differs from reader to reader, as it stands in HTML, always in the same order."""


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
    """What one process keeps, by host and path."""

    def __init__(self, stamp: Callable[[], Hashable]) -> None:
        self._stamp = stamp
        self._pages: dict[tuple[str, str], _Page] = {}

    def page(self, fresh: Callable[[], Tokens]) -> str | None:
        """The page that is asked for, with fresh tokens; None when it must be drawn."""
        g.blank_stamp = self._stamp()
        kept = self._pages.get(_key())
        return kept.with_tokens(fresh()) if kept and kept.stamp == g.blank_stamp else None

    def keep(self, page: str, drawn: Tokens, fresh: Tokens) -> str:
        """Remember the page that was drawn because there was none, and hand it back with fresh tokens. What it was
        `drawn` with stands nowhere else on it: nobody can guess it."""
        pieces = re.split(f"({'|'.join(map(re.escape, drawn))})", page)
        order = [drawn.index(token) for token in pieces[1::2]]
        made = _Page(g.blank_stamp, pieces[::2], order)
        if not request.query_string:
            self._pages[_key()] = made
        return made.with_tokens(fresh)

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
