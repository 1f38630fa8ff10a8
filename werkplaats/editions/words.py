"""The words on the page for what this feature keeps as keys, and what mails may say of an edition."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.editions.models import Article, ArticleKind, ArticleState, Edition, EditionState
from werkplaats.errors import N_
from werkplaats.mail.render import called
from werkplaats.web.dates import day, short_day, timespan
from werkplaats.web.language import text_in

STATES = {
    EditionState.DRAFT: N_("Not public yet"),
    EditionState.PUBLISHED: N_("Public"),
    EditionState.CANCELLED: N_("Cancelled"),
    EditionState.ARCHIVED: N_("In the archive"),
}

STATE_TAGS = {
    EditionState.DRAFT: "warning",
    EditionState.PUBLISHED: "success",
    EditionState.CANCELLED: "danger",
    EditionState.ARCHIVED: "neutral",
}

ARTICLE_KINDS = {
    ArticleKind.NEWS: N_("News"),
    ArticleKind.ANNOUNCEMENT: N_("Announcement"),
    ArticleKind.INTERVIEW: N_("Interview"),
    ArticleKind.PUBLICATION: N_("Publication"),
}

ARTICLE_STATES = {
    ArticleState.DRAFT: N_("Not public yet"),
    ArticleState.PUBLISHED: N_("Public"),
    ArticleState.WITHDRAWN: N_("Taken off the site"),
}

PLACEHOLDERS = {
    "naam": N_("The name of the person who gets the mail"),
    "editie": N_("The title of the edition"),
    "dag": N_("The day, with the name of the day and the year"),
    "datum": N_("The day, short"),
    "tijd": N_("From when to when, as 13:00–16:00"),
}
"""What the words of every mail may hold. The names are Dutch in both languages, as organisers know them."""


def state(value: EditionState) -> str:
    return str(_(STATES[value]))


def state_tag(value: EditionState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS[value]


def article_kind(value: ArticleKind) -> str:
    return str(_(ARTICLE_KINDS[value]))


def article_state(value: ArticleState) -> str:
    return str(_(ARTICLE_STATES[value]))


def article_day(article: Article) -> str:
    """The day on which it came to stand on the site; what does not stand there yet says so."""
    if article.published_at is None or article.state != ArticleState.PUBLISHED:
        return article_state(article.state)
    return day(article.published_at)


def named(edition: Edition, name: str) -> dict[str, str]:
    """The values of these placeholders for one reader, in the language that is spoken now."""
    return {
        "naam": called(name),
        "editie": text_in(edition.title),
        "dag": day(edition.starts_at),
        "datum": short_day(edition.starts_at),
        "tijd": timespan(edition.starts_at, edition.ends_at),
    }
