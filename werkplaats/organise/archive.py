"""Putting an edition in the archive after its day: what stays of it, what goes and when, and what still waits."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions import actions
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition, EditionState, Phase
from werkplaats.errors import Refused
from werkplaats.notes.note import queries as notes
from werkplaats.organise import queries, words
from werkplaats.people import queries as people
from werkplaats.privacy import queries as privacy
from werkplaats.registration import queries as registrations
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("archive_organise", __name__, url_prefix="/organisatie/<edition>/archief")


class Kept(NamedTuple):
    """How much stays for everyone to read, and how many people are counted."""

    people: int
    cards: int
    notes: int
    articles: int
    took_part: int


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template(
        "organise/archive.html",
        may_be_archived=shown.state == EditionState.PUBLISHED and shown.phase == Phase.PAST,
        kept=_kept(shown),
        known=registrations.number_known(shown.id),
        going=privacy.calendar_of(shown),
        until=privacy.forgotten_at(shown),
        work=words.lines(shown.slug, queries.work_of([shown])[shown.id]),
        may_change=may_change(),
    )


@bp.post("")
def archive(edition: str) -> Response:
    shown = organised_edition(edition)
    check_token()
    try:
        actions.archive_edition(shown.id, actor())
        flash(_("The edition is in the archive. Nobody got a mail of it."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/terug")
def take_out(edition: str) -> Response:
    shown = organised_edition(edition)
    check_token()
    try:
        actions.unarchive_edition(shown.id, privacy.forgotten_at(shown), actor())
        flash(_("The edition is out of the archive. What waits for you stands under Today again."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


def _kept(shown: Edition) -> Kept:
    figures = queries.figures_of(shown.id)
    return Kept(
        people=len({part.person.id for part in people.parts(shown.id)}),
        cards=figures.cards,
        notes=len(notes.published_in([shown.id])),
        articles=len(editions.published_articles(shown.id)),
        took_part=figures.registered,
    )
