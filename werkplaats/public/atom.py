"""News and harvest as feeds to follow. Each entry keeps its address as its id, so that readers see a change as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from werkplaats import links
from werkplaats.editions import queries as editions
from werkplaats.editions import words
from werkplaats.editions.models import Edition, Picture
from werkplaats.files import JPEG
from werkplaats.notes import queries as notes
from werkplaats.notes import words as note_words
from werkplaats.notes.queries import HarvestCard
from werkplaats.public.photos import photo_address
from werkplaats.public.xmltext import add, written
from werkplaats.web import markdown
from werkplaats.web.language import current_language, text_in

NAMESPACE = "http://www.w3.org/2005/Atom"
NEWEST = 50
"""How many entries a feed holds: whoever follows it has read the others."""


@dataclass(frozen=True)
class Entry:
    """One entry; `page` is its address within the site, `text` its plain words, `html` what was made of Markdown,
    `picture` an address too."""

    page: str
    title: str
    updated: datetime
    published: datetime
    author: str
    text: str = ""
    html: str = ""
    categories: list[str] = field(default_factory=list)
    picture: str = ""


def of_news(edition: Edition) -> bytes:
    """The articles that everyone may read, whole."""
    page = url_for("public.news", edition=edition.slug)
    entries = [
        Entry(
            page=url_for("public.article", edition=edition.slug, slug=article.slug),
            title=text_in(article.title),
            updated=article.changed_at,
            published=article.published_at or article.changed_at,
            author=edition.sender_name,
            html=_picture(article.picture) + markdown.as_html(text_in(article.text)),
            categories=[words.article_kind(article.kind)],
            picture=photo_address(article.picture) if article.picture else "",
        )
        for article in editions.published_articles(edition.id, NEWEST)
    ]
    return _feed(edition, _("News") + f" – {text_in(edition.title)}", page, entries)


def of_harvest(edition: Edition) -> bytes:
    """The cards that everyone may read, as the page shows them: by the name or the perspective that was chosen."""
    addresses = notes.published_cards([edition.id])[:NEWEST]
    cards = notes.published_cards_at(addresses)
    entries = [_of_card(edition, cards[address]) for address in addresses if address in cards]
    page = url_for("public.harvest", edition=edition.slug)
    return _feed(edition, _("Harvest") + f" – {text_in(edition.title)}", page, entries, rights=edition.licence)


def _of_card(edition: Edition, card: HarvestCard) -> Entry:
    return Entry(
        page=url_for("public.card", edition=edition.slug, number=card.number),
        title=f"{note_words.kind(card.kind)}: {_in_short(card.text)}",
        updated=card.published_at or edition.ends_at,
        published=card.published_at or edition.ends_at,
        author=note_words.author(card.name, card.perspective),
        text=f"{card.text}\n\n{_('How:')} {card.how}" if card.how else card.text,
        categories=[text_in(card.breakout)] if card.breakout else [],
    )


def _feed(edition: Edition, title: str, page: str, entries: list[Entry], rights: str = "") -> bytes:
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": current_language()})
    add(root, "id", links.absolute(page))
    add(root, "title", title)
    add(root, "updated", _moment(max((entry.updated for entry in entries), default=edition.changed_at)))
    add(root, "link", rel="alternate", type="text/html", href=links.absolute(page))
    add(root, "link", rel="self", type="application/atom+xml", href=links.absolute(f"{page}.atom"))
    add(add(root, "author"), "name", edition.sender_name)
    if rights:
        add(root, "rights", rights)
    for entry in entries:
        _add(root, entry)
    return written(root)


def _add(root: Element, entry: Entry) -> None:
    element, address = add(root, "entry"), links.absolute(entry.page)
    add(element, "id", address)
    add(element, "title", entry.title)
    add(element, "updated", _moment(entry.updated))
    add(element, "published", _moment(entry.published))
    add(element, "link", rel="alternate", type="text/html", href=address)
    if entry.picture:
        add(element, "link", rel="enclosure", type=JPEG, href=links.absolute(entry.picture))
    add(add(element, "author"), "name", entry.author)
    for category in entry.categories:
        add(element, "category", term=category)
    add(element, "content", entry.html or entry.text, type="html" if entry.html else "text")


def _picture(picture: Picture | None) -> Markup:
    """As the page shows it: with what it shows in words, and who made it."""
    if picture is None:
        return Markup()
    address, room = links.absolute(photo_address(picture)), (picture.width, picture.height)
    made = Markup('<img src="{}" alt="{}" width="{}" height="{}">').format(address, text_in(picture.alt), *room)
    if picture.credit:
        made += Markup("<figcaption>{}</figcaption>").format(_("Picture:") + f" {picture.credit}")
    return Markup("<figure>{}</figure>").format(made)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _in_short(text: str) -> str:
    """The beginning of a text as a title, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:80].rpartition(" ")[0] + " …"
