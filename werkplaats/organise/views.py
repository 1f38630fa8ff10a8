"""The front room of the organisers: all editions, the work of today, a new edition."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import actor, admins_only, current_user, may_change, organised_edition
from werkplaats.editions import queries as editions
from werkplaats.editions import words as edition_words
from werkplaats.errors import Refused
from werkplaats.organise import actions, queries, words
from werkplaats.organise.forms import NewEditionForm
from werkplaats.registration import words as registration
from werkplaats.web.language import sentence

bp = Blueprint("organise", __name__, url_prefix="/organisatie")
bp.app_template_global("edition_state")(edition_words.state)
bp.app_template_global("edition_state_tag")(edition_words.state_tag)
for said_of_gap in (words.gap_href, words.gap_title, words.gap_words):
    bp.app_template_global(said_of_gap.__name__)(said_of_gap)


@bp.get("")
def home() -> str:
    mine = accounts.editions_of(current_user())
    work = queries.work_of(mine)
    return render_template(
        "organise/home.html",
        editions=mine,
        work={e.id: words.lines(e.slug, work[e.id]) for e in mine},
        may_make=current_user().is_admin,
    )


@bp.get("/<edition>/")
def today(edition: str) -> str:
    shown = organised_edition(edition)
    figures = queries.figures_of(shown.id)
    return render_template(
        "organise/today.html",
        work=words.lines(shown.slug, queries.work_of([shown])[shown.id]),
        figures=figures,
        pace=words.pace(figures.pace),
        perspectives=[(registration.perspective(p) if p else _("Not told"), n, None) for p, n in figures.perspectives],
        may_change=may_change(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
def new() -> str | Response:
    admins_only()
    form = NewEditionForm()
    form.offer(editions.everything())
    if form.validate_on_submit() and (slug := _made(form)) is not None:
        flash(_("The edition is there. It is not public yet: look it through first."))
        return redirect(url_for("editions_organise.settings", edition=slug), 303)
    return render_template("organise/new.html", form=form)


def _made(form: NewEditionForm) -> str | None:
    """The address of the new edition, or None when it was refused; the form says why then."""
    slug, user = form.slug.data or "", current_user()
    try:
        if form.source_id is not None and form.day.data is not None:
            actions.copy_edition(form.source_id, slug, form.day.data, actor(), user.id)
        else:
            actions.create_edition(form.values(user.email), actor(), user.id)
    except actions.BadSlug as refused:
        form.slug.errors = [sentence(refused)]
    except actions.BadDay as refused:
        form.day.errors = [sentence(refused)]
    except Refused as refused:
        form.form_errors.append(sentence(refused))
    else:
        return slug
    return None
