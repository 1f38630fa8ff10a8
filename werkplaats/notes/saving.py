"""A part of the harvest as a text document, which the worker makes."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import func, select

from werkplaats import audit, clock, files
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.steps import ask

SAVE = "harvest.save"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEPT = timedelta(days=1)


def ask_for_document(edition_id: int, asked: dict[str, str], language: str, actor: str) -> int:
    """Let the worker make a document of what these filters choose; returns the job's id. A double click is one,
    and what failed is made again."""
    with transaction():
        version = session.scalars(select(Edition.version).where(Edition.id == edition_id)).one()
        what = json.dumps(asked, sort_keys=True)
        question = f"{SAVE}:{edition_id}:{language}:{version}:{clock.now():%Y-%m-%dT%H:%M}:{what}:"
        failed = Job.key.startswith(question, autoescape=True), Job.state == JobState.FAILED
        number = session.scalar(select(func.count()).where(*failed))
        job = ask(f"{question}{number}", SAVE, edition_id=edition_id, asked=asked, language=language)
        audit.record(actor, "saved the harvest in a file", edition_id)
        return job.id


def keep(edition_id: int, content: bytes, name: str) -> str:
    """Keep a document for a day; returns its random id."""
    with transaction():
        return files.keep(content, name, DOCX, edition_id, clock.now() + KEPT).public_id


def job_of(edition_id: int, job_id: int) -> Job | None:
    """The request for a document of the harvest of this edition."""
    job = session.get(Job, job_id)
    return job if job and job.name == SAVE and job.args.get("edition_id") == edition_id else None
