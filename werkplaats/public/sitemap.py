"""Every public page in both languages, for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from xml.etree.ElementTree import Element

from flask import url_for

from werkplaats import links
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.people import queries as people
from werkplaats.programme import queries as programme
from werkplaats.public.xmltext import add, written
from werkplaats.web.language import DUTCH, LANGUAGES

NAMESPACE, XHTML = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"
OF_AN_EDITION = ("landing", "programme", "speakers", "news", "online", "method", "harvest")
OF_NO_EDITION = ("accessibility", "privacy")

Page = dict[str, str]
"""The address of a page by language."""


def of_everything() -> bytes:
    root = Element("urlset", {"xmlns": NAMESPACE, "xmlns:xhtml": XHTML})
    for edition in editions.shown():
        changed = edition.changed_at.astimezone(UTC).isoformat(timespec="seconds")
        for page in _pages_of(edition):
            _add(root, page, changed)
    for name in OF_NO_EDITION:
        _add(root, _page(name))
    return written(root)


def _pages_of(edition: Edition) -> Iterator[Page]:
    slug = edition.slug
    yield from (_page(name, edition=slug) for name in OF_AN_EDITION)
    yield from (_page("item", edition=slug, slug=item.slug) for item in programme.items(edition.id))
    yield from (_page("breakout", edition=slug, slug=breakout.slug) for breakout in programme.breakouts(edition.id))
    articles = editions.published_articles(edition.id)
    yield from (_page("article", edition=slug, slug=article.slug) for article in articles)
    slugs = dict.fromkeys(part.person.slug for part in people.parts(edition.id))
    yield from (_page("speaker", edition=slug, slug=of_person) for of_person in slugs)


def _page(name: str, **values: Any) -> Page:
    return {lang: links.absolute(url_for(f"public.{name}", lang=lang, **values)) for lang in LANGUAGES}


def _add(root: Element, page: Page, changed: str = "") -> None:
    """Each language is an entry of its own that names them all."""
    for language in LANGUAGES:
        url = add(root, "url")
        add(url, "loc", page[language])
        if changed:
            add(url, "lastmod", changed)
        for other in LANGUAGES:
            add(url, "xhtml:link", rel="alternate", hreflang=other, href=page[other])
        add(url, "xhtml:link", rel="alternate", hreflang="x-default", href=page[DUTCH])
