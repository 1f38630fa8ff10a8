"""The words of the mails of an edition: what stands there, changing it, seeing it, and going back to our own."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from werkplaats.accounts.access import actor, current_user, may_change, organised_edition
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.letters import actions, words
from werkplaats.letters.forms import WordsForm
from werkplaats.letters.preview import Preview, framed
from werkplaats.letters.samples import example
from werkplaats.mail import queries
from werkplaats.mail.wording import Wording, Words, words_of
from werkplaats.web.forms import check_token
from werkplaats.web.language import LANGUAGES, sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("texts_organise", __name__, url_prefix="/organisatie/<edition>/post/teksten")


@bp.get("")
def overview(edition: str) -> str:
    own = {(text.kind, text.locale) for text in queries.own_texts(organised_edition(edition).id)}
    return render_template("letters/organise/texts.html", wordings=words.WORDINGS, own=own, languages=LANGUAGES)


@bp.get("/<kind>/<tongue>")
def text(edition: str, kind: str, tongue: str) -> Response:
    shown, wording = organised_edition(edition), _wording(kind, tongue)
    now = words_of(wording, shown.id, tongue)
    return _page(shown, wording, tongue, WordsForm.of(now, wording.placeholders), now)


@bp.post("/<kind>/<tongue>")
def change(edition: str, kind: str, tongue: str) -> AnyResponse:
    """Save what was written, show how it would look, or mail that to the writer: which, says the button."""
    shown, wording = organised_edition(edition), _wording(kind, tongue)
    form = WordsForm.of(words_of(wording, shown.id, tongue), wording.placeholders)
    if not form.validate():
        return _page(shown, wording, tongue, form, None)
    wanted, does = form.words(), request.form.get("do")
    if does == "preview":
        return _page(shown, wording, tongue, form, wanted)
    if does == "test":
        rendered = example(wording, wanted, shown, tongue)
        actions.send_test(shown.id, current_user().id, wording.kind, tongue, rendered)
        flash(_("The test is on its way to %(email)s. Nothing is saved by that.", email=current_user().email))
        return _page(shown, wording, tongue, form, wanted)
    try:
        actions.change_words(shown.id, wording, tongue, wanted, form.seen.data or "", actor())
    except Stale as stale:
        return _page_of_both(shown, wording, tongue, form, stale)
    flash(_("Your changes are saved."))
    return redirect(url_for(".text", edition=edition, kind=kind, tongue=tongue), 303)


@bp.post("/<kind>/<tongue>/standaard")
def standard(edition: str, kind: str, tongue: str) -> AnyResponse:
    shown, wording = organised_edition(edition), _wording(kind, tongue)
    check_token()
    try:
        actions.standard_words(shown.id, wording, tongue, request.form.get("seen", ""), actor())
        flash(_("The standard text is back."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".text", edition=edition, kind=kind, tongue=tongue), 303)


def _wording(kind: str, tongue: str) -> Wording:
    if kind not in words.BY_KIND or tongue not in LANGUAGES:
        abort(404)
    return words.BY_KIND[kind]


def _page_of_both(shown: Edition, wording: Wording, tongue: str, form: WordsForm, stale: Stale) -> Response:
    """What was typed stays; beside it what somebody else saved meanwhile."""
    now = words_of(wording, shown.id, tongue)
    form.form_errors.append(sentence(stale))
    form.seen.data = mark(now)
    return _page(shown, wording, tongue, form, form.words(), differences(form, now))


def _page(
    shown: Edition, wording: Wording, tongue: str, form: WordsForm, looked_at: Words | None, theirs: object = ()
) -> Response:
    """`looked_at` is what the preview shows; none when there is a mistake in it."""
    kept = words_of(wording, shown.id, tongue)
    mail = example(wording, looked_at or kept, shown, tongue)
    previews = [] if looked_at is None else [Preview(mail, tongue)]
    page = render_template(
        "letters/organise/text.html",
        form=form,
        wording=wording,
        tongue=tongue,
        seen=mark(kept),
        is_own=kept != wording.standard(tongue),
        previews=previews,
        theirs=theirs,
        may_change=may_change(),
    )
    return framed(page, [mail])
