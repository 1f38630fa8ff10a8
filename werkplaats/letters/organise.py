"""Letters to people whom organisers choose: writing, looking at it, trying it on oneself, sending or holding it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from werkplaats.accounts.access import actor, current_user, may_change, organised_edition
from werkplaats.editions.models import Edition
from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import Refused, Stale
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING
from werkplaats.letters import actions, mails, queries, words
from werkplaats.letters.forms import LetterForm
from werkplaats.letters.models import Letter, LetterState
from werkplaats.letters.preview import Preview, framed
from werkplaats.letters.queries import Chosen, Whom
from werkplaats.letters.whom import groups, name_of
from werkplaats.mail import words as mail_words
from werkplaats.web.forms import check_token
from werkplaats.web.language import LANGUAGES, sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("letters_organise", __name__, url_prefix="/organisatie/<edition>/post/brieven")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    names = dict(groups(shown.id))
    return render_template(
        "letters/organise/letters.html",
        letters=queries.letters(shown.id),
        to=lambda letter: name_of(names, Whom.from_kept(letter.whom)),
        may_change=may_change(),
        words=words,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
def new(edition: str) -> str | AnyResponse:
    shown = organised_edition(edition)
    form = LetterForm.of(None, groups(shown.id), PLACEHOLDERS)
    if form.validate_on_submit():
        letter_id = actions.write_letter(shown.id, form.values(), form.once.data or "", actor())
        flash(_("Your letter is kept. Nobody gets it yet."))
        return redirect(url_for(".letter", edition=edition, letter_id=letter_id), 303)
    return _form_page(form)


@bp.get("/<int:letter_id>")
def letter(edition: str, letter_id: int) -> Response:
    """Before it goes: how it looks to people who get it, and to how many. Afterwards: what became of it."""
    return _letter_page(organised_edition(edition), letter_id)


@bp.route("/<int:letter_id>/wijzigen", methods=["GET", "POST"])
def change(edition: str, letter_id: int) -> str | AnyResponse:
    shown = organised_edition(edition)
    found = _letter(shown, letter_id)
    form = LetterForm.of(actions.values_of_letter(found), groups(shown.id), PLACEHOLDERS)
    if form.validate_on_submit():
        try:
            actions.change_letter(letter_id, form.values(), form.seen.data or "", actor())
        except Stale as stale:
            now = actions.values_of_letter(_letter(shown, letter_id))
            form.form_errors.append(sentence(stale))
            form.seen.data = mark(now)
            return _form_page(form, found, differences(form, now))
        except Refused as refused:
            flash(sentence(refused), "warning")
        else:
            flash(_("Your letter is kept. Nobody gets it yet."))
        return redirect(url_for(".letter", edition=edition, letter_id=letter_id), 303)
    return _form_page(form, found)


@bp.post("/<int:letter_id>/proef")
def test(edition: str, letter_id: int) -> AnyResponse:
    shown = organised_edition(edition)
    found = _letter(shown, letter_id)
    check_token()
    for preview in _previews(found):
        actions.send_test(shown.id, current_user().id, words.LETTER, preview.locale, preview.mail)
    flash(_("The test is on its way to %(email)s. Nobody else gets it.", email=current_user().email))
    return redirect(url_for(".letter", edition=edition, letter_id=letter_id), 303)


@bp.post("/<int:letter_id>/versturen")
def send(edition: str, letter_id: int) -> AnyResponse:
    return _sent(edition, letter_id, held=False)


@bp.post("/<int:letter_id>/vasthouden")
def hold(edition: str, letter_id: int) -> AnyResponse:
    return _sent(edition, letter_id, held=True)


@bp.post("/<int:letter_id>/verwijderen")
def remove(edition: str, letter_id: int) -> AnyResponse:
    _letter(organised_edition(edition), letter_id)
    check_token()
    try:
        actions.remove_letter(letter_id, request.form.get("seen", ""), actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
        return redirect(url_for(".letter", edition=edition, letter_id=letter_id), 303)
    flash(_("The letter is removed. Nobody got it."))
    return redirect(url_for(".overview", edition=edition), 303)


def _sent(edition: str, letter_id: int, *, held: bool) -> AnyResponse:
    shown = organised_edition(edition)
    _letter(shown, letter_id)
    check_token()
    try:
        number = actions.send_letter(letter_id, request.form.get("seen", ""), held, actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
    else:
        flash(
            ngettext(
                "%(num)s mail is held back, until you release it.",
                "%(num)s mails are held back, until you release them.",
                number,
            )
            if held
            else ngettext("%(num)s mail leaves.", "%(num)s mails leave.", number)
        )
    return redirect(url_for(".letter", edition=edition, letter_id=letter_id), 303)


def _letter(edition: Edition, letter_id: int) -> Letter:
    return queries.letter(edition.id, letter_id) or abort(404)


def _chosen(letter: Letter) -> Chosen:
    """Who gets it: as it is now, or as it was when it went."""
    if letter.recipients is not None:
        return Chosen(letter.recipients)
    return queries.chosen(letter.edition_id, Whom.from_kept(letter.whom))


def _previews(letter: Letter) -> list[Preview]:
    """The letter as the first reader of each language gets it."""
    whom, shown = Whom.from_kept(letter.whom), []
    for locale in LANGUAGES:
        reader = queries.first_reader(letter.edition_id, whom, locale)
        if reader is not None:
            written = locale if letter.text.get(locale) else "nl"
            number = queries.number_reading(letter.edition_id, whom, locale)
            note = "" if written == locale else _in_dutch_too(number)
            shown.append(Preview(mails.letter_to(letter, reader), written, reader.name, note))
    return shown


def _in_dutch_too(number: int) -> str:
    return str(
        ngettext(
            "%(num)s person reads our mails in English, and gets this letter in Dutch: it has no English words.",
            "%(num)s people read our mails in English, and get this letter in Dutch: it has no English words.",
            number,
        )
    )


def _letter_page(shown: Edition, letter_id: int) -> Response:
    found = _letter(shown, letter_id)
    chosen, job = _chosen(found), queries.job_of(found)
    waiting = job is not None and job.state in WAITING
    previews = _previews(found)
    page = render_template(
        "letters/organise/letter.html",
        letter=found,
        seen=mark(actions.values_of_letter(found)),
        to=name_of(dict(groups(shown.id)), Whom.from_kept(found.whom)),
        chosen=chosen,
        job=job,
        waiting=waiting,
        numbers=queries.mails_of(found) if found.state == LetterState.SENT else {},
        previews=previews,
        may_change=may_change(),
        words=words,
        state_of_mail=mail_words.state,
    )
    response = framed(page, [preview.mail for preview in previews])
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


def _form_page(form: LetterForm, letter: Letter | None = None, theirs: object = ()) -> str:
    return render_template(
        "letters/organise/write.html",
        form=form,
        letter=letter,
        theirs=theirs,
        placeholders=PLACEHOLDERS,
        may_change=may_change(),
    )
