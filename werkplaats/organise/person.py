"""One person who registered, for organisers: everything we know, everything they were sent, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts import words as breakout_words
from werkplaats.breakouts.queries import Place
from werkplaats.db import row_id
from werkplaats.errors import Refused, Stale
from werkplaats.invitations.actions import confirm_again
from werkplaats.mail import queries as mails
from werkplaats.organise import person_words
from werkplaats.programme import queries as programme
from werkplaats.registration import actions, desk, dossier, seats, words
from werkplaats.registration import queries as registrations
from werkplaats.registration.desk_forms import AgainForm, ParticularsForm, RemarkForm
from werkplaats.registration.dossier import Partner
from werkplaats.registration.forms import ChangeRankingForm
from werkplaats.registration.models import PairKind, Registration
from werkplaats.registration.steps import Above
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import Difference, differences, mark

bp = Blueprint("person_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen/persoon/<public_id>")

MAILS_SHOWN = 20


class Together(NamedTuple):
    """A pair, and where the two are in each round in which both have a place; `broken` says that this is not as it was
    meant."""

    partner: Partner
    rounds: list[str]
    broken: bool


@bp.get("")
def overview(edition: str, public_id: str) -> Response:
    return _page(_person(edition, public_id))


@bp.post("")
def change(edition: str, public_id: str) -> Response:
    """Save their name, address, perspective, organisation and language."""
    person, form = _person(edition, public_id), ParticularsForm()
    if not form.validate():
        return _page(person, form)
    try:
        moved = desk.change_details(person.id, form.details(), form.seen.data or "", actor())
    except Stale as stale:
        return _second(person, form, desk.particulars_of(person), stale)
    except desk.AlreadyThere as refused:
        form.email.errors = [sentence(refused)]
        return _page(person, form, known=refused.public_id, status=409)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(person, form, status=409)
    flash(_("Your changes are saved."))
    if moved:
        flash(_("The link in earlier mails works no longer. A mail with a new one goes to the new address."))
    return _back(person)


@bp.post("/opmerking")
def remark(edition: str, public_id: str) -> Response:
    person, form = _person(edition, public_id), RemarkForm()
    if not form.validate():
        return _page(person, remark=form)
    try:
        desk.write_remark(person.id, form.written(), form.seen.data or "", actor())
    except Stale as stale:
        now = desk.Remark(person.remark)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _page(person, remark=form, theirs=differences(form, now), status=409)
    flash(_("The remark is saved. Only organisers can read it."))
    return _back(person, "remark-title")


@bp.get("/voorkeuren")
def choices(edition: str, public_id: str) -> str:
    person = _person(edition, public_id)
    return _choices_page(person, _choices_form(person))


@bp.post("/voorkeuren")
def change_choices(edition: str, public_id: str) -> Response | str:
    person = _person(edition, public_id)
    form = _choices_form(person)
    if not form.validate():
        return _choices_page(person, form)
    try:
        desk.change_choices(person.id, form.ranking, form.indifferent.data, form.absent_rounds, actor())
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _choices_page(person, form)
    flash(_("The choices are saved."))
    return _back(person)


@bp.post("/afmelden")
def cancel(edition: str, public_id: str) -> Response:
    return _done(
        _person(edition, public_id),
        lambda person: actions.cancel(person.id, actor()),
        _("This person does not take part any more, and gets a mail about it."),
    )


@bp.post("/toch-aanmelden")
def again(edition: str, public_id: str) -> Response:
    """Take in who cancelled or waits."""
    person, form = _person(edition, public_id), AgainForm()
    if not form.validate():
        return _page(person, again=form)
    try:
        desk.register_again(person.id, bool(form.above.data), actor())
    except Above as refused:
        form.above.errors = [sentence(refused)]
        return _page(person, again=form, status=409)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(person, again=form, status=409)
    flash(_("This person takes part now, and gets the confirmation by mail."))
    return _back(person)


@bp.post("/link")
def link(edition: str, public_id: str) -> Response:
    return _done(
        _person(edition, public_id),
        lambda person: desk.send_link(person.id, actor()),
        _("The personal link goes to this person by mail. It leaves at most once an hour."),
    )


@bp.post("/bevestiging")
def confirmation(edition: str, public_id: str) -> Response:
    return _done(
        _person(edition, public_id),
        lambda person: confirm_again(person.id, actor()),
        _("The confirmation goes to this person by mail once more, with the calendar as it is now."),
    )


@bp.post("/paar")
def pair(edition: str, public_id: str) -> Response:
    """Keep this person together with another one, or apart."""
    check_token()
    person, kind = _person(edition, public_id), request.form.get("kind", "")
    other = dossier.in_edition(person.edition_id, request.form.get("other", "").strip())
    if other is None or kind not in set(PairKind):
        flash(_("Choose another person of this edition."), "warning")
        return _back(person, "pairs-title")
    return _done(
        person,
        lambda one: desk.pair_up(one.id, other.id, PairKind(kind), actor()),
        person_words.paired(PairKind(kind), other.name),
        "pairs-title",
    )


@bp.post("/paar/los")
def unpair(edition: str, public_id: str) -> Response:
    pair_id = request.form.get("pair", 0, row_id)
    return _done(
        _person(edition, public_id),
        lambda person: desk.unpair(person.id, pair_id, actor()),
        _("These two people are divided without looking at each other again."),
        "pairs-title",
    )


def _person(edition: str, public_id: str) -> Registration:
    return dossier.in_edition(organised_edition(edition).id, public_id) or abort(404)


def _done(person: Registration, act: Callable[[Registration], None], said: str, anchor: str | None = None) -> Response:
    """Do what a button of this page says, and go back to it."""
    check_token()
    try:
        act(person)
    except Refused as refused:
        flash(sentence(refused), "warning")
    else:
        flash(said)
    return _back(person, anchor)


def _back(person: Registration, anchor: str | None = None) -> Response:
    address = url_for(".overview", edition=person.edition.slug, public_id=person.public_id, _anchor=anchor)
    return redirect(address, 303)


def _second(person: Registration, form: ParticularsForm, now: desk.Particulars, stale: Stale) -> Response:
    """What was typed stays in the form; beside it stands what somebody else saved meanwhile."""
    form.form_errors.append(sentence(stale))
    form.seen.data = mark(now)
    return _page(person, form, theirs=differences(form, now), status=409)


def _choices_form(person: Registration) -> ChangeRankingForm:
    offered, rounds = programme.breakouts(person.edition_id), programme.breakout_rounds(person.edition_id)
    return ChangeRankingForm(offered, rounds, person, registrations.tasks_of(person))


def _choices_page(person: Registration, form: ChangeRankingForm) -> str:
    return render_template(
        "organise/people/choices.html",
        person=person,
        form=form,
        published=breakouts.published_plan(person.edition_id),
        may_change=may_change(),
    )


def _page(
    person: Registration,
    form: ParticularsForm | None = None,
    remark: RemarkForm | None = None,
    again: AgainForm | None = None,
    theirs: Sequence[Difference] = (),
    known: str | None = None,
    status: int = 200,
) -> Response:
    """Everything about one person. At most one of the forms was filled in; `known` has the address that was typed."""
    filled_in = form or remark or again
    search = request.args.get("pair", "").strip()
    body = render_template(
        "organise/people/person.html",
        person=person,
        form=filled_in,
        details=form or ParticularsForm.of(desk.particulars_of(person)),
        remark=remark or RemarkForm.of(desk.Remark(person.remark)),
        again=again or AgainForm(),
        theirs=theirs,
        known=known,
        search=search,
        found=dossier.found_beside(person, search) if search else [],
        may_change=may_change(),
        words=person_words,
        perspective=breakout_words.perspective,
        **_known_of(person),
        **_places_of(person),
    )
    return make_response(body, status)


def _known_of(person: Registration) -> dict[str, Any]:
    """What we know and what we sent."""
    sent = mails.sent_to(person.edition_id, person.id, MAILS_SHOWN)
    return {
        "need": dossier.need_of(person.id),
        "consents": dossier.consents_of(person.id),
        "log": [(entry.at, person_words.verb(entry.verb), _who(entry.actor)) for entry in dossier.log_of(person)],
        "mails": sent[:MAILS_SHOWN],
        "more_mails": len(sent) > MAILS_SHOWN,
        "number": seats.number_in_line(person),
        "offered": seats.offer_to(person),
        "waiting": seats.number_waiting(person.edition_id),
        "room": dossier.room(person.edition, besides=person),
    }


def _places_of(person: Registration) -> dict[str, Any]:
    """Their list, where they are and why, and with whom they are together."""
    titles = {b.id: b.title for b in programme.breakouts(person.edition_id)}
    rounds = programme.breakout_rounds(person.edition_id)
    partners = dossier.partners_of(person.id)
    places = breakouts.places_of_many([person.id, *(partner.person.id for partner in partners)])
    mine = places.get(person.id, [])
    return {
        "ranked": [titles[id] for id in person.ranking if id in titles],
        "left_out": [round_ for round_ in rounds if round_.id in person.absent_rounds],
        "places": [(place, person_words.why(place)) for place in mine],
        "pairs": [_together(partner, mine, places.get(partner.person.id, [])) for partner in partners],
        "published": breakouts.published_plan(person.edition_id),
        "tasks": registrations.tasks_of(person),
        "words_of_state": words.state,
    }


def _together(partner: Partner, mine: Sequence[Place], theirs: Sequence[Place]) -> Together:
    """Two people without a place in a round are neither together nor apart."""
    there = {place.round.id: place for place in theirs}
    both = [(place, there[place.round.id]) for place in mine if place.round.id in there]
    met = [one.slot is not None and one.slot is other.slot for one, other in both]
    apart_by_place = [one.slot is not other.slot for one, other in both]
    broken = any(met) if partner.kind == PairKind.APART else any(apart_by_place)
    said = [person_words.in_round(one, other, meet) for (one, other), meet in zip(both, met, strict=True)]
    return Together(partner, said, broken)


def _who(by: str) -> str:
    return person_words.who(by, accounts.name_of(by))
