"""What only the worker does: making the picture of an article anew, in two sizes."""

from __future__ import annotations

from typing import Any

from werkplaats.editions import pictures as actions
from werkplaats.editions.pictures import About
from werkplaats.editions.steps import Sizes
from werkplaats.jobs import pictures
from werkplaats.jobs.pictures import Made
from werkplaats.jobs.run import work

LARGE, SMALL = (1200, 1200), (480, 480)


@work(actions.PICTURE)
def make_picture(_job_id: int, article_id: int, file_id: int, about: dict[str, str]) -> dict[str, Any]:
    """All of the picture in two sizes, or why there are none."""

    def make(content: bytes) -> list[Made]:
        return pictures.whole(content, LARGE, SMALL)

    def keep(large: Made, small: Made) -> None:
        sizes = Sizes(large.content, small.content, large.width, large.height)
        actions.store_picture(article_id, file_id, sizes, About(**about))

    return pictures.two_sizes_of(file_id, make, keep)
