"""Claim with a lease: how several workers share one table without doing anything twice."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from werkplaats.db import Model, session

Row = TypeVar("Row", bound=Model)


def first_free(table: type[Row], ready: ColumnElement[bool], order: tuple[Any, ...]) -> Row | None:
    """The next ready row, locked for this transaction; one that another worker holds is passed over."""
    statement = select(table).where(ready).order_by(*order).limit(1).with_for_update(skip_locked=True)
    return session.scalars(statement).first()
