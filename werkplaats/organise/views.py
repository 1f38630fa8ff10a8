"""The front room of the organisers: all editions, the work of today, a new edition."""

from __future__ import annotations

from flask import Blueprint, render_template

from werkplaats.accounts import queries as accounts
from werkplaats.accounts.access import current_user

bp = Blueprint("organise", __name__, url_prefix="/organisatie")


@bp.get("")
def home() -> str:
    return render_template("organise/home.html", editions=accounts.editions_of(current_user()))
