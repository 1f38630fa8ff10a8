"""Everyone who registered, for organisers."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from werkplaats.accounts.access import organised_edition
from werkplaats.registration import queries, words
from werkplaats.registration.models import Perspective, RegistrationState
from werkplaats.web.paging import slice_of

bp = Blueprint("registration_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    search = request.args.get("search", "").strip()
    state = request.args.get("state", "")
    perspective = request.args.get("perspective", "")
    return render_template(
        "registration/organise/overview.html",
        people=slice_of(
            queries.listed(
                shown.id,
                search,
                RegistrationState(state) if state in set(RegistrationState) else None,
                Perspective(perspective) if perspective in set(Perspective) else None,
            )
        ),
        asked={"search": search, "state": state, "perspective": perspective},
        perspectives=[(p, words.perspective(p)) for p in Perspective],
        perspective_words=words.perspective,
    )
