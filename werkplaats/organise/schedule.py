"""The programme as one page: the day, who is where, what does not fit, the last change, and whom to tell."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from werkplaats import clock
from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.errors import Refused
from werkplaats.invitations import actions as invitations
from werkplaats.invitations import queries as told
from werkplaats.organise import words
from werkplaats.organise.timetable import timetable
from werkplaats.organise.twins import gaps
from werkplaats.organise.warnings import TO_DO, warnings_of
from werkplaats.programme import queries as programme
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

NAMES_SHOWN = 50

bp = Blueprint("schedule_organise", __name__, url_prefix="/organisatie/<edition>/programma")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    day, last, behind = timetable(shown), programme.last_change(shown.id), told.behind(shown)
    warnings = warnings_of(day, clock.now())
    return render_template(
        "organise/schedule.html",
        day=day,
        wrong=[words.concern(shown.slug, w) for w in warnings if w.kind not in TO_DO],
        to_do=[words.concern(shown.slug, w) for w in warnings if w.kind in TO_DO],
        last=last,
        last_words=words.change_of(last, day) if last else "",
        last_by=accounts.name_of(last.actor) if last else None,
        behind=len(behind),
        behind_names=behind.names(NAMES_SHOWN) if behind else [],
        behind_mark=behind.mark,
        changes=[words.change_of(change, day) for change in programme.untold_changes(shown.id)] if behind else [],
        gaps=gaps([shown])[shown.id],
        may_change=may_change(),
    )


@bp.post("/laat-weten")
def tell(edition: str) -> Response:
    """“Laat het weten”: one mail for everyone whose day is another one than they know."""
    shown = organised_edition(edition)
    check_token()
    try:
        number = invitations.tell_about_changes(shown.id, request.form.get("seen", ""), actor())
        flash(ngettext("%(num)s person gets a mail.", "%(num)s people get a mail.", number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


@bp.get("/afdrukken")
def on_paper(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template("organise/schedule_on_paper.html", day=timetable(shown))
