"""Which editions there are, and which of them the public may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from werkplaats import clock, links
from werkplaats.db import session
from werkplaats.editions.models import Article, ArticleState, Edition, EditionState, Picture
from werkplaats.files import File
from werkplaats.jobs.models import Job

SHOWN = (EditionState.PUBLISHED, EditionState.CANCELLED, EditionState.ARCHIVED)


def by_slug(slug: str) -> Edition | None:
    return session.scalars(select(Edition).where(Edition.slug == slug)).first()


_SHOWN_BY_SLUG = select(Edition).where(Edition.slug == bindparam("slug"), Edition.state.in_(SHOWN))


def shown_by_slug(slug: str) -> Edition | None:
    """The edition when the public may see it. Every page asks this, so the statement is built once."""
    return session.scalars(_SHOWN_BY_SLUG, {"slug": slug}).first()


def previewed_by(token: str) -> int | None:
    """The id of the edition that a link lets one look at. Each link costs the same, whether it is good or not."""
    claimed = links.subject(token)
    public_id = claimed.public_id if claimed else ""
    edition_id = session.scalar(select(Edition.id).where(Edition.preview_id == public_id))
    return edition_id if links.is_preview(token, public_id) else None


def everything() -> list[Edition]:
    """All editions, the newest first."""
    return list(session.scalars(select(Edition).order_by(Edition.starts_at.desc())))


def shown() -> list[Edition]:
    """All editions that the public may see, the newest first."""
    return list(session.scalars(select(Edition).where(Edition.state.in_(SHOWN)).order_by(Edition.starts_at.desc())))


def coming() -> Edition | None:
    """What the front page is about: the next edition that has not ended, else the last one."""
    ahead = select(Edition).where(Edition.state.in_(SHOWN), Edition.ends_at > clock.now()).order_by(Edition.starts_at)
    behind = select(Edition).where(Edition.state.in_(SHOWN)).order_by(Edition.starts_at.desc())
    return session.scalars(ahead.limit(1)).first() or session.scalars(behind.limit(1)).first()


def next_besides(edition: Edition) -> Edition | None:
    """Another edition that people can still come to, the first one."""
    ahead = select(Edition).where(Edition.state == EditionState.PUBLISHED, Edition.starts_at > clock.now())
    return session.scalars(ahead.where(Edition.id != edition.id).order_by(Edition.starts_at)).first()


def articles(edition_id: int) -> list[Article]:
    """Everything that was written, for organisers: what is not public yet first, then the newest."""
    statement = select(Article).where(Article.edition_id == edition_id).order_by(Article.id.desc())
    return sorted(session.scalars(statement), key=lambda article: article.state == ArticleState.PUBLISHED)


def published_articles(edition_id: int, most: int | None = None, *, with_drafts: bool = False) -> list[Article]:
    """What everyone may read, the newest first; before it the drafts, for who looks at them first."""
    statement = select(Article).where(Article.edition_id == edition_id, _is_published(with_drafts))
    drafts_first = Article.published_at.is_not(None), Article.published_at.desc(), Article.id.desc()
    return list(session.scalars(statement.order_by(*drafts_first).limit(most)))


def published_article(edition_id: int, slug: str, *, with_drafts: bool = False) -> Article | None:
    statement = select(Article).where(Article.edition_id == edition_id, Article.slug == slug)
    return session.scalars(statement.where(_is_published(with_drafts))).first()


def _is_published(with_drafts: bool) -> ColumnElement[bool]:
    drafts = (ArticleState.DRAFT,) if with_drafts else ()
    return Article.state.in_((ArticleState.PUBLISHED, *drafts))


def article(edition_id: int, slug: str) -> Article | None:
    """One article, public or not, for organisers."""
    return session.scalars(select(Article).where(Article.edition_id == edition_id, Article.slug == slug)).first()


def published_picture(sha: str, small: bool, here: int | None = None) -> File | None:
    """The picture with this fingerprint, as long as it stands with an article that everyone may read, or in the edition
    that is looked at first."""
    chosen = Picture.small_id if small else Picture.large_id
    shown = select(File).join(Picture, chosen == File.id).join(Picture.article)
    shown = shown.join(Edition, Edition.id == Article.edition_id)
    public = and_(Article.state == ArticleState.PUBLISHED, Edition.state.in_(SHOWN))
    looked_at = and_(_is_published(with_drafts=True), Edition.id == here)
    return session.scalars(shown.where(Picture.sha == sha, or_(public, looked_at))).first()


def picture_job(article: Article) -> Job | None:
    """The last picture of an article that was given to the worker."""
    mine = Job.key.startswith(job_prefix(article.edition_id, article.id), autoescape=True)
    return session.scalars(select(Job).where(mine).order_by(Job.id.desc()).limit(1)).first()


def job_prefix(edition_id: int, article_id: int | None = None) -> str:
    """How the keys of the jobs about the pictures of an edition begin, or of one of its articles."""
    return f"picture:{edition_id}:" if article_id is None else f"picture:{edition_id}:{article_id}:"


_LOCKED = (
    select(Edition)
    .where(Edition.id == bindparam("id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def locked(edition_id: int) -> Edition:
    """The edition, read again under the lock of its row: whoever counts its places waits here."""
    return session.scalars(_LOCKED, {"id": edition_id}).one()
