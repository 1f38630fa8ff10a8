"""Words that organisers write for mails: paragraphs, links and placeholders like {naam}. No database, no Flask.

There is no template engine here: a placeholder is replaced by exactly the value of its name, once, and whatever stands
in that value is text. So these words can read nothing that they were not given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from markupsafe import Markup, escape

from werkplaats.errors import N_, Refused

Values = Mapping[str, str]

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_LINK = re.compile(
    r"\[([^\[\]\n]+)\]\((https?://[^\s()\[\]{}<>\"]+)\)|(https?://[^\s\[\]{}<>\"]*[^\s\[\]{}<>\".,;:!?()'])"
)
_BEGIN_OF_LINK = re.compile(r"\[([^\[\]\n]+)\]\(")
_FILLED_ADDRESS = re.compile(r"https?://[^\s\[\]<>\"]*\{")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


class Prose:
    """A text with the values of its placeholders. As a string it is plain text, in a page it is HTML."""

    def __init__(self, source: str, values: Values) -> None:
        self._paragraphs = [part for part in _BETWEEN_PARAGRAPHS.split(_plain(source)) if part]
        self._values = values

    def __str__(self) -> str:
        """A link becomes its words with the address behind them."""
        return "\n\n".join("".join(self._as_text(paragraph)) for paragraph in self._paragraphs)

    def __html__(self) -> Markup:
        return Markup("\n").join(
            Markup("<p>{}</p>").format(Markup("").join(self._as_html(paragraph))) for paragraph in self._paragraphs
        )

    def _as_text(self, paragraph: str) -> Iterator[str]:
        for words, address in _pieces(paragraph):
            said = filled(words, self._values)
            yield f"{said} ({address})" if address and words != address else said

    def _as_html(self, paragraph: str) -> Iterator[Markup]:
        for words, address in _pieces(paragraph):
            said = Markup("<br>\n").join(escape(line) for line in filled(words, self._values).split("\n"))
            yield Markup('<a href="{}">{}</a>').format(address, said) if address else said


def filled(source: str, values: Values) -> str:
    """The text with each known placeholder replaced. What it does not know stays as it is: when a mail leaves it is too
    late for a mistake."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), source)


def mistakes(source: str, names: Collection[str]) -> list[Refused]:
    """What an organiser has to mend before these words can be kept, one sentence each; `names` are the placeholders
    that the mail knows."""
    found: list[Refused] = []
    for name in dict.fromkeys(_PLACEHOLDER.findall(source)):
        if name not in names:
            known = ", ".join(f"{{{known}}}" for known in names)
            sentence = N_("This mail does not know {%(name)s}. It knows: %(known)s.")
            found.append(Refused(sentence, name=name, known=known))
    rest = _PLACEHOLDER.sub("", source)
    if "{" in rest:
        found.append(Refused(N_("There is a { that no } follows, near “%(near)s”."), near=_near(rest, "{")))
    if "}" in rest:
        found.append(Refused(N_("There is a } without a { in front of it, near “%(near)s”."), near=_near(rest, "}")))
    if _FILLED_ADDRESS.search(source):
        found.append(Refused(N_("The address of a link cannot hold a placeholder.")))
        return found
    for meant in _BEGIN_OF_LINK.finditer(source):
        if _LINK.match(source, meant.start()) is None:
            sentence = N_("Write the address behind “%(words)s” in full, with https:// in front of it.")
            found.append(Refused(sentence, words=meant[1]))
    return found


def _pieces(paragraph: str) -> Iterator[tuple[str, str | None]]:
    """The paragraph in order, as words and where they lead, if anywhere."""
    at = 0
    for link in _LINK.finditer(paragraph):
        if link.start() > at:
            yield paragraph[at : link.start()], None
        bare = link[3]
        yield (bare, bare) if bare else (link[1], link[2])
        at = link.end()
    if at < len(paragraph):
        yield paragraph[at:], None


def _plain(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n").strip()


def _near(text: str, brace: str) -> str:
    """The words around a brace that stands alone, as far as a sentence can hold them."""
    at = text.index(brace)
    return " ".join(text[max(0, at - 15) : at + 15].split())
