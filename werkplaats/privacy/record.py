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
    told = (
        (_("Why"), _(kind.why)),
        (_("Who can see it"), _(kind.seen_by)),
        (_("How long"), term(kind.term)),
        (_("After erasing"), _(kind.erased)),
    )
    yield from (f"- {what}: {words}" for what, words in told)
    yield "\n" + _row(_("Column"), _("What it is"), _("After erasing"))
    yield _row("---", "---", "---")
    yield from (_row(f"`{column.at}`", _(column.what), fate(column.fate)) for column in kind.columns)
    yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
