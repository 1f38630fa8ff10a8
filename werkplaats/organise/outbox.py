"""The outbox of an edition: what was mailed, what waits, what failed, and sending that again."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.errors import Refused
from werkplaats.mail import actions, queries, words
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.paging import slice_of

BODY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    )
)
"""A mail brings its own style; on its page nothing runs, loads or submits."""

bp = Blueprint("mail_organise", __name__, url_prefix="/organisatie/<edition>/post")
bp.app_template_global("mail_state")(words.state)
bp.app_template_global("mail_state_tag")(words.state_tag)


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    return render_template(
        "organise/outbox.html",
        numbers=queries.number_per_state(shown.id),
        oldest=queries.oldest_under_way(shown.id),
        mails=slice_of(queries.listed(shown.id, state)),
        states=list(MailState),
        chosen=state,
        may_change=may_change(),
    )


@bp.get("/<int:mail_id>")
def mail(edition: str, mail_id: int) -> str:
    return render_template("organise/mail.html", mail=_mail(edition, mail_id), may_change=may_change())


@bp.get("/<int:mail_id>/html")
def html(edition: str, mail_id: int) -> Response:
    response = make_response(_mail(edition, mail_id).html)
    response.headers["Content-Security-Policy"] = BODY_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/opnieuw")
def again(edition: str) -> AnyResponse:
    shown = organised_edition(edition)
    check_token()
    try:
        number = actions.send_again(shown.id, actor(), request.form.get("mail", None, int))
        flash(ngettext("%(num)s mail leaves again.", "%(num)s mails leave again.", number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


def _mail(edition: str, mail_id: int) -> OutgoingMail:
    return queries.by_id(organised_edition(edition).id, mail_id) or abort(404)
