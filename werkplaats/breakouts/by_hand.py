"""One person at a time, for organisers: find someone in a plan, put them somewhere else in a draft, lock a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change
from werkplaats.breakouts import actions, offers, queries, words
from werkplaats.breakouts.access import plan_shown
from werkplaats.breakouts.forms import DayForm, day_form
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.breakouts.picture import Choice, choice_of, picture_of
from werkplaats.errors import N_, Refused, Stale
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, Round, Slot
from werkplaats.registration import dossier
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence, text_in
from werkplaats.web.paging import cut

bp = Blueprint("by_hand_organise", __name__, url_prefix="/organisatie/<edition>/indeling/<int:number>")

NOT_THERE = N_("That place is not there any more. Choose another one.")


@dataclass(frozen=True)
class Someone:
    """One person in one plan, and everything that decides where they can go."""

    plan: Plan
    person: Registration

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds they take part in."""
        return [r for r in programme.breakout_rounds(self.plan.edition_id) if r.id not in self._absent]

    @cached_property
    def missed(self) -> list[Round]:
        return [r for r in programme.breakout_rounds(self.plan.edition_id) if r.id in self._absent]

    @cached_property
    def _absent(self) -> set[int]:
        return queries.absent_rounds(self.person.id)

    @cached_property
    def placements(self) -> dict[int, Placement]:
        return queries.placements_of(self.plan.id, self.person.id)

    @cached_property
    def slots(self) -> dict[int, Slot]:
        return {slot.id: slot for slot in programme.slots(self.plan.edition_id)}

    @cached_property
    def taken(self) -> Mapping[int, int]:
        return queries.taken(self.plan)

    @cached_property
    def tasks(self) -> dict[int, int]:
        return queries.tasks_of(self.person.id, self.plan.edition_id)

    @cached_property
    def ranking(self) -> list[Breakout]:
        breakouts = {breakout.id: breakout for breakout in programme.breakouts(self.plan.edition_id)}
        return [breakouts[id] for id in queries.rankings([self.person.id])[self.person.id] if id in breakouts]

    @property
    def is_draft(self) -> bool:
        return self.plan.state == PlanState.DRAFT

    def slot(self, round_: Round) -> Slot | None:
        """Where they are; a slot that does not take place is no place."""
        placement = self.placements.get(round_.id)
        return self.slots.get(placement.slot_id or 0) if placement else None

    def choice(self, round_: Round) -> Choice:
        placement = self.placements.get(round_.id)
        return Choice.NO_PLACE if self.slot(round_) is None or placement is None else choice_of(placement.why or {})

    def left(self, slot: Slot) -> int:
        """How many places are free in a slot."""
        return max(0, queries.places_in(slot, self.plan) - self.taken.get(slot.id, 0))

    def free(self, round_: Round) -> list[Slot]:
        """The slots of a round with a free place, of breakouts that are not in their day yet."""
        held = {slot.breakout_id for r in self.rounds if (slot := self.slot(r))}
        here = [slot for slot in self.slots.values() if slot.round_id == round_.id]
        return [slot for slot in here if self.left(slot) and slot.breakout_id not in held]

    def too_quiet(self) -> list[Slot]:
        """The slots of their rounds that have fewer people than they need."""
        return [
            slot
            for slot in self.slots.values()
            if (people := self.taken.get(slot.id, 0)) < slot.breakout.minimum
            and (people or not slot.breakout.may_cancel)
        ]


@bp.get("/mensen")
def everyone(edition: str, number: int) -> str:
    """Everyone in a plan with their places; the search looks in names."""
    picture = picture_of(plan_shown(edition, number))
    search = request.args.get("search", "").strip()
    found = [day for day in picture.everyone if search.casefold() in day.name.casefold()]
    return render_template(
        "breakouts/organise/everyone.html",
        plan=picture.plan,
        picture=picture,
        found=cut(found),
        search=search,
        words=words,
    )


@bp.get("/persoon/<public_id>")
def person(edition: str, number: int, public_id: str) -> Response:
    someone = _someone(edition, number, public_id)
    return _person(someone, _form(someone, **_as_it_is(someone)))


