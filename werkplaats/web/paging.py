"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import abort, request
from sqlalchemy import Select, func, select

from werkplaats.db import session

PER_PAGE = 50
PER_LONG_PAGE = 100


class Slice(NamedTuple):
    """One page of a list: its rows, which page it is of how many, and how long the whole list is."""

    rows: list[Any]
    page: int
    pages: int
    total: int


def cut(rows: Sequence[Any], per_page: int = PER_LONG_PAGE) -> Slice:
    """The page that the address asks for of rows that are there already; one that does not exist is not found."""
    page = request.args.get("page", 1, int)
    pages = max(1, -(-len(rows) // per_page))
    if not 1 <= page <= pages:
        abort(404)
    return Slice(list(rows[per_page * (page - 1) : per_page * page]), page, pages, len(rows))


def slice_of(statement: Select[*tuple[Any, ...]], per_page: int = PER_PAGE) -> Slice:
    """The page that the address asks for with `page`; one past the end is the last. Two queries."""
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    pages = max(1, -(-total // per_page))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    rows = session.execute(statement.limit(per_page).offset((page - 1) * per_page)).all()
    return Slice(list(rows), page, pages, total)
