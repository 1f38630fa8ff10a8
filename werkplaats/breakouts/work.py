"""What only the worker does: solving, offering seats that came free, and lists as workbooks.

Nothing else of the product loads the solver.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from werkplaats.breakouts import actions, exports, offers, queries, steps
from werkplaats.breakouts.assignment.changes import Relief
from werkplaats.breakouts.assignment.conflicts import AtLeast
from werkplaats.breakouts.assignment.minimum import proposals
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.solver import solve
from werkplaats.breakouts.exports import Line
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.picture import picture_of
from werkplaats.breakouts.queries import Settings
from werkplaats.breakouts.seats import Counting
from werkplaats.db import session
from werkplaats.jobs import run
from werkplaats.jobs.run import work
from werkplaats.web.sheets import text

TIME_LIMIT_S = 120.0
PERCENT_READ, PERCENT_SOLVED = 5, 80

BREAKOUTS_WITH_PROPOSALS = 2
PROPOSAL_SECONDS = 2.0

DIAL_PERCENTS = (0, 1, 2, 5)
DIAL_SECONDS = 2.0
"""How long the organiser waits for the dial at most: what does not fit is left out."""


@work(actions.SOLVE)
def make_draft(job_id: int, edition_id: int, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read, solve, keep. Reporting ends the reading transaction: none is open while the solver works."""
    asked = Settings.from_dict(settings or {})
    basis, problem = actions.read_basis(edition_id), queries.problem_of(edition_id, asked)
    run.report(job_id, PERCENT_READ)
    result = solve(problem, time_limit=TIME_LIMIT_S, progress=lambda _, part: _report(job_id, part))
    if result.status == Status.INFEASIBLE:
        return {"because": because(result), "relief": relief(result), "minimum": minimum(problem, result)}
    dial = list(dial_of(problem, result))
    return {"plan": actions.store_plan(edition_id, problem, result, basis, asked, dial)}


@work(steps.OFFER_SEAT)
def offer_seat(job_id: int, edition_id: int, plan_id: int, slot_id: int) -> dict[str, Any]:
    """Offer a seat that came free in this plan to whom it helps most."""
    return offers.offer_freed(job_id, Counting(plan_id, edition_id), slot_id)


def because(result: Result) -> list[dict[str, Any]]:
    """The rules that collide, as plain values that a page can say in its own language."""
    return [_told("rule", conflict) for conflict in result.conflicts]


def relief(result: Result) -> list[list[dict[str, Any]]]:
    """The changes of each way out, as plain values too."""
    return [[_told("change", change) for change in way.changes] for way in result.relief if isinstance(way, Relief)]


def minimum(problem: Problem, result: Result) -> list[dict[str, Any]]:
    """For breakouts that cannot reach their minimum: what could be done with them, and what people notice of it."""
    too_empty = dict.fromkeys(rule.breakout for rule in result.conflicts if isinstance(rule, AtLeast))
    return [
        _told("change", proposal.change) | asdict(proposal.effect)
        for breakout in list(too_empty)[:BREAKOUTS_WITH_PROPOSALS]
        for proposal in proposals(problem, breakout, lambda changed: solve(changed, time_limit=PROPOSAL_SECONDS))
    ]


def _told(what: str, entry: Any) -> dict[str, Any]:
    return {what: type(entry).__name__, **asdict(entry)}


def dial_of(problem: Problem, solved: Result) -> Iterator[dict[str, int]]:
    """For each step of the mix dial what it gives and costs; only steps that are proven, in the order of the dial."""
    until = time.monotonic() + DIAL_SECONDS
    for budget in sorted({problem.mix_budget, *(budget_of(p, len(problem.people)) for p in DIAL_PERCENTS)}):
        left = until - time.monotonic()
        if budget == problem.mix_budget:
            yield _step(budget, solved)
        elif left > 0:
            result = solve(replace(problem, mix_budget=budget), time_limit=left)
            if result.status == Status.OPTIMAL:
                yield _step(budget, result)


def budget_of(percent: int, people: int) -> int:
    """A share of the people as a number, rounded up."""
    return -(-people * percent // 100)


def _step(budget: int, result: Result) -> dict[str, int]:
    values: dict[str, Any] = {level.name: level.value for level in result.levels}
    regret, mix = values["regret"], values["mix"]
    lower = regret[-1] if regret else 0
    return {"budget": budget, "lower": lower, "first": values["first"], "silent": mix[0], "shortage": mix[1]}


SHEET_NAME = 31
WRAPPED, BOLD = Alignment(vertical="top", wrap_text=True), Font(bold=True)
WIDTHS = (16, 14, 36, 36, 36)


@work(actions.LISTS)
def make_lists(job_id: int, plan_id: int, slot_id: int | None, language: str) -> dict[str, Any]:
    """A workbook: everyone of one slot, or a sheet for the whole day and one for every slot."""
    plan = session.get_one(Plan, plan_id)
    picture = picture_of(plan)
    with force_locale(language):
        slots = [slot for slot in picture.slots if slot_id in (None, slot.id)]
        sheets = [(_("Everyone"), exports.lines(picture))] if slot_id is None else []
        sheets += [
            (f"{n} {exports.slot_name(slot)}", exports.lines(picture, slot.id)) for n, slot in enumerate(slots, 1)
        ]
        content = _workbook(sheets, exports.headings())
        name = exports.file_name(plan, slots[0] if slot_id and slots else None, "xlsx")
    return {"file": actions.keep_lists(plan.edition_id, content, name)}


def _workbook(sheets: Sequence[tuple[str, Sequence[Line]]], headings: Sequence[str]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", text(title))[:SHEET_NAME])
        sheet.freeze_panes = "A2"
        for row, cells in enumerate([headings, *lines], start=1):
            for column, value in enumerate(cells, start=1):
                cell = sheet.cell(row, column, text(value))
                cell.data_type = "s"
                cell.alignment = WRAPPED
                if row == 1:
                    cell.font = BOLD
        for column, width in enumerate(WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.print_title_rows = "1:1"
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _report(job_id: int, part: float) -> None:
    run.report(job_id, PERCENT_READ + int(part * (PERCENT_SOLVED - PERCENT_READ)))
