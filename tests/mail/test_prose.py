"""What organisers write in a mail: placeholders replaced exactly, links, and mistakes found before they are kept."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import escape

from werkplaats.mail.prose import Prose, filled, mistakes

NAMES = {"naam": "Bea", "editie": "Samen & leren"}


def test_paragraphs_lines_and_links_in_text_and_html() -> None:
    prose = Prose(
        "Dag {naam},\r\n\r\nLees [het {editie}](https://x.nl/a?b=1&c=2).\nOf https://y.nl/z.\n\n\n\nDag", NAMES
    )
    assert str(prose) == "Dag Bea,\n\nLees het Samen & leren (https://x.nl/a?b=1&c=2).\nOf https://y.nl/z.\n\nDag"
    assert str(escape(prose)) == (
        '<p>Dag Bea,</p>\n<p>Lees <a href="https://x.nl/a?b=1&amp;c=2">het Samen &amp; leren</a>.<br>\n'
        'Of <a href="https://y.nl/z">https://y.nl/z</a>.</p>\n<p>Dag</p>'
    )
    assert str(Prose("", NAMES)) == str(escape(Prose("  \n ", NAMES))) == ""


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x>', "{editie}", "[klik](https://evil.example)", "a\n\nb"]
)
def test_a_value_is_text_whatever_it_holds(hostile: str) -> None:
    prose = Prose("Dag {naam}.", {"naam": hostile, "editie": "geheim"})
    html = str(escape(prose))
    assert "<script" not in html and "<img" not in html and "<a " not in html and html.count("<p>") == 1
    assert "geheim" not in str(prose) + html, "a placeholder in a value is not filled"


@pytest.mark.parametrize(
    "source", ["{{ config }}", "{% for x in y %}", "{naam.__class__}", "{0}", "%(naam)s", "{naam!r}", "${naam}"]
)
def test_nothing_is_run(source: str) -> None:
    """Only the exact name between braces is replaced; when a mail leaves, what is unknown stays as it was written."""
    assert filled(source, NAMES) in (source, "$Bea")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Dag {nam},", "does not know {nam}. It knows: {naam}, {editie}."),
        ("Dag {Naam},", "does not know {Naam}"),
        ("Dag { naam },", "does not know { naam }"),
        ("Dag {},", "does not know {}"),
        ("Dag {naam.__class__},", "does not know {naam.__class__}"),
        ("Dag {naam,", "There is a { that no } follows, near “Dag {naam,”."),
        ("Dag naam},", "There is a } without a {"),
        ("{{naam}}", "There is a { that no } follows"),
        ("{naam\n}", "There is a { that no } follows"),
        ("Zie https://x.nl/{naam}", "cannot hold a placeholder"),
        ("Zie [hier](https://x.nl/{naam})", "cannot hold a placeholder"),
        ("Zie [hier](javascript:alert(1))", "Write the address behind “hier” in full"),
        ("Zie [hier](www.x.nl)", "Write the address behind “hier” in full"),
    ],
)
def test_a_mistake_is_named(source: str, sentence: str) -> None:
    found = mistakes(source, NAMES)
    assert found and sentence in str(found[0])


@pytest.mark.parametrize(
    "source", ["", "Dag {naam}", "[{editie}](https://x.nl)", "100 % [niet] (echt)", "https://x.nl"]
)
def test_what_is_well_written_has_none(source: str) -> None:
    assert mistakes(source, NAMES) == []


def test_no_address_but_of_the_web_becomes_a_link(app: Flask) -> None:
    for source in ("[x](javascript:alert(1))", "javascript:alert(1)", "[x](data:text/html,x)", "[x](//evil.example)"):
        assert "<a " not in str(escape(Prose(source, {})))
