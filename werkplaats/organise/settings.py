"""The settings of an edition, and the buttons that make it public, call it off, or take that back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats import links
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions import actions
from werkplaats.editions.models import Edition, EditionState, Phase
from werkplaats.errors import Refused, Stale
from werkplaats.invitations import queries as invitations
from werkplaats.organise.forms import SettingsForm
from werkplaats.organise.twins import gaps
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences

bp = Blueprint("editions_organise", __name__, url_prefix="/organisatie/<edition>/instellingen")


@bp.get("")
def settings(edition: str) -> str:
    shown = organised_edition(edition)
    return _page(shown, SettingsForm.of(actions.settings_of(shown)))


@bp.post("")
def change(edition: str) -> str | Response:
    shown = organised_edition(edition)
    form = SettingsForm()
    if not form.validate():
        return _page(shown, form)
    try:
        actions.change_settings(shown.id, form.settings(), form.seen.data or "", actor())
    except Stale as stale:
        return _page_of_both(form, shown, stale)
    except actions.ChoosingIsOver as refused:
        form.ranking_closes_at.errors = [sentence(refused)]
        return _page(shown, form)
    flash(_("Your changes are saved."))
    return redirect(url_for(".settings", edition=edition), 303)


@bp.post("/openbaar")
def publish(edition: str) -> Response:
    return _done(edition, actions.publish_edition, _("The edition is public now. People can find it and register."))


@bp.get("/site")
def site(edition: str) -> Response:
    """The site as organisers look at it: with what is not public yet and where to change it, while there is a link."""
    shown = organised_edition(edition)
    if shown.preview_id is not None:
        return redirect(links.preview(shown.preview_id), 303)
    if shown.state == EditionState.DRAFT:
        return redirect(url_for(".settings", edition=edition, _anchor="preview"), 303)
    return redirect(url_for("public.landing", edition=edition), 303)


@bp.post("/voorbeeld")
def make_preview(edition: str) -> Response:
    seen = request.form.get("seen", "")

    def make(edition_id: int, who: str) -> None:
        actions.make_preview(edition_id, seen, who)

    return _done(edition, make, _("Anyone with this link can look at the edition now."))


@bp.post("/voorbeeld/intrekken")
def withdraw_preview(edition: str) -> Response:
    return _done(edition, actions.withdraw_preview, _("The link does not work any more."))


@bp.get("/afgelasten")
def confirm_cancel(edition: str) -> str | Response:
    shown = organised_edition(edition)
    if not may_change() or shown.state != EditionState.PUBLISHED or shown.phase == Phase.PAST:
        return redirect(url_for(".settings", edition=edition), 303)
    return render_template("organise/cancel_edition.html", invited=invitations.number_invited(shown.id))


@bp.post("/afgelasten")
def cancel(edition: str) -> Response:
    said = _("The edition is called off. Everyone who was invited gets a mail.")
    return _done(edition, actions.cancel_edition, said)


@bp.post("/toch-door")
def resume(edition: str) -> Response:
    said = _("The edition takes place again. Everyone who takes part gets a new invitation.")
    return _done(edition, actions.resume_edition, said)


def _done(edition: str, act: Callable[[int, str], None], said: str) -> Response:
    """Back to the settings with what happened, or why it did not."""
    shown = organised_edition(edition)
    check_token()
    try:
        act(shown.id, actor())
        flash(said)
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".settings", edition=edition), 303)


def _page_of_both(form: SettingsForm, shown: Edition, stale: Stale) -> str:
    """What was typed stays; beside it what somebody else saved meanwhile."""
    now = actions.settings_of(shown)
    form.form_errors.append(sentence(stale))
    form.remark(now)
    return _page(shown, form, differences(form, now))


def _page(shown: Edition, form: SettingsForm, theirs: object = ()) -> str:
    again = invitations.number_to_invite_again(shown.id) if shown.state == EditionState.CANCELLED else 0
    return render_template(
        "organise/settings.html",
        form=form,
        theirs=theirs,
        may_change=may_change(),
        preview=links.preview(shown.preview_id) if shown.preview_id else None,
        invited=again,
        gaps=gaps([shown])[shown.id].elsewhere,
    )
