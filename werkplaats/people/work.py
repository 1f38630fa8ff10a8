"""What only the worker does: making a picture of somebody anew, in two sizes."""

from __future__ import annotations

from typing import Any

from werkplaats.jobs import pictures
from werkplaats.jobs.pictures import Made
from werkplaats.jobs.run import work
from werkplaats.people import profile

LARGE, SMALL = 640, 192


@work(profile.PHOTO)
def make_photo(_job_id: int, person_id: int, file_id: int, alt: dict[str, str]) -> dict[str, Any]:
    """Two squares of the picture, or why there are none."""

    def make(content: bytes) -> list[Made]:
        return pictures.squares(content, LARGE, SMALL)

    def keep(large: Made, small: Made) -> None:
        profile.store_photo(person_id, file_id, large.content, small.content, alt)

    return pictures.two_sizes_of(file_id, make, keep)
