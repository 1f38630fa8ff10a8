"""Job: long work that a person asked for. The row is the truth; the task engine only wakes the worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats.db import Json, Model, State, UtcDateTime


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


WAITING = (JobState.QUEUED, JobState.RUNNING)
RELOAD_SECONDS = 2
"""A page that waits for a job looks again by itself, without script."""


class Job(Model):
    """`key` makes a double click one job; `progress` is 0–100; a lease that ran out means that the worker died."""

    __table_args__ = (Index("ix_job_state_created_at", "state", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[JobState] = mapped_column(State(JobState), default=JobState.QUEUED)
    progress: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
