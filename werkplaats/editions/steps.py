"""Pieces of a write that other features share."""

from __future__ import annotations

from sqlalchemy import bindparam, update

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
