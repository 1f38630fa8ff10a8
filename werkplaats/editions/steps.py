"""Pieces of a write that other features share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from werkplaats import clock, files
from werkplaats.db import Texts, session
from werkplaats.editions import queries
from werkplaats.editions.models import Article, Edition, EditionState, Picture
from werkplaats.errors import N_, Refused

_INPUT_CHANGED = (
    update(Edition)
    .where(Edition.id == bindparam("of"))
    .values(input_stamp=Edition.input_stamp + 1)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Sizes:
    """A picture in two sizes; `width` and `height` are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


def input_changed(edition_id: int) -> None:
    """Say that what the assignment reads has changed: every draft made before is stale now."""
    session.execute(_INPUT_CHANGED, {"of": edition_id})


def locked_article(article_id: int) -> Article:
    """An article, read again under the lock of its edition."""
    queries.locked(session.get_one(Article, article_id).edition_id)
    return session.get_one(Article, article_id, populate_existing=True)


def show_picture(article: Article, sizes: Sizes, alt: Texts, credit: str) -> None:
    """From now on this is the picture of an article."""
    remove_picture_of(article)
    large, small = (files.keep_picture(content, article.edition_id) for content in (sizes.large, sizes.small))
    session.add(Picture(
        article=article, sha=large.sha256, alt=alt, credit=credit,
        width=sizes.width, height=sizes.height, large_id=large.id, small_id=small.id,
    ))  # fmt: skip
    session.flush()


def remove_picture_of(article: Article) -> None:
    files.remove_pictures(Picture, session.scalars(select(Picture.id).where(Picture.article_id == article.id)).all())


def shown_otherwise(edition_ids: Collection[int]) -> None:
    """Say that the public pages of these editions are others now, though no row that they show has changed."""
    changed = update(Edition).where(Edition.id.in_(edition_ids))
    values = {"version": Edition.version + 1, "changed_at": clock.now()}
    session.execute(changed.values(values).execution_options(synchronize_session=False))


def refuse_in_archive(edition_id: int) -> None:
    """What stands in the archive stays as it is. Taking one's own back is always possible, so that never asks this."""
    if session.get_one(Edition, edition_id).state == EditionState.ARCHIVED:
        raise Refused(N_("This edition is in the archive: nothing changes there now. You can take back what is yours."))
