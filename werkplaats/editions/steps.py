"""Pieces of a write that other features share."""

from __future__ import annotations

from sqlalchemy import update

from werkplaats.db import session
from werkplaats.editions.models import Edition


def input_changed(edition_id: int) -> None:
    """Say that what the assignment reads has changed: every draft made before is stale now."""
    statement = update(Edition).where(Edition.id == edition_id).values(input_stamp=Edition.input_stamp + 1)
    session.execute(statement.execution_options(synchronize_session=False))
