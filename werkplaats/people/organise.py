"""Who does something at a part of the day, for organisers: adding them, their task, their order, their address."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import actor, current_user, may_change, organised_edition
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.people import actions, desk, queries, words
from werkplaats.people.forms import DeadlineForm, NewPartForm, PersonForm, RoleForm, WhoForm
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


@bp.route("/mensen/taak/<int:part_id>/vervangen", methods=["GET", "POST"])
def stand_in(edition: str, part_id: int) -> str | Response:
    """Somebody else does this from now on."""
    shown, row = organised_edition(edition), _part(edition, part_id)
    place, form = queries.place_of(row), WhoForm()
    form.offer([person for person in queries.to_choose_from(shown.id) if person.id != row.person_id])
    if form.validate_on_submit():
        try:
            seen = request.form.get("seen", 0, int)
            done = actions.pass_on(row.id, form.as_part(row.role), seen, actor())
        except actions.AddressTaken as refused:
            form.email.errors = [sentence(refused)]
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            flash(_("%(name)s does this from now on.", name=done.to))
            if done.told:
                flash(_("A mail goes to: %(names)s.", names=", ".join(done.told)))
            return _back(edition, place)
    team = [other.person for other in queries.appearances(place) if other.person_id != row.person_id]
    return render_template(
        "people/organise/stand_in.html",
        form=form,
        row=row,
        place=place,
        team=[person.name for person in team if person.email],
        may_change=may_change(),
    )


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


@bp.get("/mensen")
def profiles(edition: str) -> str:
    """Everyone with a task: what is missing, and one button for each thing to do about it."""
    shown = organised_edition(edition)
    return _profiles_page(shown, DeadlineForm.of(shown))


@bp.post("/mensen/uiterlijk")
def change_deadline(edition: str) -> str | Response:
    shown, form = organised_edition(edition), DeadlineForm()
    if not form.validate():
        return _profiles_page(shown, form)
    try:
        desk.set_deadline(shown.id, form.values(), form.seen.data or "", actor())
    except Stale as stale:
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(desk.DeadlineValues(queries.deadline(shown)))
        return _profiles_page(shown, form)
    except Refused as refused:
        form.until.errors = [sentence(refused)]
        return _profiles_page(shown, form)
    flash(_("Your changes are saved."))
    return redirect(url_for(".profiles", edition=edition), 303)


@bp.post("/mensen/vragen")
def invite(edition: str) -> Response:
    return _mailed(edition, desk.invite)


@bp.post("/mensen/herinneren")
def remind(edition: str) -> Response:
    return _mailed(edition, desk.remind)


@bp.post("/mensen/briefing")
def brief(edition: str) -> Response:
    return _mailed(edition, desk.brief)


@bp.post("/persoon/<public_id>/vragen")
def ask(edition: str, public_id: str) -> Response:
    """Ask or remind one person."""
    shown = organised_edition(edition)
    row = queries.person(shown.id, public_id) or abort(404)
    check_token()
    try:
        made = desk.ask_one(shown.id, row.public_id, actor())
        flash(_("One mail is on its way.") if made else _("They had this mail today already, so no second one goes."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".person", edition=edition, public_id=public_id), 303)


@bp.post("/persoon/<public_id>/akkoord")
def note_consent(edition: str, public_id: str) -> Response:
    shown = organised_edition(edition)
    row = queries.person(shown.id, public_id) or abort(404)
    check_token()
    try:
        desk.note_consent(shown.id, row.public_id, actor())
        flash(_("The name stands on the site now."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".person", edition=edition, public_id=public_id), 303)


@bp.get("/persoon/<public_id>/nieuwe-foto.jpg")
def new_photo(edition: str, public_id: str) -> Response:
    """The picture that waits for a nod."""
    row = queries.person(organised_edition(edition).id, public_id)
    photo = (row.new_photo if row else None) or abort(404)
    response = make_response(photo.large.bytes)
    response.content_type = photo.large.type
    return response


@bp.post("/persoon/<public_id>/wijziging")
def nod(edition: str, public_id: str) -> Response:
    """Let stand on the site what someone changed, or leave it as it was."""
    shown = organised_edition(edition)
    row = queries.person(shown.id, public_id) or abort(404)
    check_token()
    yes = request.form.get("do") == "yes"
    try:
        desk.nod(shown.id, row.id, yes, request.form.get("seen", ""), actor())
        flash(_("It stands on the site now.") if yes else _("It stays as it was."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".person", edition=edition, public_id=public_id), 303)


def _mailed(edition: str, mail: Callable[[int, str, str], int]) -> Response:
    """What a button did that mails several people."""
    shown = organised_edition(edition)
    check_token()
    try:
        made = mail(shown.id, request.form.get("seen", ""), actor())
        flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", made))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".profiles", edition=edition), 303)


def _profiles_page(shown: Edition, form: DeadlineForm) -> str:
    found = queries.profiles(shown.id)
    groups = {"invite": desk.to_invite(found), "remind": desk.to_remind(found), "brief": desk.to_brief(found)}
    return render_template(
        "people/organise/profiles.html",
        form=form,
        profiles=found,
        groups=groups,
        marks={name: desk.mark_of(group) for name, group in groups.items()},
        words=words,
        may_change=may_change(),
    )


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
    shown = organised_edition((request.view_args or {})["edition"])
    return render_template(
        "people/organise/person.html",
        form=form,
        row=row,
        theirs=theirs,
        profile=queries.profile(shown.id, row.public_id),
        waiting=desk.wanted_mark(row),
        words=words,
        may_change=may_change(),
    )


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
