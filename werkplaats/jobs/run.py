"""Running jobs: claim one, do it, record the result, until none is left."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.jobs import engine
from werkplaats.jobs.claim import first_free
from werkplaats.jobs.models import Job, JobState
from werkplaats.web.log import log

Task = Callable[..., dict[str, Any] | None]

LEASE = timedelta(minutes=10)
MOST_TRIES = 3

_tasks: dict[str, Task] = {}


def work(name: str) -> Callable[[Task], Task]:
    """Register what does the jobs of this name. It gets the job's id and its args, and returns what the page shows."""

    def register(task: Task) -> Task:
        _tasks[name] = task
        return task

    return register


def run_all() -> int:
    """Do every job that is ready; returns how many. Told to stop, it ends after the job at hand."""
    done = 0
    while not engine.stopping() and (claimed := _claim()) is not None:
        _run(*claimed)
        done += 1
    return done


def report(job_id: int, percent: int) -> None:
    """Tell how far a job is, and hold its lease."""
    with transaction():
        values = {"progress": percent, "lease_until": clock.now() + LEASE}
        session.execute(update(Job).where(Job.id == job_id).values(values))


def _claim() -> tuple[int, str, dict[str, Any]] | None:
    """Take the oldest ready job. Looking first costs a read; the write lock is only taken when there is work."""
    moment = clock.now()
    ready = or_(Job.state == JobState.QUEUED, and_(Job.state == JobState.RUNNING, Job.lease_until < moment))
    ready = and_(ready, Job.tries < MOST_TRIES)
    if session.scalar(select(Job.id).where(ready).limit(1)) is None:
        session.rollback()
        return None
    with transaction():
        job = first_free(Job, ready, (Job.created_at, Job.id))
        if job is None:
            return None
        job.state, job.tries, job.lease_until = JobState.RUNNING, job.tries + 1, moment + LEASE
        return job.id, job.name, job.args


def give_up_on_dead() -> None:
    """A job whose worker died every time is failed, so that its page stops waiting."""
    dead = and_(Job.state == JobState.RUNNING, Job.lease_until < clock.now(), Job.tries >= MOST_TRIES)
    if session.scalar(select(Job.id).where(dead).limit(1)) is None:
        session.rollback()
        return
    with transaction():
        session.execute(update(Job).where(dead).values(state=JobState.FAILED, result={"error": "died"}))


def _run(job_id: int, name: str, args: dict[str, Any]) -> None:
    try:
        result, state = _tasks[name](job_id, **args), JobState.DONE
    except Exception as error:  # a job that crashes must be seen as failed, whatever it was
        session.rollback()
        log.error("job failed", job=name, id=job_id, trace=traceback.format_exc())
        result, state = {"error": type(error).__name__}, JobState.FAILED
    with transaction():
        values = {"state": state, "result": result, "progress": 100, "lease_until": None}
        session.execute(update(Job).where(Job.id == job_id).values(values))
