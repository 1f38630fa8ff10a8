"""News and articles of an edition: writing them, making them public, taking them off the site."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions import actions, queries, words
from werkplaats.editions.models import Article
from werkplaats.errors import Refused, Stale
from werkplaats.organise.forms import ArticleForm
from werkplaats.organise.twins import gaps
from werkplaats.web import markdown
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("articles_organise", __name__, url_prefix="/organisatie/<edition>/nieuws")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template(
        "organise/articles.html",
        articles=queries.articles(shown.id),
        gaps=gaps([shown])[shown.id],
        words=words,
        may_change=may_change(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
def new(edition: str) -> str | Response:
    shown = organised_edition(edition)
    form = ArticleForm()
    if form.validate_on_submit():
        slug = actions.write_article(shown.id, form.values(), actor())
        flash(_("Your article is kept. Only organisers see it."))
        return redirect(url_for(".article", edition=edition, slug=slug), 303)
    return render_template("organise/new_article.html", form=form, may_change=may_change())


@bp.route("/<slug>", methods=["GET", "POST"])
def article(edition: str, slug: str) -> str | Response:
    row = _article(edition, slug)
    form = ArticleForm() if request.method == "POST" else ArticleForm.of(actions.values_of_article(row))
    if not form.validate_on_submit():
        return _page(row, form)
    try:
        actions.change_article(row.id, form.values(), form.seen.data or "", actor())
    except Stale as stale:
        now = actions.values_of_article(row)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _page(row, form, differences(form, now))
    flash(_("Your changes are saved."))
    return redirect(url_for(".article", edition=edition, slug=slug), 303)


@bp.post("/<slug>/openbaar")
def publish(edition: str, slug: str) -> Response:
    return _press(edition, slug, actions.publish_article, _("From now on everyone can read it."))


@bp.post("/<slug>/intrekken")
def withdraw(edition: str, slug: str) -> Response:
    return _press(edition, slug, actions.withdraw_article, _("It no longer stands on the site."))


def _article(edition: str, slug: str) -> Article:
    return queries.article(organised_edition(edition).id, slug) or abort(404)


def _press(edition: str, slug: str, act: Callable[[int, str], None], said: str) -> Response:
    row = _article(edition, slug)
    check_token()
    try:
        act(row.id, actor())
        flash(said)
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".article", edition=edition, slug=slug), 303)


def _page(row: Article, form: ArticleForm, theirs: object = ()) -> str:
    return render_template(
        "organise/article.html",
        article=row,
        form=form,
        theirs=theirs,
        words=words,
        as_html=markdown.as_html,
        may_change=may_change(),
    )
