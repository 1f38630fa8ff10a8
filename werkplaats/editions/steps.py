"""Pieces of a write that other features share."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, update

from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import N_, Refused

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


def refuse_in_archive(edition_id: int) -> None:
    """What stands in the archive stays as it is. Taking one's own back is always possible, so that never asks this."""
    if session.get_one(Edition, edition_id).state == EditionState.ARCHIVED:
        raise Refused(N_("This edition is in the archive: nothing changes there now. You can take back what is yours."))
