"""The automatic mails of an edition: when each goes, to how many people, whether it went; and setting its moment."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.letters import actions, queries, words
from werkplaats.letters.forms import How, MomentForm
from werkplaats.letters.models import MomentKind
from werkplaats.letters.moments import Moment, Stand
from werkplaats.mail.wording import Wording
from werkplaats.web.dates import moment as in_words
from werkplaats.web.language import sentence
from werkplaats.web.stale import mark

bp = Blueprint("moments_organise", __name__, url_prefix="/organisatie/<edition>/post/automatisch")


class Line(NamedTuple):
    """One automatic mail on the page; `people` is to how many it would go now, or went."""

    moment: Moment
    wording: Wording
    stand: Stand
    people: int


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template(
        "letters/organise/automatic.html",
        lines=[_line(shown, moment) for moment in queries.moments(shown)],
        others=[wording for wording in words.WORDINGS if wording.kind not in set(MomentKind)],
        words=words,
    )


@bp.get("/<kind>")
def moment(edition: str, kind: str) -> str:
    shown = organised_edition(edition)
    found = _moment(shown, kind)
    return _page(shown, found, _form(found))


@bp.post("/<kind>")
def change(edition: str, kind: str) -> str | Response:
    shown = organised_edition(edition)
    found = _moment(shown, kind)
    form = _form(found)
    if not form.validate():
        return _page(shown, found, form)
    try:
        actions.set_moment(shown.id, found.kind, form.wanted(found), form.seen.data or "", actor())
    except Stale as stale:
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(actions.values_of_moment(_moment(shown, kind)))
        return _page(shown, _moment(shown, kind), form, is_stale=True)
    except Refused as refused:
        form.at.errors = [sentence(refused)]
        return _page(shown, found, form)
    flash(_("Your changes are saved."))
    return redirect(url_for(".overview", edition=edition), 303)


def _line(edition: Edition, moment: Moment) -> Line:
    stand = moment.stand(edition)
    went = stand == Stand.WENT
    people = queries.number_reminded(edition, moment) if went else queries.number_to_remind(edition, moment)
    return Line(moment, words.OF_MOMENTS[moment.kind], stand, people)


def _moment(edition: Edition, kind: str) -> Moment:
    return queries.moment(edition, MomentKind(kind)) if kind in set(MomentKind) else abort(404)


def _form(now: Moment) -> MomentForm:
    return MomentForm.of(
        now,
        [
            (How.STANDARD, _("At the standard moment: %(moment)s", moment=in_words(now.standard))),
            (How.OWN, _("At a moment of your own")),
            (How.NEVER, _("This mail does not go")),
        ],
    )


def _page(edition: Edition, now: Moment, form: MomentForm, *, is_stale: bool = False) -> str:
    return render_template(
        "letters/organise/moment.html",
        form=form,
        line=_line(edition, now),
        is_stale=is_stale,
        may_change=may_change(),
        words=words,
    )
