"""Everything that we hold of one participant, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from werkplaats.links import PLACEHOLDER
from werkplaats.privacy.queries import Held
from werkplaats.privacy.words import term


def as_json(everything: Sequence[Held]) -> str:
    """Kind by kind, with why we hold it and for how long. A value is as it is kept, a moment in UTC; instead of what a
    row points at there is its title."""
    kinds = {
        held.kind.key: {
            "what": _(held.kind.what),
            "why": _(held.kind.why),
            "seen_by": _(held.kind.seen_by),
            "kept": term(held.kind.term),
            "rows": [{fact.column.name: fact.value for fact in row} for row in held.rows],
        }
        for held in everything
    }
    text = json.dumps(kinds, default=_plain, ensure_ascii=False, indent=2)
    return text.replace(PLACEHOLDER, _("(your personal link)")) + "\n"


def _plain(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
