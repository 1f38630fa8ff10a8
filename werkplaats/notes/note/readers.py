"""What those who were there do with a note: reading it first, agreeing, and saying what can be better."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from werkplaats.errors import Refused
from werkplaats.notes.note import markdown, queries, review, words
from werkplaats.notes.note.access import Reading, my_reading
from werkplaats.notes.note.forms import RemarkForm
from werkplaats.notes.note.markdown import Block, BlockKind
from werkplaats.notes.note.models import NoteState, NoteVersion, RemarkKind
from werkplaats.notes.note.review import Said
from werkplaats.notes.queries import HarvestCard
from werkplaats.registration.access import make_personal, my_registrations
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("note_readers", __name__, url_prefix="/mijn/verslag/<int:slot_id>")
make_personal(bp)

SAYS_NOTHING = (BlockKind.HEADING, BlockKind.CARD)
"""Nobody has to agree with a heading, and the author of a card is its own note taker."""


@bp.get("")
def read(slot_id: int) -> str:
    reading = my_reading(slot_id)
    note, now = reading.note, _now(reading)
    mine = [remark for remark in queries.remarks(note.id) if remark.registration_id == reading.reader.id]
    if note.state == NoteState.PUBLISHED:
        published = queries.published_for_participants(note) or abort(404)
        return render_template(
            "notes/note/read.html",
            reader=reading.reader,
            note=note,
            published=published,
            html=words.as_html(published),
            mine=mine,
            kind=words.kind,
        )
    shown = queries.readable_cards(note.edition_id, now.text)
    agreed = {remark.paragraph for remark in mine if remark.kind == RemarkKind.AGREE}
    return render_template(
        "notes/note/review.html",
        reader=reading.reader,
        note=note,
        now=now,
        paragraphs=_paragraphs(now, shown),
        agreed=agreed,
        mine=[remark for remark in mine if remark.kind != RemarkKind.AGREE],
        kind=words.kind,
    )


@bp.get("/alinea/<int:number>")
def paragraph(slot_id: int, number: int) -> str:
    reading = my_reading(slot_id)
    if reading.note.state != NoteState.IN_REVIEW:
        abort(404)
    version = _version(reading, request.args.get("versie", 0, int))
    now = _block(version, number).source.strip()
    form = RemarkForm(data={"whose": reading.reader.public_id, "version": version.number, "proposal": now})
    return _paragraph_page(reading, version, number, form)


@bp.post("/alinea/<int:number>")
def say(slot_id: int, number: int) -> BaseResponse | str | tuple[str, int]:
    form = RemarkForm()
    if not my_registrations():
        return _page_was_closed(form)
    reading = my_reading(slot_id, form.whose.data or "")
    version = _version(reading, request.form.get("version", 0, int))
    block = _block(version, number)
    form.about(block)
    if not form.validate():
        return _paragraph_page(reading, version, number, form)
    try:
        review.say(slot_id, reading.reader.id, form.said(block, version.number), named=bool(form.named.data))
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _paragraph_page(reading, version, number, form), 409
    flash(_("Thank you. The note taker reads it, and you find the answer on this page."))
    return redirect(url_for(".read", slot_id=slot_id), 303)


@bp.post("/alinea/<int:number>/herken")
def agree(slot_id: int, number: int) -> BaseResponse:
    """Say that one recognises what stands there."""
    reading = my_reading(slot_id, request.form.get("whose", ""))
    check_token()
    version = _version(reading, request.form.get("version", 0, int))
    said = Said(RemarkKind.AGREE, version.number, _block(version, number).source)
    try:
        review.say(slot_id, reading.reader.id, said, named=False)
        flash(_("You recognise this. The note taker sees that."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".read", slot_id=slot_id, _anchor=f"alinea-{number}"), 303)


@bp.post("/terug/<int:remark_id>")
def take_back(slot_id: int, remark_id: int) -> BaseResponse:
    reading = my_reading(slot_id, request.form.get("whose", ""))
    check_token()
    try:
        review.take_back(slot_id, reading.reader.id, remark_id)
        flash(_("You have taken it back."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".read", slot_id=slot_id), 303)


@bp.post("/naam")
def be_named(slot_id: int) -> BaseResponse:
    """Choose, also afterwards, whether one's name stands there."""
    reading = my_reading(slot_id, request.form.get("whose", ""))
    check_token()
    named = request.form.get("named") == "y"
    review.be_named(slot_id, reading.reader.id, named)
    flash(_("Your name stands with the note.") if named else _("Your name does not stand with the note."))
    return redirect(url_for(".read", slot_id=slot_id), 303)


def _now(reading: Reading) -> NoteVersion:
    return queries.current(reading.note.id) or abort(404)


def _version(reading: Reading, number: int) -> NoteVersion:
    """The version that the reader has before them, or else the present one."""
    if not reading.was_there:
        abort(404)
    return (queries.read_version(reading.note, number) if number else _now(reading)) or abort(404)


def _block(version: NoteVersion, number: int) -> Block:
    blocks = markdown.blocks(version.text)
    return blocks[number] if number < len(blocks) and blocks[number].kind not in SAYS_NOTHING else abort(404)


def _paragraphs(version: NoteVersion, shown: dict[int, HarvestCard]) -> list[tuple[int, Block, Markup, bool]]:
    """Each paragraph with its number, how it looks, and whether something can be said of it."""
    return [
        (number, block, words.blocks_as_html([block], shown, top=2), block.kind not in SAYS_NOTHING)
        for number, block in enumerate(markdown.blocks(version.text))
    ]


def _paragraph_page(reading: Reading, version: NoteVersion, number: int, form: RemarkForm) -> str:
    block = _block(version, number)
    shown = queries.readable_cards(reading.note.edition_id, block.source)
    return render_template(
        "notes/note/paragraph.html",
        note=reading.note,
        form=form,
        number=number,
        html=words.blocks_as_html([block], shown),
        source=block.source,
    )


def _page_was_closed(form: RemarkForm) -> tuple[str, int]:
    """Nothing typed is lost: the form stays as it is until the personal link has been opened again."""
    return render_template("notes/note/keep_remark.html", form=form), 403
