"""The text of a note by itself: what its marks mean, that none of it can harm, and how two texts differ."""

from __future__ import annotations

import pytest
from justhtml import JustHTML
from markupsafe import Markup

from werkplaats.notes.note import markdown
from werkplaats.notes.note.differences import Change, differences, only_adds
from werkplaats.notes.note.markdown import BlockKind, blocks

TEXT = """# Kop
#### Diep
Een **vette** en *schuine* zin, met [een link](https://example.org/a_b_c) en https://example.org/d.
Nog een regel.
- een
- twee

1. eerst
2. dan
> wat iemand zei
[kaart 12]
::: deelnemers
Alleen hier.
:::
Weer voor iedereen.
"""

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    "[klik](//evil.example)",
    "[klik](/\\evil.example)",
    "[klik](data:text/html,x)",
    '[klik](https://a.example" onmouseover="alert(1))',
    "![plaatje](https://evil.example/pixel.png)",
    "[**<b>x</b>**](https://a.example)",
    "# <svg/onload=alert(1)>",
    "<https://a.example>\n\n<javascript:alert(1)>\n\n[klik]\n\n[klik]: //evil.example",
    "    <script>alert(1)</script>\n\n```<svg>\n<script>\n```",
    "[klik](&#106;avascript:alert(1)) [klik](JaVaScRiPt:alert(1)) [klik](vbscript:x)",
    "- <iframe src=https://evil.example>",
    "> </blockquote><form action=https://evil.example>",
    "**" * 3000 + "a",
    "[" * 3000,
    "*a" * 300,
    "# " + "a# " * 3000,
    "\u202e[x](https://a.example)\x00",
)


def as_html(text: str) -> str:
    return str(markdown.as_html(blocks(text), lambda number: Markup("<p>card {}</p>").format(number)))


def test_each_mark_means_what_the_page_says() -> None:
    found = blocks(TEXT)
    assert [block.kind for block in found] == [BlockKind.HEADING] * 2 + [BlockKind.TEXT] * 4 + [
        BlockKind.CARD, BlockKind.TEXT, BlockKind.TEXT,
    ]  # fmt: skip
    assert [block.plain for block in found][3:6] == ["een\ntwee", "eerst\ndan", "wat iemand zei"]
    assert [block.source for block in found if block.only_participants] == ["Alleen hier."]
    assert "Alleen hier." not in str(markdown.for_everyone(TEXT))
    html = as_html(TEXT)
    for piece in (
        "<h2>Kop</h2>", "<h3>Diep</h3>", "<strong>vette</strong>", "<em>schuine</em>",
        '<a href="https://example.org/a_b_c" rel="nofollow ugc noopener">een link</a>',
        'https://example.org/d</a>.', "<li>twee</li>", "<li>dan</li>", "<p>card 12</p>", "wat iemand zei",
    ):  # fmt: skip
        assert piece in html, piece
    assert "Geheim" not in str(markdown.for_everyone("Open.\n::: alleen voor deelnemers\nGeheim, en nooit gesloten."))
    assert "Geheim" not in str(markdown.for_everyone("::: participants\nGeheim.\n\n## Ook geheim\n")), "it never ended"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_cannot_harm(text: str) -> None:
    """Whatever an independent reader of HTML finds in it are the elements that we write, and links to the web."""
    page = JustHTML(as_html(text), fragment=True, sanitize=False)
    for node in page.query("*"):
        assert node.name in ("h2", "p", "ul", "ol", "li", "blockquote", "br", "strong", "em", "a", "pre", "code")
        attributes = node.attrs or {}
        assert set(attributes) <= {"href", "rel"}
        assert (attributes.get("href") or "https://").startswith("https://")


def test_a_paragraph_is_replaced_where_it_stands_and_for_whom_it_stood() -> None:
    secret = next(block for block in blocks(TEXT) if block.only_participants)
    text = markdown.replaced(TEXT, secret, ":::\nNu voor iedereen?\n::: deelnemers\nNee.")
    assert [b.plain for b in blocks(text) if b.only_participants] == ["Nu voor iedereen?\nNee."]
    assert [b.source for b in markdown.for_everyone(text)] == [b.source for b in markdown.for_everyone(TEXT)]


def test_differences_make_both_texts() -> None:
    pairs = [
        ("", "Nieuw."), ("Oud.", ""), ("Een twee drie.\nVier.", "Een drie.\nVier vijf.\n"),
        ("a\n" * 3000, "b\n" * 3000),
        ("woord " * 3000, "anders " * 3000), (TEXT, TEXT.replace("Kop", "Titel")),
    ]  # fmt: skip
    for old, new in pairs:
        pieces = differences(old, new)
        assert "".join(p.text for p in pieces if p.change != Change.ADDED) == old
        assert "".join(p.text for p in pieces if p.change != Change.REMOVED) == new
    changed = [p for p in differences("Een twee drie.", "Een drie.") if p.change != Change.SAME]
    assert [(p.change, p.text.strip()) for p in changed] == [(Change.REMOVED, "twee")]


def test_adding_at_one_place_loses_nothing() -> None:
    assert only_adds("", "a") and only_adds("abc", "abc") and only_adds("abc", "abXc") and only_adds("aab", "aaab")
    assert not only_adds("abab", "ab") and not only_adds("abc", "aXbYc") and not only_adds("abc", "xyzuvw")
