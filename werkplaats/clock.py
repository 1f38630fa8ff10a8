"""The only place that reads the time.

The demo can stand at any moment of an edition's life: its clock is shifted once, for every process alike, and then
runs on. Nothing else in the product may ask the system for the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_shift = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Let the clock of this process run this much ahead (or behind)."""
    global _shift
    _shift = by


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock start at another moment for a while; the demo makes its past with it."""
    before = _shift
    shift(moment - datetime.now(UTC))
    try:
        yield
    finally:
        shift(before)
