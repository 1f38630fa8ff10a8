"""Many people from a list in a file: it is read and shown first, and nobody is registered before that was confirmed.

Two jobs: one reads the file and keeps what it understood, one registers. That one writes down how far it is in the
transaction that registers the people, so that it goes on there when its worker died.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from werkplaats import audit, clock, files
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.files import File
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.steps import ask
from werkplaats.mail.addresses import email_key
from werkplaats.registration import dossier, queries
from werkplaats.registration.models import Perspective, Registration, RegistrationState
from werkplaats.registration.reading import Row, Trouble, Unreadable
from werkplaats.registration.steps import (
    Above,
    Answers,
    insert_registration,
    refuse_unless_possible,
    registration_changed,
)

READ, REGISTER = "intake.read", "intake.register"

LARGEST_FILE = 2 * 1024 * 1024
LISTS_ARE_KEPT = timedelta(days=1)
AT_ONCE = 50
"""So many people are registered in one transaction: others who want to write hardly wait."""

CSV, XLSX, KEPT = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json"
ZIP = b"PK\x03\x04"

EMPTY = N_("Choose a file first.")
TOO_LARGE = N_("This file is larger than 2 megabytes. A list of names is smaller: save only the list itself.")
OTHER_KIND = N_("We can read csv and xlsx. Save the list as one of these, and choose it once more.")
NOT_AS_NAMED = N_("The name of this file says something else than what is in it. Save the list once more.")
FULL = N_("There are fewer places than people in this list. Tick that they come on top of the places.")
GONE = N_("This list is not kept any more. Choose the file once more.")
NOBODY = N_("Nobody in this list can be registered.")


@dataclass(frozen=True)
class Done:
    """How far registering is: the rows that were looked at, and what became of their people. It is `finished` when
    the list itself is gone."""

    rows: int = 0
    registered: int = 0
    known: int = 0
    full: int = 0
    finished: bool = False


def ask_to_read(edition_id: int, content: bytes, name: str, actor: str) -> int:
    """Keep a file for a day, and let the worker read it; returns the job's id. The same file at once is one job."""
    kind = kind_of(content, name)
    with transaction():
        refuse_unless_possible(editions.locked(edition_id))
        question = f"{READ}:{edition_id}:{hashlib.sha256(content).hexdigest()}:{clock.now():%Y-%m-%dT%H:%M}:{actor}"
        job = session.scalars(select(Job).where(Job.key == question)).first()
        if job is None:
            file = files.keep(content, "list", kind, edition_id, clock.now() + LISTS_ARE_KEPT)
            job = ask(question, READ, edition_id=edition_id, file_id=file.public_id)
            audit.record(actor, "brought a list", edition_id, job=job.id)
        return job.id


def kind_of(content: bytes, name: str) -> str:
    """Csv or xlsx, by its name and by what is in it; refuses anything else in a sentence."""
    ending = name.lower().rpartition(".")[2]
    if not content:
        raise Refused(EMPTY)
    if len(content) > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if ending not in ("csv", "txt", "xlsx"):
        raise Refused(OTHER_KIND)
    if content.startswith(ZIP) != (ending == "xlsx"):
        raise Refused(NOT_AS_NAMED)
    return XLSX if ending == "xlsx" else CSV


def given(edition_id: int, file_id: str) -> File:
    """The file that somebody brought, or what was understood of it."""
    file = files.kept(edition_id, file_id)
    if file is None:
        raise Unreadable(GONE)
    return file


def keep_rows(edition_id: int, rows: Sequence[Row]) -> dict[str, Any]:
    """Keep what was understood, each known address named; returns what the page has to know of it."""
    looked = with_known(edition_id, rows)
    content = json.dumps([row.to_dict() for row in looked]).encode()
    with transaction():
        file = files.keep(content, "rows", KEPT, edition_id, clock.now() + LISTS_ARE_KEPT)
        return {"file": file.public_id, "good": sum(not row.troubles for row in looked), "rows": len(looked)}


def with_known(edition_id: int, rows: Iterable[Row]) -> list[Row]:
    """The rows, those of people who are registered or cancelled with who that is."""
    owners = select(Registration.email_key, Registration.public_id, Registration.state)
    owners = owners.where(Registration.edition_id == edition_id, Registration.guest_number == 0)
    known = {key: (public_id, state) for key, public_id, state in session.execute(owners)}
    return [_known(row, known) for row in rows]


