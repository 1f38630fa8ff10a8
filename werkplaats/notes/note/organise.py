"""The notes of an edition: how it stands with each, until when they are written; reading, publishing, hiding them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.notes import personal_data
from werkplaats.notes.note import actions, markdown, queries, words
from werkplaats.notes.note.forms import DeadlineForm
from werkplaats.notes.note.models import Note, RemarkKind
from werkplaats.programme import queries as programme
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import mark

bp = Blueprint("note_organise", __name__, url_prefix="/organisatie/<edition>/verslagen")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return _page(shown, DeadlineForm.of(shown))


@bp.post("/termijn")
def deadline(edition: str) -> str | Response | tuple[str, int]:
    shown, form = organised_edition(edition), DeadlineForm()
    if not form.validate():
        return _page(shown, form)
    try:
        actions.set_deadline(shown.id, form.wanted(), form.seen.data or "", actor())
    except Stale as stale:
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(actions.deadline_of(shown))
        return _page(shown, form), 409
    except Refused as refused:
        form.at.errors = [sentence(refused)]
        return _page(shown, form)
    flash(_("Your changes are saved."))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.get("/<int:slot_id>")
def note(edition: str, slot_id: int) -> str:
    shown = organised_edition(edition)
    found = _note(shown, slot_id)
    now = queries.current(found.id)
    text = now.text if now else ""
    said = queries.remarks(found.id)
    return render_template(
        "notes/note/organise/note.html",
        edition=shown,
        note=found,
        slot=found.slot,
        now=now,
        html=words.blocks_as_html(markdown.blocks(text), queries.readable_cards(shown.id, text), top=3),
        remarks=[remark for remark in said if remark.kind != RemarkKind.AGREE],
        agreed=sum(remark.kind == RemarkKind.AGREE for remark in said),
        unanswered=queries.number_unanswered(found.id),
        readers=queries.number_who_were_there(slot_id),
        found=personal_data.found_in(text),
        kind=words.kind,
        may_change=may_change(),
    )


@bp.post("/<int:slot_id>/publiceren")
def publish(edition: str, slot_id: int) -> Response:
    """The page sends along which text it showed: nobody publishes words they have not read."""
    seen = request.form.get("seen", "")
    return _done(
        edition, slot_id, lambda note: actions.publish_note(note.id, seen, actor()), _("The note is public now.")
    )


@bp.post("/<int:slot_id>/terug")
def reopen(edition: str, slot_id: int) -> Response:
    done = _("The note is with those who were there again. Nobody else reads it now.")
    return _done(edition, slot_id, lambda note: actions.reopen_note(note.id, actor()), done)


@bp.post("/<int:slot_id>/verbergen")
def hide(edition: str, slot_id: int) -> Response:
    done = _("The note is hidden. Only organisers see it.")
    return _done(edition, slot_id, lambda note: actions.hide_note(note.id, actor()), done)


@bp.post("/<int:slot_id>/herinneren")
def remind(edition: str, slot_id: int) -> Response:
    shown = organised_edition(edition)
    check_token()
    if not any(slot.id == slot_id for slot in programme.slots(shown.id)):
        abort(404)
    try:
        made = actions.remind(slot_id, actor())
        flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", made) if made else _(
            "They had this mail today already. Tomorrow you can send it again."
        ))  # fmt: skip
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


def _page(shown: Edition, form: DeadlineForm) -> str:
    lines = queries.lines(shown)
    return render_template(
        "notes/note/organise/overview.html",
        edition=shown,
        form=form,
        lines=lines,
        due_at=queries.due_at(shown),
        remind_days=actions.REMIND_BEFORE.days,
        may_change=may_change(),
    )


def _done(edition: str, slot_id: int, action: Callable[[Note], None], done: str) -> Response:
    found = _note(organised_edition(edition), slot_id)
    check_token()
    try:
        action(found)
        flash(done)
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".note", edition=edition, slot_id=slot_id), 303)


def _note(shown: Edition, slot_id: int) -> Note:
    found = queries.note_of(slot_id)
    return found if found is not None and found.edition_id == shown.id else abort(404)