@bp.post("/persoon/<public_id>")
def change(edition: str, number: int, public_id: str) -> Response:
    """Save the whole day of this person in a draft."""
    someone = _someone(edition, number, public_id)
    form = _form(someone)
    if not form.validate():
        return _person(someone, form)
    try:
        day = form.day(someone.rounds)
        changed = actions.change_day(someone.plan.id, someone.person.id, day, form.seen.data or "", actor())
    except Stale as stale:
        return _second(edition, number, public_id, form, stale)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _person(someone, form, status=409)
    flash(_("The places of %(name)s are saved.", name=someone.person.name) if changed else _("Nothing was changed."))
    return redirect(url_for(".person", edition=edition, number=number, public_id=public_id), 303)


@bp.post("/persoon/<public_id>/plek")
def give(edition: str, number: int, public_id: str) -> Response:
    """Put someone without a place in a free one of the published plan."""
    check_token()
    someone = _someone(edition, number, public_id)
    slot = someone.slots.get(request.form.get("slot", 0, int))
    try:
        if slot is None or someone.plan.state != PlanState.PUBLISHED:
            raise Refused(NOT_THERE)
        actions.give_place(someone.person.id, slot.id, actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
    else:
        names = {"name": someone.person.name, "breakout": text_in(slot.breakout.title)}
        flash(_("%(name)s has a place in %(breakout)s now, and gets a mail about it.", **names))
    return redirect(url_for(".person", edition=edition, number=number, public_id=public_id), 303)


@bp.post("/persoon/<public_id>/aanbod")
def offer(edition: str, number: int, public_id: str) -> Response:
    """Ask someone whether they want another place than they have: nobody is moved without their answer."""
    check_token()
    someone = _someone(edition, number, public_id)
    slot = someone.slots.get(request.form.get("slot", 0, int))
    try:
        if slot is None or someone.plan.state != PlanState.PUBLISHED:
            raise Refused(NOT_THERE)
        offers.offer_place(someone.person.id, slot.id, actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
    else:
        names = {"name": someone.person.name, "breakout": text_in(slot.breakout.title)}
        flash(
            _(
                "We asked %(name)s by mail about %(breakout)s. Their places stay as they are until they say yes.",
                **names,
            )
        )
    return redirect(url_for(".person", edition=edition, number=number, public_id=public_id), 303)


def _someone(edition: str, number: int, public_id: str) -> Someone:
    plan = plan_shown(edition, number)
    person = registrations.by_public_id(public_id)
    if person is None or person.edition_id != plan.edition_id or person.state != RegistrationState.REGISTERED:
        abort(404)
    return Someone(plan, person)


def _form(someone: Someone, **kept: Any) -> DayForm:
    """The form with the slots to choose from, each with its free places."""
    offered: dict[int, list[tuple[str, str]]] = {round_.id: [] for round_ in someone.rounds}
    for slot in someone.slots.values():
        if slot.round_id in offered:
            offered[slot.round_id].append((str(slot.id), _offer(someone, slot)))
    return day_form(someone.rounds, offered, **kept)


def _offer(someone: Someone, slot: Slot) -> str:
    title, left = text_in(slot.breakout.title), someone.left(slot)
    free = _("%(breakout)s (%(places)s free)", breakout=title, places=left)
    return str(free if left else _("%(breakout)s (full)", breakout=title))


def _as_it_is(someone: Someone) -> dict[str, Any]:
    """What the form opens with: the places and locks of this person, and the mark of them."""
    kept: dict[str, Any] = {"seen": actions.day_mark(someone.placements)}
    for round_ in someone.rounds:
        slot, placement = someone.slot(round_), someone.placements.get(round_.id)
        kept[f"slot-{round_.id}"] = str(slot.id) if slot else ""
        kept[f"lock-{round_.id}"] = bool(placement and placement.locked)
    return kept


def _second(edition: str, number: int, public_id: str, form: DayForm, stale: Stale) -> Response:
    """What was chosen stays in the form; beside it stands what somebody else saved meanwhile."""
    now = _someone(edition, number, public_id)
    form.form_errors.append(sentence(stale))
    form.seen.data = actions.day_mark(now.placements)
    theirs = [(text_in(round_.title), words.place(now.slot(round_))) for round_ in now.rounds]
    return _person(now, form, theirs, 409)


def _person(someone: Someone, form: DayForm, theirs: Sequence[tuple[str, str]] = (), status: int = 200) -> Response:
    body = render_template(
        "breakouts/organise/person.html",
        plan=someone.plan,
        someone=someone,
        form=form,
        theirs=theirs,
        partners=dossier.partners_of(someone.person.id),
        may_change=may_change(),
        words=words,
    )
    return make_response(body, status)