def _known(row: Row, known: Mapping[str, tuple[str, RegistrationState]]) -> Row:
    public_id, state = known.get(email_key(row.email), ("", None))
    if not public_id or any(code == Trouble.TWICE for code, _ in row.troubles):
        return row
    code = Trouble.CANCELLED if state == RegistrationState.CANCELLED else Trouble.KNOWN
    return replace(row, troubles=(*row.troubles, (str(code), public_id)))


def rows_kept(edition_id: int, file_id: str) -> list[Row]:
    """What was understood of a file. Raises Unreadable when it is not kept any more."""
    return [Row.from_dict(row) for row in json.loads(given(edition_id, file_id).bytes)]


def ask_to_register(edition_id: int, read: Job, above_capacity: bool, actor: str) -> int:
    """Let the worker register everyone of a list that was read, in whose row nothing is wrong; returns the job's id.
    Asked twice it is one job; one that failed may be asked for again."""
    with transaction():
        edition = editions.locked(edition_id)
        refuse_unless_possible(edition)
        file_id, source_id = (read.result or {}).get("file", ""), read.args["file_id"]
        question = f"{REGISTER}:{file_id}:"
        last = session.scalars(select(Job).where(Job.key.startswith(question)).order_by(Job.id.desc())).first()
        if last is not None and last.state != JobState.FAILED:
            return last.id
        number = sum(not row.troubles for row in rows_kept(edition_id, file_id))
        if not number:
            raise Refused(NOBODY)
        left = dossier.room(edition)
        if left is not None and left < number and not above_capacity:
            raise Above(FULL)
        job = ask(
            f"{question}{last.id if last else 0}", REGISTER,
            edition_id=edition_id, file_id=file_id, source_id=source_id, above_capacity=above_capacity, actor=actor,
        )  # fmt: skip
        audit.record(actor, "imported a list", edition_id, job=job.id, people=number)
        return job.id


def register_some(job_id: int, rows: Sequence[Row]) -> Done:
    """Register the next few of these people, and write down how far that is; who is known by now is left alone. With
    the last of them nothing of the list has to be kept any more."""
    with transaction():
        edition = editions.locked(session.get_one(Job, job_id).args["edition_id"])
        job = session.get_one(Job, job_id, populate_existing=True)
        refuse_unless_possible(edition)
        done = Done(**(job.result or {}))
        now = rows[done.rows : done.rows + AT_ONCE]
        ids, done = _register(edition, done, now, job.args["above_capacity"], job.args["actor"])
        if done.rows >= len(rows):
            done = replace(done, finished=True)
            _forget(edition.id, job.args["file_id"], job.args["source_id"])
        job.result = asdict(done)
        if ids:
            input_changed(edition.id)
            registration_changed.send(ids=ids)
        return done


def done_of(job_id: int) -> Done:
    """How far registering is, as its job keeps it."""
    return Done(**(session.scalars(select(Job.result).where(Job.id == job_id)).one() or {}))


def _register(
    edition: Edition, done: Done, rows: Sequence[Row], above_capacity: bool, actor: str
) -> tuple[list[int], Done]:
    ids: list[int] = []
    left = None if above_capacity else dossier.room(edition)
    for row in rows:
        if queries.owner_of(edition.id, row.email) is not None:
            done = replace(done, known=done.known + 1)
        elif left is not None and left <= len(ids):
            done = replace(done, full=done.full + 1)
        else:
            registration = insert_registration(edition, _answers(row), clock.now())
            audit.record(actor, "imported", edition.id, registration=registration.id)
            ids.append(registration.id)
    return ids, replace(done, rows=done.rows + len(rows), registered=done.registered + len(ids))


def _forget(edition_id: int, *file_ids: str) -> None:
    session.execute(delete(File).where(File.edition_id == edition_id, File.public_id.in_(file_ids)))


def job_of(edition_id: int, job_id: int) -> Job | None:
    """The reading or the registering of a list of this edition."""
    job = session.get(Job, job_id)
    return job if job and job.name in (READ, REGISTER) and job.args.get("edition_id") == edition_id else None


def _answers(row: Row) -> Answers:
    return Answers(
        row.name,
        row.email,
        Perspective(row.perspective) if row.perspective else None,
        row.organisation,
        locale=row.locale,
    )
