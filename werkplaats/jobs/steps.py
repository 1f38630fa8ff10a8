"""Asking for a job, inside the transaction of whatever asks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from werkplaats import clock
from werkplaats.db import one_at_a_time, session
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.jobs.models import Job, JobState


def ask(key: str, name: str, **args: Any) -> Job:
    """Queue a job once: while one with this key exists, that one is the answer."""
    one_at_a_time(f"job {key}")
    job = session.scalars(select(Job).where(Job.key == key)).first()
    if job is None:
        job = Job(key=key, name=name, args=args, state=JobState.QUEUED, created_at=clock.now())
        session.add(job)
        session.flush()
    wake_after_commit()
    return job
