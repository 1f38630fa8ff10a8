"""The table of the record of processing (article 30 of the GDPR), in Dutch: it is the organisation's own document."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats.privacy.columns import KINDS, Kind
from werkplaats.privacy.words import fate, term

BEGIN, END = "<!-- begin van de tabel: flask privacy record -->", "<!-- einde van de tabel -->"


def table() -> str:
    """Kind by kind, and for each its columns."""
    with force_locale("nl"):
        return "\n".join(line for kind in KINDS for line in _lines(kind))


def renewed(document: str) -> str:
    """A document with the table of now between its two marks."""
    before, _begin, rest = document.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


def _lines(kind: Kind) -> Iterator[str]:
    yield f"### {_(kind.what)}\n"
    yield f"- {_('Why')}: {_(kind.why)}"
    yield f"- {_('Who can see it')}: {_(kind.seen_by)}"
    yield f"- {_('How long')}: {term(kind.term)}"
    yield f"- {_('After erasing')}: {_(kind.erased)}\n"
    yield f"| {_('Column')} | {_('What it is')} | {_('After erasing')} |"
    yield "|---|---|---|"
    yield from (f"| `{c.at}` | {_(c.what)} | {fate(c.fate)} |" for c in kind.columns)
    yield ""
