"""A card through the code of a slot, by whoever is there: no registration, no address, and a link to change it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from werkplaats import links
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.notes import guests, queries
from werkplaats.notes.access import guest_card, guest_token
from werkplaats.notes.forms import GuestCardForm
from werkplaats.notes.models import Card
from werkplaats.programme.models import Slot
from werkplaats.web import context
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.limits import REGISTERING, limit

bp = Blueprint("code", __name__)

Answer = AnyResponse | str | tuple[str, int]


@bp.after_request
def keep_private(response: Response) -> Response:
    """The address of a card is its key: no cache keeps such a page, and no other site hears of it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@bp.get("/k/<code>")
def write(code: str) -> Answer:
    slot, edition = _slot(code)
    return _form_page(code, slot, edition, GuestCardForm(slot.id))


@bp.post("/k/<code>")
@limit(REGISTERING)
def send(code: str) -> Answer:
    slot, edition = _slot(code)
    form = GuestCardForm(slot.id)
    if not form.validate():
        return _form_page(code, slot, edition, form)
    try:
        card_id = guests.offer_card(slot.id, form.name.data or "", form.answers())
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _form_page(code, slot, edition, form), 409
    return redirect(url_for(".card", token=guest_token(queries.by_id(card_id))), 303)


@bp.get("/k/kaart/<token>")
def card(token: str) -> Answer:
    row = _card(token)
    return _card_page(token, row, None) if row else _old_link()


@bp.get("/k/kaart/<token>/veranderen")
def edit(token: str) -> Answer:
    row = _card(token)
    return _card_page(token, row, GuestCardForm(row.slot_id, row)) if row else _old_link()


@bp.post("/k/kaart/<token>/veranderen")
@limit(REGISTERING)
def save(token: str) -> Answer:
    row = _card(token)
    if row is None:
        return _old_link()
    form = GuestCardForm(row.slot_id)
    if not form.validate():
        return _card_page(token, row, form)
    try:
        guests.change_offered(row.id, form.name.data or "", form.answers())
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _card_page(token, row, form), 409
    return redirect(url_for(".card", token=token), 303)


@bp.post("/k/kaart/<token>/terugnemen")
def withdraw(token: str) -> Answer:
    row = _card(token)
    if row is None:
        return _old_link()
    check_token()
    guests.withdraw_offered(row.id)
    return redirect(url_for(".card", token=token), 303)


def _slot(code: str) -> tuple[Slot, Edition]:
    slot = queries.slot_of_code(code) or abort(404)
    return slot, _shown(slot.round.edition_id)


def _card(token: str) -> Card | None:
    row = guest_card(token)
    if row is not None:
        _shown(row.edition_id)
    return row


def _shown(edition_id: int) -> Edition:
    edition = queries.edition_of(edition_id)
    context.show(edition)
    return edition


def _form_page(code: str, slot: Slot, edition: Edition, form: GuestCardForm) -> str:
    return render_template("notes/code.html", edition=edition, code=code, slot=slot, form=form)


def _card_page(token: str, row: Card, form: GuestCardForm | None) -> str:
    changeable = row.state in guests.CHANGEABLE
    link = links.absolute(url_for(".card", token=token))
    heard = queries.heard_of([row]).get(row.id)
    return render_template(
        "notes/guest_card.html",
        token=token,
        card=row,
        link=link,
        heard=heard,
        changeable=changeable,
        form=form if changeable else None,
    )


def _old_link() -> tuple[str, int]:
    return render_template("notes/old_card_link.html"), 404
