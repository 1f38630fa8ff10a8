"""What the worker does every night: remove what was kept long enough.

A night is one task with its date in the key. Whoever looks first after the hour asks for it: a night that the worker
slept through is made up for as soon as it wakes, and two workers ask for the same one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from werkplaats import clock
from werkplaats.db import session
from werkplaats.jobs.models import Job
from werkplaats.jobs.run import work
from werkplaats.privacy import actions
from werkplaats.web.log import log

RETAIN = actions.RETAIN
HOUR = 3
"""Amsterdam is asleep."""


def retain_every_night() -> None:
    """Ask for the last night, if nobody did. Looking first costs a read."""
    night = (clock.now().astimezone(clock.AMSTERDAM) - timedelta(hours=HOUR)).date().isoformat()
    asked = session.scalar(select(Job.id).where(Job.key == actions.key_of(night)))
    session.rollback()
    if asked is None:
        actions.ask_to_retain(night)


@work(RETAIN)
def retain(job_id: int) -> dict[str, Any]:
    removed = actions.retain()
    log.info("retention", **{name.replace(" ", "_"): number for name, number in removed.items()})
    return removed
