"""The pages that everyone may read."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from werkplaats import links
from werkplaats.breakouts import explain_words
from werkplaats.breakouts import queries as breakouts
from werkplaats.editions import queries as editions
from werkplaats.editions import words
from werkplaats.editions.access import shown_edition
from werkplaats.editions.models import Edition, Phase
from werkplaats.notes import queries as notes
from werkplaats.notes import words as note_words
from werkplaats.notes.models import CardKind
from werkplaats.people import queries as people
from werkplaats.people import words as people_words
from werkplaats.privacy import words as privacy_words
from werkplaats.programme import queries as programmes
from werkplaats.public import cache, day, linked, proof
from werkplaats.public.forms import HarvestFilter, LotForm
from werkplaats.registration import queries as registrations
from werkplaats.web import context, markdown

bp = Blueprint("public", __name__)

NEWEST = 3
"""How many articles, and how many cards, stand on the first page of an edition."""


@bp.get("/")
def home() -> str:
    """The coming edition's own page, at the shortest address there is."""
    edition = editions.coming()
    if edition is None:
        return render_template("public/empty.html")
    context.show(edition)
    return _landing(edition)


@bp.get("/<edition>/")
def landing(edition: str) -> str:
    return _landing(shown_edition(edition))


def _landing(edition: Edition) -> str:
    door, today = registrations.door(edition), day.of(edition)
    cards = notes.published(edition.id) if edition.phase == Phase.PAST else []
    return render_template(
        "public/landing.html",
        address=links.absolute(url_for("public.landing", edition=edition.slug)),
        door=door,
        day=today,
        linked=linked.of_day(today, door),
        number_of_cards=len(cards),
        cards=cards[:NEWEST],
        articles=editions.published_articles(edition.id, NEWEST),
        others=[other for other in editions.shown() if other.id != edition.id],
        role=people_words.role,
        note_words=note_words,
        article_kind=words.article_kind,
        as_words=markdown.as_words,
    )


@bp.get("/<edition>/nieuws")
def news(edition: str) -> str:
    return render_template(
        "public/news.html",
        articles=editions.published_articles(shown_edition(edition).id),
        article_kind=words.article_kind,
        as_words=markdown.as_words,
    )


@bp.get("/<edition>/nieuws/<slug>")
def article(edition: str, slug: str) -> str:
    found = editions.published_article(shown_edition(edition).id, slug) or abort(404)
    return render_template(
        "public/article.html",
        article=found,
        article_kind=words.article_kind,
        as_html=markdown.as_html,
        as_words=markdown.as_words,
    )


@bp.get("/<edition>/online")
def online(edition: str) -> str:
    """How taking part works: what you need, how to try it, by phone, what is recorded, who helps."""
    shown_edition(edition)
    return render_template("public/online.html")


@bp.get("/<edition>/programma")
def programme(edition: str) -> str:
    shown = shown_edition(edition)
    door, today = registrations.door(shown), day.of(shown)
    return render_template("public/programme.html", day=today, door=door, linked=linked.of_day(today, door))


@bp.get("/<edition>/programma/<slug>")
def item(edition: str, slug: str) -> str:
    shown = shown_edition(edition)
    found = programmes.item(shown.id, slug) or abort(404)
    parts = [part for part in people.parts(shown.id) if part.item and part.item.id == found.id]
    return render_template(
        "public/item.html",
        item=found,
        parts=parts,
        linked=linked.of_item(shown, found, parts),
        role=people_words.role,
    )


@bp.get("/<edition>/sprekers")
def speakers(edition: str) -> str:
    return render_template("public/speakers.html", day=day.of(shown_edition(edition)), role=people_words.role)


@bp.get("/<edition>/sprekers/<slug>")
def speaker(edition: str, slug: str) -> str:
    shown = shown_edition(edition)
    person = people.published(slug) or abort(404)
    parts = people.parts_of(person.id)
    here = [part for part in parts if part.edition.id == shown.id]
    if not here:
        abort(404)
    earlier = [part for part in parts if part.edition.id != shown.id]
    return render_template("public/speaker.html", person=person, here=here, earlier=earlier, role=people_words.role)


@bp.get("/<edition>/deelsessies/<slug>")
def breakout(edition: str, slug: str) -> str:
    shown = shown_edition(edition)
    found = programmes.breakout(shown.id, slug) or abort(404)
    slots = [slot for slot in programmes.slots(shown.id) if slot.breakout_id == found.id]
    parts = [part for part in people.parts(shown.id) if part.slot and part.slot.breakout_id == found.id]
    return render_template(
        "public/breakout.html",
        breakout=found,
        slots=slots,
        parts=parts,
        linked=linked.of_breakout(shown, found, slots, parts),
        door=registrations.door(shown),
        number_of_cards=len(notes.published(shown.id, breakout_slug=slug)),
        role=people_words.role,
    )


@bp.get("/<edition>/indeling")
def method(edition: str) -> str:
    """How places are divided. What could be counted back to choices, and the seed, come when ranking has closed."""
    shown = shown_edition(edition)
    if shown.ranking_open:
        return render_template("public/method.html", form=LotForm())
    # From now on people and places change what stands here, and the stamp sees neither.
    cache.do_not_keep()
    lot = LotForm(request.args)
    code = lot.code.data or "" if "code" in request.args and lot.validate() else None
    plan = breakouts.published_plan(shown.id)
    return render_template(
        "public/method.html",
        form=lot,
        code=code,
        ticket=breakouts.ticket(shown, code) if code else None,
        check=proof.commands(shown.lot_seed, code or _("your code")),
        interest=proof.interest(shown.id, plan),
        shown=explain_words.shown,
        plan=plan,
        levels=proof.levels(plan),
        since=proof.since(plan),
    )


@bp.get("/<edition>/oogst")
def harvest(edition: str) -> str:
    shown = shown_edition(edition)
    if shown.phase != Phase.PAST:
        # Until then people come and go, and with them whether a perspective is shared by enough to be named.
        cache.do_not_keep()
    filters = HarvestFilter(request.args)
    filters.offer(programmes.breakouts(shown.id))
    cards = notes.published(
        shown.id,
        kind=CardKind(filters.kind.data) if filters.kind.data else None,
        condition=filters.condition.data or None,
        breakout_slug=filters.breakout.data or None,
    )
    return render_template(
        "public/harvest.html",
        cards=cards,
        filters=filters,
        words=note_words,
        site=current_app.config["SITE_URL"],
    )


@bp.get("/privacy")
def privacy() -> str:
    return render_template("public/privacy.html", kinds=privacy_words.kinds(), term=privacy_words.term)


@bp.get("/toegankelijkheid")
def accessibility() -> str:
    return render_template("public/accessibility.html")
