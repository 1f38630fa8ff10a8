"""Pieces of a write that other features share."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, update

from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.models import Edition

_INPUT_CHANGED = (
    update(Edition)
    .where(Edition.id == bindparam("of"))
    .values(input_stamp=Edition.input_stamp + 1)
    .execution_options(synchronize_session=False)
)


def input_changed(edition_id: int) -> None:
    """Say that what the assignment reads has changed: every draft made before is stale now."""
    session.execute(_INPUT_CHANGED, {"of": edition_id})


def shown_otherwise(edition_ids: Collection[int]) -> None:
    """Say that the public pages of these editions are others now, though no row that they show has changed."""
    changed = update(Edition).where(Edition.id.in_(edition_ids))
    values = {"version": Edition.version + 1, "changed_at": clock.now()}
    session.execute(changed.values(values).execution_options(synchronize_session=False))
