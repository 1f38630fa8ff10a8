"""What only the worker does: making the picture of an article anew, in two sizes."""

from __future__ import annotations

from typing import Any

from werkplaats import files
from werkplaats.editions import pictures as actions
from werkplaats.editions.pictures import About
from werkplaats.editions.steps import Sizes
from werkplaats.errors import Refused
from werkplaats.jobs import pictures
from werkplaats.jobs.run import work

LARGE, SMALL = (1200, 1200), (480, 480)


@work(actions.PICTURE)
def make_picture(_job_id: int, article_id: int, file_id: int, about: dict[str, str]) -> dict[str, Any]:
    """Two sizes of the picture, or in one sentence why there are none. What was sent is thrown away."""
    content = files.sent(file_id)
    if content is None:
        return {}
    try:
        large, small = pictures.whole(content, LARGE, SMALL)
    except Refused as refused:
        files.throw_away_sent(file_id)
        return {"refused": refused.msgid, "values": refused.values}
    sizes = Sizes(large.content, small.content, large.width, large.height)
    actions.store_picture(article_id, file_id, sizes, About(**about))
    return {}
