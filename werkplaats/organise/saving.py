"""Saving people in a file: asking for it is written down, because then their data are in somebody's folder."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import func, select

from werkplaats import audit, clock, files
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.steps import ask
from werkplaats.organise.table import Export

SAVE = "people.save"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(days=1)


def record_saving(edition_id: int, export: Export, actor: str) -> None:
    """Write down that somebody takes these people along."""
    with transaction():
        _record(edition_id, export, actor)


def ask_for_workbook(edition_id: int, export: Export, language: str, actor: str) -> int:
    """Let the worker make a workbook; returns the job's id. A double click is one workbook."""
    with transaction():
        stamp = session.scalars(select(Edition.input_stamp).where(Edition.id == edition_id)).one()
        asked = json.dumps(export.to_dict(), sort_keys=True)
        question = f"{SAVE}:{edition_id}:{language}:{stamp}:{clock.now():%Y-%m-%dT%H:%M}:{actor}:{asked}:"
        failed = Job.key.startswith(question, autoescape=True), Job.state == JobState.FAILED
        number = session.scalar(select(func.count()).where(*failed))
        job = ask(f"{question}{number}", SAVE, edition_id=edition_id, export=export.to_dict(), language=language)
        _record(edition_id, export, actor)
        return job.id


def keep(edition_id: int, content: bytes, name: str) -> str:
    """Keep a workbook for a day, for who asked for it; returns its random id."""
    with transaction():
        return files.keep(content, name, XLSX, edition_id, clock.now() + KEPT).public_id


def job_of(edition_id: int, job_id: int) -> Job | None:
    """The request for a workbook of people of this edition."""
    job = session.get(Job, job_id)
    return job if job and job.name == SAVE and job.args.get("edition_id") == edition_id else None


def _record(edition_id: int, export: Export, actor: str) -> None:
    what = [name for name, asked in (("needs", export.needs), ("remarks", export.remarks)) if asked]
    audit.record(actor, "saved people in a file", edition_id, **dict.fromkeys(what, 1))
