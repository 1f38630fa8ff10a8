"""Load and guard in one call."""

from __future__ import annotations

from flask import abort, g

from werkplaats.editions import queries
from werkplaats.editions.models import Edition
from werkplaats.web import context


def shown_edition(slug: str) -> Edition:
    """The edition of a public page, which from now on is about it; 404 when the public may not see it."""
    preview = previewed()
    edition = preview if preview is not None and preview.slug == slug else queries.shown_by_slug(slug)
    if edition is None:
        abort(404)
    context.show(edition)
    return edition


def previewed() -> Edition | None:
    """The edition that this request may look at before everyone does: `public.preview` has seen the link to it."""
    edition: Edition | None = g.get("preview")
    return edition
