"""What only the worker does: making the mails of a letter."""

from __future__ import annotations

from typing import Any

from werkplaats.jobs import run
from werkplaats.jobs.run import work
from werkplaats.letters import actions

REPORT_EVERY = 50


@work(actions.SEND)
def send_letter(job_id: int, letter_id: int) -> dict[str, Any]:
    number = 0
    for number, part in enumerate(actions.queue_letter(letter_id), start=1):
        if number % REPORT_EVERY == 0:
            run.report(job_id, int(100 * part))
    return {"people": number}
