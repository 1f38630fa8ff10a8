"""Who does something at a part of the day, for organisers: adding them, their task, their order, their address."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import actor, current_user, may_change, organised_edition
from werkplaats.db import session
from werkplaats.errors import Refused, Stale
from werkplaats.people import actions, queries, words
from werkplaats.people.forms import NewPartForm, PersonForm, RoleForm
from werkplaats.people.models import Appearance, Person
from werkplaats.programme.models import ProgrammeItem, Slot
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("people_organise", __name__, url_prefix="/organisatie/<edition>/programma")
bp.app_template_global("role_word")(words.role)


@bp.route("/mensen/plenair/<int:item_id>", methods=["GET", "POST"])
def at_item(edition: str, item_id: int) -> str | Response:
    return _at(edition, _place(edition, session.get(ProgrammeItem, item_id)))


@bp.route("/mensen/bij/<int:slot_id>", methods=["GET", "POST"])
def in_slot(edition: str, slot_id: int) -> str | Response:
    return _at(edition, _place(edition, session.get(Slot, slot_id)))


@bp.route("/mensen/taak/<int:part_id>", methods=["GET", "POST"])
def part(edition: str, part_id: int) -> str | Response:
    """One person's task at one part of the day."""
    row = _part(edition, part_id)
    form = RoleForm(data={"role": row.role})
    place = queries.place_of(row)
    if form.validate_on_submit():
        try:
            actions.change_part(row.id, form.wanted(), actor())
        except Refused as refused:
            flash(sentence(refused), "warning")
        else:
            flash(_("Your changes are saved. Nobody gets a mail of it by itself."))
        return _back(edition, place)
    return render_template("people/organise/part.html", form=form, row=row, place=place, may_change=may_change())


@bp.post("/mensen/taak/<int:part_id>/plaats")
def move(edition: str, part_id: int) -> Response:
    row = _part(edition, part_id)
    place = queries.place_of(row)
    check_token()
    try:
        actions.move_part(row.id, request.form.get("to", row.position, int), actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
    return _back(edition, place)


@bp.post("/mensen/taak/<int:part_id>/verwijderen")
def remove(edition: str, part_id: int) -> Response:
    row = _part(edition, part_id)
    place = queries.place_of(row)
    check_token()
    try:
        actions.remove_part(row.id, request.form.get("seen", ""), actor())
        flash(_("Done. Nobody gets a mail of it by itself."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return _back(edition, place)


@bp.route("/persoon/<public_id>", methods=["GET", "POST"])
def person(edition: str, public_id: str) -> str | Response:
    shown = organised_edition(edition)
    row = queries.person(shown.id, public_id) or abort(404)
    form = PersonForm() if request.method == "POST" else PersonForm.of(actions.values_of(row))
    ours = queries.days_of(row.id) <= {e.id for e in accounts.editions_of(current_user())}
    if not ours:
        form.keep_address(row.email or "")
    if form.validate_on_submit():
        try:
            actions.change_person(row.id, form.values(), form.seen.data or "", actor())
        except Stale as stale:
            now = actions.values_of(row)
            form.form_errors.append(sentence(stale))
            form.seen.data = mark(now)
            return _person_page(form, row, theirs=differences(form, now))
        except actions.AddressTaken as refused:
            form.email.errors = [sentence(refused)]
        else:
            flash(_("Your changes are saved."))
            return redirect(url_for("schedule_organise.overview", edition=edition), 303)
    return _person_page(form, row)


@bp.post("/persoon/<public_id>/link")
def send_link(edition: str, public_id: str) -> Response:
    row = queries.person(organised_edition(edition).id, public_id) or abort(404)
    check_token()
    try:
        actions.send_link(row.id, actor())
        flash(_("The link is on its way to %(name)s.", name=row.name))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".person", edition=edition, public_id=public_id), 303)


def _person_page(form: PersonForm, row: Person, theirs: object = ()) -> str:
    return render_template("people/organise/person.html", form=form, row=row, theirs=theirs, may_change=may_change())


def _at(edition: str, place: ProgrammeItem | Slot) -> str | Response:
    """Who is at one part of the day, and the form that adds someone."""
    form = NewPartForm()
    form.offer(queries.to_choose_from(organised_edition(edition).id))
    if form.validate_on_submit():
        try:
            actions.add_part(place, form.part(), actor())
        except actions.AddressTaken as refused:
            form.email.errors = [sentence(refused)]
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            flash(_("It is in the programme now. Nobody gets a mail of it by itself."))
            return _back(edition, place)
    return render_template(
        "people/organise/at.html",
        form=form,
        place=place,
        parts=queries.appearances(place),
        may_change=may_change(),
    )


def _place(edition: str, row: ProgrammeItem | Slot | None) -> ProgrammeItem | Slot:
    if row is None or row.round.edition_id != organised_edition(edition).id:
        abort(404)
    return row


def _part(edition: str, part_id: int) -> Appearance:
    return queries.appearance(organised_edition(edition).id, part_id) or abort(404)


def _back(edition: str, place: ProgrammeItem | Slot) -> Response:
    if isinstance(place, ProgrammeItem):
        return redirect(url_for("people_organise.at_item", edition=edition, item_id=place.id), 303)
    return redirect(url_for("people_organise.in_slot", edition=edition, slot_id=place.id), 303)
