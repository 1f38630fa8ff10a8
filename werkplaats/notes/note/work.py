"""What only the worker does: mailing those who may read a note first."""

from __future__ import annotations

from typing import Any

from werkplaats.jobs import run
from werkplaats.jobs.run import work
from werkplaats.notes.note import actions

REPORT_EVERY = 50


@work(actions.INVITE)
def invite_to_review(job_id: int, note_id: int) -> dict[str, Any]:
    number = 0
    for number, part in enumerate(actions.invite_to_review(note_id), start=1):
        if number % REPORT_EVERY == 0:
            run.report(job_id, int(100 * part))
    return {"people": number}
