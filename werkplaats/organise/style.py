"""The page of components: how all of it looks, in every state, and when to use it. For who organises and who builds."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.organise import examples, tokens
from werkplaats.web.forms import check_token

bp = Blueprint("style_organise", __name__, url_prefix="/organisatie/stijl")


@bp.get("")
def overview() -> str:
    values = tokens.read(Path(current_app.static_folder or "") / "css" / "werkplaats.css")
    return render_template("organise/style.html", tokens=tokens, values=values, **examples.everything())


@bp.post("")
def press() -> Response:
    """The buttons of the examples lead here."""
    check_token()
    flash(_("That was an example: nothing has changed."))
    return redirect(url_for(".overview"), 303)
