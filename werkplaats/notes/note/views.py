"""What a note taker or host does: writing the note of their slot, passing the pen, answering those who were there."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import clock
from werkplaats.errors import Refused
from werkplaats.notes.note import actions, markdown, queries, review, words
from werkplaats.notes.note.access import Desk, my_desk, my_note
from werkplaats.notes.note.actions import Saved
from werkplaats.notes.note.differences import differences
from werkplaats.notes.note.forms import AnswerForm, NoteForm
from werkplaats.notes.note.models import Remark, RemarkKind
from werkplaats.people.access import person_here
from werkplaats.registration.access import make_personal
from werkplaats.web.dates import time
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("note", __name__, url_prefix="/mijn/taken/<int:slot_id>/verslag")
bp.add_app_template_global(words.state, "note_state")
bp.add_app_template_global(words.state_tag, "note_state_tag")
make_personal(bp)

# Writing.


@bp.get("")
def write(slot_id: int) -> str:
    desk = my_desk(slot_id)
    return _page(desk, _form(desk))


@bp.post("")
def save(slot_id: int) -> BaseResponse | str | tuple[str, int]:
    """Save, show how it would look, or save and go on to those who were there: which, says the button."""
    form = NoteForm()
    if person_here() is None:
        return _page_was_closed(form)
    desk = my_desk(slot_id)
    if not form.validate():
        return _page(desk, form)
    if request.form.get("do") == "preview":
        return _page(desk, form)
    try:
        saved = actions.save(
            slot_id, desk.person.id, form.text.data or "", form.seen.data or "", with_pen=bool(form.take.data)
        )
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(desk, form), 409
    if saved.aside:
        return _page_of_both(slot_id, form, saved)
    if request.form.get("do") == "review":
        return redirect(url_for(".confirm_review", slot_id=slot_id), 303)
    flash(_("Your text is saved."))
    return redirect(url_for(".write", slot_id=slot_id), 303)


@bp.post("/tussendoor")
def save_meanwhile(slot_id: int) -> Response | tuple[Response, int]:
    """What the page does by itself while somebody writes. It answers what happened in a sentence."""
    desk, form = my_desk(slot_id), NoteForm()
    if not form.validate():
        return jsonify(said=_("Not saved yet. Press “Save” to see why. Your text stays in this browser.")), 400
    try:
        saved = actions.save(slot_id, desk.person.id, form.text.data or "", form.seen.data or "", by_itself=True)
    except Refused as refused:
        return jsonify(said=sentence(refused)), 409
    if saved.aside:
        return jsonify(said=_("Somebody else wrote here too. Your text is kept. Press “Save” to see both.")), 409
    return jsonify(said=_("Saved at %(time)s.", time=time(clock.now())), seen=saved.stamp)


@bp.post("/pen")
def take_pen(slot_id: int) -> BaseResponse:
    desk = my_desk(slot_id)
    check_token()
    try:
        actions.take_pen(slot_id, desk.person.id)
        flash(_("You have the pen now."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".write", slot_id=slot_id), 303)


# Versions.


@bp.get("/versies")
def versions(slot_id: int) -> str:
    note = my_note(slot_id)
    return render_template("notes/note/versions.html", note=note, slot=note.slot, versions=queries.versions(note.id))


@bp.get("/versies/<int:number>")
def version(slot_id: int, number: int) -> str:
    """One version, and what it changed in the text that its author began from."""
    note = my_note(slot_id)
    shown = queries.version(note.id, number) or abort(404)
    before = queries.before(shown)
    return render_template(
        "notes/note/version.html",
        note=note,
        slot=note.slot,
        version=shown,
        before=before,
        pieces=differences(before.text if before else "", shown.text),
    )


# Review.


@bp.get("/nalezen")
def confirm_review(slot_id: int) -> str:
    note = my_note(slot_id)
    return render_template(
        "notes/note/confirm_review.html",
        note=note,
        slot=note.slot,
        now=queries.current(note.id),
        people=queries.number_who_were_there(slot_id),
    )


@bp.post("/nalezen")
def send_for_review(slot_id: int) -> BaseResponse:
    desk = my_desk(slot_id)
    check_token()
    try:
        actions.send_for_review(slot_id, desk.person.id, request.form.get("seen", ""))
        flash(_("Those who were there can read it now. What they say comes here."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".remarks" if desk.note else ".write", slot_id=slot_id), 303)


@bp.get("/opmerkingen")
def remarks(slot_id: int) -> str:
    return _remarks_page(my_desk(slot_id), my_note(slot_id).id)


@bp.post("/opmerkingen/<int:remark_id>/overnemen")
def take_over(slot_id: int, remark_id: int) -> BaseResponse:
    desk, _note = my_desk(slot_id), my_note(slot_id)
    check_token()
    queries.remark(_note.id, remark_id) or abort(404)
    try:
        number = review.take_over(slot_id, desk.person.id, remark_id)
        flash(_("The proposal is in the note now, as version %(number)s.", number=number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".remarks", slot_id=slot_id), 303)


@bp.post("/opmerkingen/<int:remark_id>/antwoord")
def answer(slot_id: int, remark_id: int) -> BaseResponse | str | tuple[str, int]:
    desk, form = my_desk(slot_id), AnswerForm()
    note = desk.note or abort(404)
    remark = queries.remark(note.id, remark_id) or abort(404)
    if not form.validate():
        return _remarks_page(desk, note.id, form, remark)
    try:
        review.answer(slot_id, desk.person.id, remark_id, form.answer.data or "")
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _remarks_page(desk, note.id, form, remark), 409
    flash(_("Your answer is sent. Who said it reads it on their own page."))
    return redirect(url_for(".remarks", slot_id=slot_id), 303)


def _form(desk: Desk) -> NoteForm:
    now = queries.current(desk.note.id) if desk.note else None
    text = now.text if now else words.beginning(desk.slot.breakout.conditions)
    return NoteForm(data={"text": text, "seen": now.stamp if now else ""})


def _page(desk: Desk, form: NoteForm, saved: Saved | None = None) -> str:
    """`saved` is what was kept aside just now, beside which stands what counts."""
    person, slot, note = desk
    now = queries.current(note.id) if note else None
    text = form.text.data or ""
    shown = queries.readable_cards(slot.round.edition_id, text)
    return render_template(
        "notes/note/write.html",
        slot=slot,
        note=note,
        form=form,
        now=now,
        is_open=note is None or note.state in queries.OPEN_TO_CHANGE,
        pen=note.pen if note and note.pen_id != person.id else None,
        aside=saved,
        kept_aside=queries.kept_aside(note.id, person.id) if note and not saved else None,
        pieces=differences(now.text, text) if saved and now else [],
        preview=words.blocks_as_html(markdown.blocks(text), shown, top=3),
        cards=queries.cards_to_quote(slot),
        how_to_name=words.how_to_name,
        unanswered=queries.number_unanswered(note.id) if note else 0,
        due_at=queries.due_at(slot.round.edition),
    )


def _page_of_both(slot_id: int, form: NoteForm, saved: Saved) -> tuple[str, int]:
    """What was typed stays in the form; beside it what somebody else saved. Saving once more is then a choice."""
    desk = my_desk(slot_id)
    form.seen.data = saved.stamp
    form.take.data = "y"
    form.form_errors.append(_("Somebody else wrote here too. Nothing is lost: look at both texts below."))
    return _page(desk, form, saved), 409


def _page_was_closed(form: NoteForm) -> tuple[str, int]:
    """Nothing typed is lost: the form stays as it is until the personal link has been opened again."""
    return render_template("notes/note/keep.html", form=form), 403


def _remarks_page(desk: Desk, note_id: int, form: AnswerForm | None = None, about: Remark | None = None) -> str:
    """`form` is an answer that could not be sent yet, `about` to what."""
    now = queries.current(note_id)
    said = queries.remarks(note_id)
    return render_template(
        "notes/note/remarks.html",
        slot=desk.slot,
        note=desk.note,
        remarks=[remark for remark in said if remark.kind != RemarkKind.AGREE],
        agreed=[remark for remark in said if remark.kind == RemarkKind.AGREE],
        stands={block.source for block in markdown.blocks(now.text if now else "")},
        differences=differences,
        form=form or AnswerForm(formdata=None),
        about=about,
        kind=words.kind,
    )
