"""What only the worker does: making a picture of somebody anew, in two sizes."""

from __future__ import annotations

from typing import Any

from werkplaats import files
from werkplaats.errors import Refused
from werkplaats.jobs import pictures
from werkplaats.jobs.run import work
from werkplaats.people import profile

LARGE, SMALL = 640, 192


@work(profile.PHOTO)
def make_photo(_job_id: int, person_id: int, file_id: int, alt: dict[str, str]) -> dict[str, Any]:
    """Two sizes of the picture, or in one sentence why there are none. What was sent is thrown away."""
    content = files.sent(file_id)
    if content is None:
        return {}
    try:
        large, small = pictures.squares(content, LARGE, SMALL)
    except Refused as refused:
        files.throw_away_sent(file_id)
        return {"refused": refused.msgid, "values": refused.values}
    profile.store_photo(person_id, file_id, large.content, small.content, alt)
    return {}
