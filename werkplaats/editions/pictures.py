"""The picture of an article: given to the worker, shown, described in words, taken away."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from werkplaats import audit, files
from werkplaats.db import Texts, session, transaction
from werkplaats.editions import queries
from werkplaats.editions.models import Article
from werkplaats.editions.steps import Sizes, locked_article, remove_picture_of, show_picture
from werkplaats.errors import N_, Refused
from werkplaats.jobs.models import WAITING, Job
from werkplaats.jobs.steps import ask
from werkplaats.web.stale import refuse_when_changed

PICTURE = "editions.picture"


@dataclass(frozen=True)
class About:
    """What is said of a picture; the names are those of the form's fields."""

    alt_nl: str
    alt_en: str
    credit: str

    @property
    def alt(self) -> Texts:
        return {language: text for language, text in (("nl", self.alt_nl), ("en", self.alt_en)) if text}


@dataclass(frozen=True)
class Shown(About):
    """What the page of a picture shows: which one, and what is said of it."""

    sha: str


def shown(article: Article) -> Shown:
    one = article.picture
    if one is None:
        return Shown("", "", "", "")
    return Shown(one.alt.get("nl", ""), one.alt.get("en", ""), one.credit, one.sha)


def send_picture(article_id: int, content: bytes, about: About, seen: str, actor: str) -> None:
    """Let the worker make a picture of what was sent. The present one stands there until then; another one that was
    sent before, and waits, is forgotten."""
    files.refuse_large_picture(content)
    with transaction():
        article = locked_article(article_id)
        refuse_when_changed(shown(article), seen)
        _forget_sent(article)
        sent = files.keep_sent_picture(content, article.edition_id)
        key = f"{queries.job_prefix(article.edition_id, article_id)}{sent.public_id}"
        ask(key, PICTURE, article_id=article_id, file_id=sent.id, about=asdict(about))
        audit.record(actor, "picture.send", article.edition_id, article=article_id)


def store_picture(article_id: int, file_id: int, sizes: Sizes, about: About) -> None:
    """Show these two sizes in the place of an earlier picture; nothing when it was taken back meanwhile."""
    with transaction():
        if session.get(Article, article_id) is None:
            return
        article = locked_article(article_id)
        if files.take_sent(file_id):
            show_picture(article, sizes, about.alt, about.credit)
            audit.record(audit.WORKER, "picture.store", article.edition_id, article=article_id)


def describe_picture(article_id: int, about: About, seen: str, actor: str) -> None:
    """Say in words what the picture shows, for who does not see it, and who made it."""
    with transaction():
        article = locked_article(article_id)
        refuse_when_changed(shown(article), seen)
        if article.picture is not None:
            article.picture.alt, article.picture.credit = about.alt, about.credit
        audit.record(actor, "picture.describe", article.edition_id, article=article_id)


def remove_picture(article_id: int, sha: str, actor: str) -> None:
    """Take away the picture with this fingerprint, and one that the worker still makes."""
    with transaction():
        article = locked_article(article_id)
        if (article.picture.sha if article.picture else "") != sha:
            raise Refused(N_("Another picture stands there now. Look at it first."))
        _forget_sent(article)
        remove_picture_of(article)
        audit.record(actor, "picture.remove", article.edition_id, article=article_id)


def _forget_sent(article: Article) -> None:
    """What a finished job was given is gone, and another file may have its number by now."""
    mine = queries.job_prefix(article.edition_id, article.id)
    for job in session.scalars(select(Job).where(Job.key.startswith(mine, autoescape=True))).all():
        if job.state in WAITING:
            files.take_sent(job.args["file_id"])
        session.delete(job)
