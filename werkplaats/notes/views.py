"""What an attendee does with cards: write, change, take back, and read those of the others."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats.errors import Refused
from werkplaats.notes import actions, exports, queries, words
from werkplaats.notes.access import Own, my_card, writer
from werkplaats.notes.forms import CardForm
from werkplaats.registration.access import make_personal, my_registration, my_registrations
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

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
        card_id = actions.add_card(me.id, form.answers())
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
        actions.edit_card(own.author.id, public_id, form.answers())
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
    takes_part = me.state == RegistrationState.REGISTERED
    cards = queries.for_participants(me.edition_id) if takes_part else queries.published(me.edition_id)
    return render_template("notes/harvest.html", edition=me.edition, cards=cards)


def _add_page(me: Registration, form: CardForm) -> str:
    takes_part = me.state == RegistrationState.REGISTERED
    cards = queries.cards_of(me.id)
    return render_template(
        "notes/add.html", edition=me.edition, author=me, form=form, cards=cards, takes_part=takes_part
    )


def _edit_page(own: Own, form: CardForm | None) -> str:
    return render_template("notes/edit.html", edition=own.author.edition, card=own.card, author=own.author, form=form)


def _page_was_closed(form: CardForm) -> tuple[str, int]:
    """Nothing typed is lost: the form stays as it is until the personal link has been opened again."""
    return render_template("notes/keep.html", form=form), 403
