"""What an attendee does with cards: write, change, take back, read those of the others, and say something to them."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats.errors import Refused
from werkplaats.notes import actions, exports, queries, responses, weblink, words
from werkplaats.notes.access import Own, my_card, writer
from werkplaats.notes.forms import CardForm, ReportForm, ResponseForm
from werkplaats.notes.models import Card, CardKind, CardState
from werkplaats.notes.queries import HarvestCard
from werkplaats.registration.access import make_personal, my_registration, my_registrations
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.limits import REGISTERING, limit

bp = Blueprint("notes", __name__)
bp.add_app_template_global(words.kind, "card_kind")
bp.add_app_template_global(words.kind_hints, "card_kind_hints")
bp.add_app_template_global(words.state, "card_state")
bp.add_app_template_global(words.show, "card_show")
bp.add_app_template_global(words.author, "card_author")
bp.add_app_template_global(words.found_kind, "found_kind")
bp.add_app_template_global(words.licence_page, "licence_page")
bp.add_app_template_global(words.citation, "citation")
bp.add_app_template_global(exports.address_of, "address_of")
bp.add_app_template_global(words.state_tag, "card_state_tag")
bp.add_app_template_global(words.response, "response_kind")
bp.add_app_template_global(words.response_state, "response_state")
bp.add_app_template_global(weblink.shown, "shown_link")
make_personal(bp)


@bp.get("/mijn/kaart")
def add() -> str:
    me = my_registration()
    return _add_page(me, CardForm(me))


@bp.post("/mijn/kaart")
def send() -> BaseResponse | str | tuple[str, int]:
    """The form says for whom it was made: a card never lands with another person at the same browser."""
    me = writer(request.form.get("whose", ""))
    form = CardForm(me)
    if me is None:
        return _page_was_closed(form)
    if not form.validate():
        return _add_page(me, form)
    try:
        card_id = actions.add_card(me.id, form.answers(), as_note=form.is_note)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _add_page(me, form), 409
    return redirect(url_for(".sent", public_id=queries.public_id_of(card_id)), 303)


@bp.get("/mijn/kaart/<public_id>/verstuurd")
def sent(public_id: str) -> str:
    card, author = my_card(public_id)
    return render_template("notes/sent.html", edition=author.edition, card=card)


@bp.get("/mijn/kaart/<public_id>")
def edit(public_id: str) -> str:
    own = my_card(public_id)
    return _edit_page(own, CardForm(own.author, own.card) if own.card.state in actions.CHANGEABLE else None)


@bp.post("/mijn/kaart/<public_id>")
def save(public_id: str) -> BaseResponse | str | tuple[str, int]:
    if not my_registrations():
        return _page_was_closed(CardForm(None))
    own = my_card(public_id)
    form = CardForm(own.author)
    if not form.validate():
        return _edit_page(own, form)
    try:
        actions.edit_card(own.author.id, public_id, form.answers(), as_note=form.is_note)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _edit_page(own, form), 409
    return redirect(url_for(".sent", public_id=public_id), 303)


@bp.get("/mijn/kaart/<public_id>/terugnemen")
def confirm_withdraw(public_id: str) -> str:
    card, author = my_card(public_id)
    return render_template("notes/withdraw.html", edition=author.edition, card=card)


@bp.post("/mijn/kaart/<public_id>/terugnemen")
def withdraw(public_id: str) -> BaseResponse:
    card, author = my_card(public_id)
    check_token()
    actions.withdraw_card(author.id, card.public_id)
    flash(_("You have taken your card back. Its text is gone."))
    return redirect(url_for("my.overview"), 303)


@bp.get("/mijn/oogst")
def harvest() -> str:
    """What the others share, with what is for participants alone; who cancelled reads what everyone reads."""
    me = my_registration()
    cards = queries.for_participants(me.edition_id, takes_part=_takes_part(me))
    return render_template("notes/harvest.html", edition=me.edition, cards=cards)


class Reading(NamedTuple):
    """Who reads which card."""

    me: Registration
    card: Card
    shown: HarvestCard


@bp.get("/mijn/oogst/<int:number>")
def card(number: int) -> str:
    read = _reading(number)
    return _card_page(read, ResponseForm(read.me, read.card.kind))


@bp.post("/mijn/oogst/<int:number>/herken")
def recognise(number: int) -> BaseResponse:
    """`on` says which of the two buttons it was."""
    read = _reading(number)
    check_token()
    try:
        if request.form.get("on") == "1":
            responses.recognise(read.me.id, read.card.id)
            flash(_("You recognise this card too."))
        else:
            responses.recognise_no_more(read.me.id, read.card.id)
            flash(_("You have taken it back."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".card", number=number), 303)


@bp.post("/mijn/oogst/<int:number>/reactie")
def respond(number: int) -> BaseResponse | str | tuple[str, int]:
    """The form says for whom it was made, as with a card; when their page was closed nothing typed is lost."""
    me = writer(request.form.get("whose", ""))
    if me is None:
        answered = CardKind.QUESTION if "kind" in request.form else CardKind.INSIGHT
        return _page_was_closed(ResponseForm(None, answered))
    read = _reading(number, me)
    form = ResponseForm(me, read.card.kind)
    if not form.validate():
        return _card_page(read, form)
    try:
        responses.respond(me.id, read.card.id, form.answers())
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _card_page(read, form), 409
    flash(_("Thank you! The organisers read your words first. You see on this page what became of them."))
    return redirect(url_for(".card", number=number), 303)


@bp.get("/mijn/oogst/<int:number>/melden")
def report(number: int) -> str:
    return _report_page(_reading(number), ReportForm())


@bp.post("/mijn/oogst/<int:number>/melden")
@limit(REGISTERING)
def send_report(number: int) -> BaseResponse | str | tuple[str, int]:
    read, form = _reading(number), ReportForm()
    if not form.validate():
        return _report_page(read, form)
    try:
        responses.report(read.card.id, form.reason.data or "", read.me.id)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _report_page(read, form), 409
    flash(_("Thank you for telling us. The organisers look at it."))
    return redirect(url_for(".card", number=number), 303)


@bp.post("/mijn/reactie/<public_id>/terugnemen")
def take_back(public_id: str) -> BaseResponse:
    mine = [registration.id for registration in my_registrations()] or [my_registration().id]
    said = queries.own_words(mine, public_id) or abort(404)
    check_token()
    responses.take_back(mine, public_id)
    flash(_("You have taken your words back. They are gone."))
    can_be_read = said.card.state == CardState.PUBLISHED
    return redirect(url_for(".card", number=said.card.number) if can_be_read else url_for("my.overview"), 303)


def _reading(number: int, me: Registration | None = None) -> Reading:
    """A card of the harvest as one of those who took part may read it; any other is not there."""
    me = me or my_registration()
    found = queries.for_participant(me.edition_id, number, takes_part=_takes_part(me)) or abort(404)
    return Reading(me, *found)


def _takes_part(me: Registration) -> bool:
    return me.state == RegistrationState.REGISTERED


def _card_page(read: Reading, form: ResponseForm) -> str:
    me, row = read.me, read.card
    return render_template(
        "notes/card.html",
        edition=me.edition,
        card=read.shown,
        is_own=row.author_id == me.id,
        recognised=queries.recognition_of(me.id, row.id) is not None,
        own_words=queries.own_words_at(me.id, row.id),
        takes_part=_takes_part(me),
        form=form,
    )


def _report_page(read: Reading, form: ReportForm) -> str:
    return render_template("notes/report.html", shell="my.html", edition=read.me.edition, card=read.shown, form=form)


def _add_page(me: Registration, form: CardForm) -> str:
    takes_part = me.state == RegistrationState.REGISTERED
    cards = queries.cards_of(me.id)
    return render_template(
        "notes/add.html",
        edition=me.edition,
        author=me,
        form=form,
        cards=cards,
        heard=queries.heard_of(cards),
        takes_part=takes_part,
    )


def _edit_page(own: Own, form: CardForm | None) -> str:
    return render_template("notes/edit.html", edition=own.author.edition, card=own.card, author=own.author, form=form)


def _page_was_closed(form: CardForm | ResponseForm) -> tuple[str, int]:
    """Nothing typed is lost: the form stays as it is until the personal link has been opened again."""
    return render_template("notes/keep.html", form=form, is_card=isinstance(form, CardForm)), 403
