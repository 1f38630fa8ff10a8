"""The page of components shows every component, and the style sheet keeps to its tokens."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from flask import Flask
from jinja2 import Environment, nodes

from tests.accounts.staff import signed_in
from tests.architecture.code import TOP
from tests.databases import POSTGRESQL_LATER
from tests.page import words
from werkplaats.organise import tokens

PAGE = "/organisatie/stijl"
TEMPLATES = TOP / "templates"
SHEET = TOP / "werkplaats" / "static" / "css" / "werkplaats.css"
HEAVIEST_PICTURE = 2000
ROOT = re.compile(r":root \{.*?\}", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?=[^{}]*\})|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
SIZE = re.compile(r"(?<![\w-])(?:font-size|font): (?!inherit|[^;]*var\(--text|\.?[\d.]+em;)[^;}]*")
CORNER = re.compile(r"border-radius: (?!(?:(?:var\(--round[\w-]*\)|50%|0) ?)+[;}])[^;}]*")


def macros_taken(template: Path) -> set[str]:
    """The macros of components that this template takes over."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(template.read_text())
    taken = set()
    for node in tree.find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const) and str(node.template.value).startswith("components/"):
            taken |= {alias[0] if isinstance(alias, tuple) else alias for alias in node.names}
    return taken


@POSTGRESQL_LATER
def test_every_component_is_shown(app: Flask) -> None:
    organiser = signed_in(app, admin=False)
    page = organiser.get(PAGE)
    components = {path.stem for path in (TEMPLATES / "components").iterdir()}
    assert {sample.attrs["id"] for sample in page.all(".sample")} == components
    pages = [path for path in TEMPLATES.rglob("*.html") if "components" not in path.parts]
    used = set[str]().union(*map(macros_taken, pages))
    assert used - macros_taken(TEMPLATES / "organise" / "style.html") == set()
    assert not page.one("head title").to_text().strip().startswith("Fout:"), "what is wrong here is an example"
    pictures = re.findall(r'<svg class="picture".*?</svg>', page.text, re.DOTALL)
    assert max(len(gzip.compress(picture.encode())) for picture in pictures) < HEAVIEST_PICTURE
    assert organiser.get("/en" + PAGE).heading == "One table, many chairs"
    after = organiser.follow(organiser.send(page, PAGE, status=303))
    assert "er is niets veranderd" in words(after.all(".notice-success[role=status]")[0])


def test_every_colour_stands_out() -> None:
    values = tokens.read(SHEET)
    assert values.light != values.dark
    for light in values:
        low = [pair for pair in tokens.PAIRS if tokens.shade(pair, light).contrast < pair.least]
        assert low == []


def test_colours_sizes_and_corners_come_from_tokens() -> None:
    """Outside `:root` there are only their names, so that the page of components tells the truth."""
    css = COMMENT.sub("", ROOT.sub("", SHEET.read_text()))
    assert COLOUR.findall(css) == []
    assert SIZE.findall(css) == []
    assert CORNER.findall(css) == []
