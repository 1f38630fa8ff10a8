"""What someone with a task writes about themselves, sees before others do, and agrees to."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.errors import Refused, Stale
from werkplaats.people import profile as actions
from werkplaats.people import queries, words
from werkplaats.people.access import my_person
from werkplaats.people.forms import AgreeForm, ProfileForm
from werkplaats.people.models import Person
from werkplaats.people.queries import OwnPart
from werkplaats.registration.access import make_personal
from werkplaats.web import context
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("my_profile", __name__, url_prefix="/mijn/taken")
make_personal(bp)


@bp.get("/profiel")
def edit() -> str:
    person, _parts = _mine()
    return _edit_page(person, ProfileForm.of(actions.values_of(person)))


@bp.post("/profiel")
def save() -> str | Response:
    person, _parts = _mine()
    form = ProfileForm()
    if not form.validate():
        return _edit_page(person, form)
    try:
        waits = actions.save(person.id, form.values(), form.seen.data or "")
    except Stale as stale:
        now = actions.values_of(person)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _edit_page(person, form, differences(form, now))
    flash(_("It is saved. This is how it looks."))
    if waits:
        flash(_("Your name and what you do change on the site as soon as an organiser has seen it."))
    return redirect(url_for(".preview"), 303)


@bp.get("/profiel/voorbeeld")
def preview() -> str:
    """How it looks, and whether it may stand there."""
    person, parts = _mine()
    return _preview_page(person, parts, _agree_form(parts))


@bp.post("/profiel/akkoord")
def agree() -> str | Response:
    person, parts = _mine()
    form = _agree_form(parts)
    if not form.validate():
        return _preview_page(person, parts, form)
    chosen = form.parts.data or []
    actions.agree(person.id, chosen)
    if chosen:
        flash(_("Thank you. Your name stands on the site now, at what you ticked."))
    else:
        flash(_("Your name stands nowhere on the site now."))
    return redirect(url_for("my_tasks.overview"), 303)


@bp.post("/profiel/weg")
def withdraw() -> Response:
    """Take everything off the site, in all editions."""
    person, _parts = _mine()
    check_token()
    actions.agree(person.id, ())
    flash(_("Your name stands nowhere on the site now."))
    return redirect(url_for("my_tasks.overview"), 303)


@bp.post("/antwoord/<int:part_id>")
def answer(part_id: int) -> Response:
    """Yes or no to what they were asked for."""
    person, _parts = _mine()
    check_token()
    if queries.own_part(person.id, part_id) is None:
        abort(404)
    yes = request.form.get("do") == "yes"
    try:
        actions.answer(person.id, part_id, yes)
        flash(_("How nice! It is yours.") if yes else _("We have noted that you do not do it. Thank you for telling."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for("my_tasks.overview"), 303)


def _mine() -> tuple[Person, list[OwnPart]]:
    """Who is at this browser and what they do; the page is about their newest edition."""
    person = my_person()
    parts = queries.everything_of(person.id)
    if parts:
        context.show(parts[0].edition)
    return person, parts


def _agree_form(parts: list[OwnPart]) -> AgreeForm:
    sure = [part for part in parts if not part.is_asked]
    form = AgreeForm(data={"parts": [part.appearance.id for part in sure if part.agreed]})
    form.offer(sure)
    return form


def _edit_page(person: Person, form: ProfileForm, theirs: object = ()) -> str:
    return render_template("my/profile.html", person=person, form=form, theirs=theirs)


def _preview_page(person: Person, parts: list[OwnPart], form: AgreeForm) -> str:
    return render_template(
        "my/profile_preview.html",
        person=person,
        parts=[part for part in parts if not part.is_asked],
        form=form,
        shown=actions.values_of(person),
        words=words,
    )
