"""Everything that can change a public page, read in microseconds.

Every change that the public can see raises the version of its edition (one listener in `editions.models`
does that), the clock brings editions into their next phase, and places run out. A stamp is all of this of all
editions at once: as long as it stays the same, so do the pages. It is read before each answer, on a connection
of its own that begins no transaction, and so it is true for every process at once.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Select, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from werkplaats import clock
from werkplaats.db import engine_options
from werkplaats.editions.models import Edition, EditionState
from werkplaats.programme.models import ProgrammeItem, Round
from werkplaats.registration.models import Registration
from werkplaats.registration.seats import is_ahead

Versions = tuple[tuple[int, int, str], ...]

VERSIONS = select(Edition.id, Edition.version, Edition.lot_seed).order_by(Edition.id)
"""An id can come back after an edition is removed; its lot seed, which is random, does not."""

MOMENTS_OF_EDITIONS = (
    Edition.starts_at,
    Edition.ends_at,
    Edition.registration_opens_at,
    Edition.registration_closes_at,
    Edition.ranking_closes_at,
    Edition.needs_until,
)
MOMENTS = (
    select(*MOMENTS_OF_EDITIONS),
    select(Round.starts_at, Round.ends_at),
    select(ProgrammeItem.starts_at, ProgrammeItem.ends_at),
)
"""At each of these a page may say something else: the door opens or closes, one part ends and the next one begins."""


class Stamp(NamedTuple):
    """The version of every edition, how many moments of them and of their days have passed, and which open ones are
    full."""

    versions: Versions
    moments_passed: int
    full: tuple[bool, ...]


class _Limited(NamedTuple):
    """An edition with a limited number of places, and how to count who has one or comes first for one."""

    opens_at: datetime
    closes_at: datetime
    capacity: int
    number_sql: str


class _Learned(NamedTuple):
    """What only changes together with a version, and so need not be read each time."""

    versions: Versions
    moments: list[datetime]
    limited: list[_Limited]


NOTHING_LEARNED = _Learned((), [], [])


class StampReader:
    """Reads the stamp for one process. It speaks to the driver directly: this runs before every kept page."""

    def __init__(self, database_url: str) -> None:
        options = engine_options(database_url) | {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": False}
        self._engine = create_engine(database_url, pool_reset_on_return=None, **options)
        self._versions = self._sql(VERSIONS)
        self._learned = NOTHING_LEARNED

    def forget(self) -> None:
        """Learn everything anew: for a database that was put in the place of another."""
        self._learned = NOTHING_LEARNED

    def read(self) -> Stamp | None:
        """The stamp of this moment; None when the database cannot tell."""
        try:
            connection = self._engine.raw_connection()
        except SQLAlchemyError:
            return None
        try:
            return self._read(connection.cursor())
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            connection.invalidate()
            return None
        finally:
            connection.close()

    def _read(self, cursor: Any) -> Stamp:
        cursor.execute(self._versions)
        versions = tuple(map(tuple, cursor.fetchall()))
        learned = self._learned if self._learned.versions == versions else self._learn(versions)
        moment = clock.now()
        full = tuple(
            _is_full(cursor, edition) for edition in learned.limited if edition.opens_at <= moment < edition.closes_at
        )
        return Stamp(versions, bisect_right(learned.moments, moment), full)

    def _learn(self, versions: Versions) -> _Learned:
        """Read the rest of the editions. A change in between does no harm: the next stamp differs."""
        with self._engine.connect() as connection:
            rows = (row for statement in MOMENTS for row in connection.execute(statement))
            moments = [moment for row in rows for moment in row if moment]
            limited = connection.execute(
                select(
                    Edition.id,
                    Edition.registration_opens_at,
                    Edition.registration_closes_at,
                    Edition.capacity,
                )
                .where(Edition.capacity.is_not(None), Edition.state == EditionState.PUBLISHED)
                .order_by(Edition.id)
            ).all()
        counted = [
            _Limited(opens, closes, capacity or 0, self._sql(_number_of(id))) for id, opens, closes, capacity in limited
        ]
        self._learned = _Learned(versions, sorted(moments), counted)
        return self._learned

    def _sql(self, statement: ClauseElement) -> str:
        return str(statement.compile(dialect=self._engine.dialect, compile_kwargs={"literal_binds": True}))


def _number_of(edition_id: int) -> Select[int]:
    return select(func.count(Registration.id)).where(Registration.edition_id == edition_id, is_ahead())


def _is_full(cursor: Any, edition: _Limited) -> bool:
    cursor.execute(edition.number_sql)
    return bool(cursor.fetchone()[0] >= edition.capacity)
