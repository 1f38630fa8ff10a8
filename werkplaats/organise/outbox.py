"""The outbox of an edition: what was mailed, what waits, what failed and why; and holding, releasing and sending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.db import row_id
from werkplaats.errors import N_, Refused
from werkplaats.mail import actions, queries, words
from werkplaats.mail.enclosed import enclosed
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.queries import Asked
from werkplaats.organise.queries import addressee
from werkplaats.organise.words import kind_of_mail
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration
from werkplaats.web.forms import check_token
from werkplaats.web.headers import CONTENT_SECURITY_POLICY
from werkplaats.web.language import sentence
from werkplaats.web.paging import slice_of

BODY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)
"""A mail brings its own style; on its page nothing runs, loads or submits."""

AROUND_A_BODY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"

NOTHING_TICKED = N_("Tick at least one mail first.")

bp = Blueprint("mail_organise", __name__, url_prefix="/organisatie/<edition>/post")
bp.app_template_global("mail_state")(words.state)
bp.app_template_global("mail_state_tag")(words.state_tag)
bp.app_template_global("mail_reason")(words.reason)
bp.app_template_global("mail_kind")(kind_of_mail)


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    person = _person(shown.id)
    asked = _asked(person)
    counts = queries.counts(shown.id)
    oldest = queries.oldest_under_way(shown.id)
    return render_template(
        "organise/outbox.html",
        numbers=counts.states,
        kinds=sorted((kind_of_mail(kind), kind) for kind in counts.kinds),
        reasons=[(words.reason(reason), reason, number) for reason, number in counts.reasons.most_common()],
        oldest=oldest,
        age=oldest and words.age(oldest),
        pauses=queries.pauses(shown.id),
        under_way=sum(counts.states[state] for state in queries.UNDER_WAY),
        mails=slice_of(queries.listed(shown.id, asked)),
        states=list(MailState),
        asked=_in_address(),
        person=person,
        may_change=may_change(),
    )


@bp.get("/<int:mail_id>")
def mail(edition: str, mail_id: int) -> Response:
    shown = organised_edition(edition)
    found = _mail(shown.id, mail_id)
    response = make_response(
        render_template(
            "organise/mail.html",
            mail=found,
            person=addressee(found),
            calendar=enclosed(found.ics) if found.ics else None,
            calendar_does=words.method,
            advice=words.advice,
            pauses=queries.pauses(shown.id),
            may_change=may_change(),
        )
    )
    response.headers["Content-Security-Policy"] = AROUND_A_BODY
    return response


@bp.get("/<int:mail_id>/html")
def html(edition: str, mail_id: int) -> Response:
    response = make_response(_mail(organised_edition(edition).id, mail_id).html)
    response.headers["Content-Security-Policy"] = BODY_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/opnieuw")
def again(edition: str) -> AnyResponse:
    return _done(
        edition, actions.send_again, lambda n: ngettext("%(num)s mail leaves again.", "%(num)s mails leave again.", n)
    )


@bp.post("/aanhouden")
def hold(edition: str) -> AnyResponse:
    return _done(
        edition, actions.hold, lambda n: ngettext("%(num)s mail is held back.", "%(num)s mails are held back.", n)
    )


@bp.post("/vrijgeven")
def release(edition: str) -> AnyResponse:
    return _done(edition, actions.release, lambda n: ngettext("%(num)s mail leaves.", "%(num)s mails leave.", n))


@bp.post("/afzeggen")
def call_off(edition: str) -> AnyResponse:
    return _done(
        edition,
        lambda edition_id, by, ids: actions.call_off(edition_id, by, ids or []),
        lambda n: ngettext("%(num)s mail is called off.", "%(num)s mails are called off.", n),
    )


@bp.post("/pauze")
def pause(edition: str) -> AnyResponse:
    shown = organised_edition(edition)
    check_token()
    actions.pause(shown.id, actor())
    flash(_("All mail of this edition waits from now on."))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/verder")
def resume(edition: str) -> AnyResponse:
    shown = organised_edition(edition)
    check_token()
    actions.resume(shown.id, actor())
    flash(_("The mail of this edition leaves again."))
    return redirect(url_for(".overview", edition=edition), 303)


def _done(edition: str, act: Callable[[int, str, actions.Ids], int], said: Callable[[int], str]) -> AnyResponse:
    """Do it to the mails that were ticked, or to all when the form says so, and go back to what was looked at."""
    shown = organised_edition(edition)
    check_token()
    ids = request.form.getlist("mail", row_id)
    try:
        if not ids and "all" not in request.form:
            raise Refused(NOTHING_TICKED)
        flash(said(act(shown.id, actor(), ids or None)))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition, **_in_address(), page=request.args.get("page")), 303)


def _in_address() -> dict[str, Any]:
    """What is looked for, as it stands in the address."""
    names = ("search", "state", "kind", "reason", "person")
    return {name: value for name in names if (value := request.args.get(name, "").strip())}


def _asked(person: Registration | None) -> Asked:
    given = _in_address()
    state = given.get("state", "")
    return Asked(
        search=given.get("search", ""),
        state=MailState(state) if state in set(MailState) else None,
        kind=given.get("kind", ""),
        reason=given.get("reason", ""),
        registration_id=person.id if person else None,
    )


def _person(edition_id: int) -> Registration | None:
    """Whose mails are asked for, if anyone's; people of other editions do not exist here."""
    asked = request.args.get("person", "").strip()
    if not asked:
        return None
    person = registrations.by_public_id(asked)
    return person if person is not None and person.edition_id == edition_id else abort(404)


def _mail(edition_id: int, mail_id: int) -> OutgoingMail:
    return queries.by_id(edition_id, mail_id) or abort(404)
