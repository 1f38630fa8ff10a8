"""The pages that everyone may read."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from werkplaats import links
from werkplaats.breakouts import explain_words
from werkplaats.breakouts import queries as breakouts
from werkplaats.editions import queries as editions
from werkplaats.editions import words
from werkplaats.editions.access import previewed, shown_edition
from werkplaats.editions.models import Edition, Phase
from werkplaats.notes import harvest as reading
from werkplaats.notes import queries as notes
from werkplaats.notes.filters import found, of_all, of_edition
from werkplaats.notes.note import queries as whole_notes
from werkplaats.notes.note import words as whole_note_words
from werkplaats.people import queries as people
from werkplaats.people import words as people_words
from werkplaats.privacy import words as privacy_words
from werkplaats.programme import queries as programmes
from werkplaats.public import cache, day, linked, proof
from werkplaats.public import harvest as harvests
from werkplaats.public.forms import LotForm
from werkplaats.registration import queries as registrations
from werkplaats.web import context, markdown
from werkplaats.web.language import text_in

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
    door, today = _door(edition), day.of(edition)
    return render_template(
        "public/landing.html",
        address=links.absolute(url_for("public.landing", edition=edition.slug)),
        door=door,
        day=today,
        linked=linked.of_day(today, door),
        harvest=harvests.newest(edition, NEWEST) if edition.phase == Phase.PAST else harvests.NOTHING,
        articles=editions.published_articles(edition.id, NEWEST, with_drafts=previewed() is not None),
        others=[other for other in editions.shown() if other.id != edition.id],
        role=people_words.role,
        article_kind=words.article_kind,
        article_day=words.article_day,
        as_words=markdown.as_words,
    )


def _door(edition: Edition) -> registrations.Door:
    return registrations.door(edition, looking_first=previewed() is not None)


@bp.get("/<edition>/nieuws")
def news(edition: str) -> str:
    return render_template(
        "public/news.html",
        articles=editions.published_articles(shown_edition(edition).id, with_drafts=previewed() is not None),
        article_kind=words.article_kind,
        article_day=words.article_day,
        as_words=markdown.as_words,
    )


@bp.get("/<edition>/nieuws/<slug>")
def article(edition: str, slug: str) -> str:
    shown = shown_edition(edition)
    found = editions.published_article(shown.id, slug, with_drafts=previewed() is not None) or abort(404)
    return render_template(
        "public/article.html",
        article=found,
        article_kind=words.article_kind,
        article_day=words.article_day,
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
    door, today = _door(shown), day.of(shown)
    return render_template(
        "public/programme.html",
        address=links.absolute(url_for(".programme", edition=edition)),
        day=today,
        door=door,
        linked=linked.of_day(today, door),
    )


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
        door=registrations.door(shown),
        role=people_words.role,
    )


@bp.get("/<edition>/sprekers")
def speakers(edition: str) -> str:
    return render_template("public/speakers.html", day=day.of(shown_edition(edition)), role=people_words.role)


@bp.get("/<edition>/sprekers/<slug>")
def speaker(edition: str, slug: str) -> str:
    shown = shown_edition(edition)
    person = people.published(slug) or abort(404)
    parts = people.parts_of(person.id, shown.id)
    here = [part for part in parts if part.edition.id == shown.id]
    if not here:
        abort(404)
    earlier = [part for part in parts if part.edition.id != shown.id]
    slides = people.published_slides(person.id, shown.id) if shown.phase == Phase.PAST else []
    return render_template(
        "public/speaker.html",
        person=person,
        here=here,
        earlier=earlier,
        slides=slides,
        role=people_words.role,
    )


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
        door=_door(shown),
        number_of_cards=notes.published_number(shown.id, slug),
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
    filters = of_edition(shown, request.args)
    return render_template("public/harvest.html", filters=filters, shown=harvests.page(filters, [shown]))


@bp.get("/<edition>/oogst.<any(md, json, csv):form>")
def harvest_file(edition: str, form: str) -> Response:
    """All that the same address without an ending shows, page after page."""
    shown = shown_edition(edition)
    there = found(of_edition(shown, request.args), [shown])
    return harvests.file(form, f"{edition}-{_('harvest')}", text_in(shown.title), reading.at(there.addresses, [shown]))


@bp.get("/<edition>/oogst/<int:number>")
def card(edition: str, number: int) -> str:
    """One card, at an address that stays."""
    shown, all_shown = shown_edition(edition), editions.shown()
    find = reading.card(shown, number) or abort(404)
    related = reading.related(find, all_shown)
    harvests.keep_only_when_over([find, *related])
    return render_template("public/card.html", find=find, related=related)


@bp.get("/kennisbank")
def knowledge() -> str:
    """The harvest of every edition."""
    all_shown = editions.shown()
    filters = of_all(all_shown, request.args)
    return render_template("public/harvest.html", filters=filters, shown=harvests.page(filters, all_shown))


@bp.get("/kennisbank.<any(md, json, csv):form>")
def knowledge_file(form: str) -> Response:
    all_shown = editions.shown()
    there = found(of_all(all_shown, request.args), all_shown)
    return harvests.file(form, _("knowledge base"), _("Knowledge base"), reading.at(there.addresses, all_shown))


@bp.get("/<edition>/verslag/<int:number>")
def note(edition: str, number: int) -> str:
    """The stable address of the note of a slot. It leads nowhere where the text could be changed."""
    shown = shown_edition(edition)
    if shown.phase != Phase.PAST:
        # As in the harvest: until then whether a perspective is named depends on who comes and goes.
        cache.do_not_keep()
    there = whole_notes.published_note(shown.id, number) or abort(404)
    return render_template(
        "public/note.html",
        note=there,
        as_html=whole_note_words.as_html,
        address=links.absolute(url_for(".note", edition=edition, number=number)),
    )


@bp.get("/privacy")
def privacy() -> str:
    return render_template("public/privacy.html", kinds=privacy_words.kinds(), term=privacy_words.term)


@bp.get("/toegankelijkheid")
def accessibility() -> str:
    return render_template("public/accessibility.html")
