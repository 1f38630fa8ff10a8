"""No template, macro or mail is left behind that nothing shows any more, and none is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from tests.architecture.code import TOP, modules

TEMPLATES = TOP / "templates"
MAIL_PARTS = {"subject.txt", "body.txt", "body.html"}
OF_EVERY_ERROR = {f"errors/{code}.html" for code in (400, 403, 404, 405, 413, 429, 500)}
KINDS = sorted(folder.name for folder in (TEMPLATES / "mail").iterdir() if folder.is_dir())
NAME = re.compile(r"[\w/{}]+\.html")


@pytest.fixture(scope="module")
def trees() -> dict[str, nodes.Template]:
    """Every template by its name, parsed."""
    jinja = Environment(extensions=["jinja2.ext.i18n"])
    paths = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    return {str(path.relative_to(TEMPLATES)): jinja.parse(path.read_text()) for path in paths}


@cache
def texts() -> set[str]:
    """Every text that stands in the code by itself."""
    found = (node for tree in modules().values() for node in ast.walk(tree))
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def named_in_code() -> set[str]:
    """Every template that the code names; a name with a part left open stands for all that it may become."""
    return {text for text in texts() if NAME.fullmatch(text)} | {
        name for text in left_open() for name in matching(text)
    }


def left_open() -> set[str]:
    """Names made in an f-string, like `breakouts/organise/{what}.html`, with a star for what is open."""
    made = [node for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    names = {"".join(_or_star(part) for part in node.values) for node in made}
    return {name for name in names if name.endswith(".html") and not name.startswith("mail/")}


def _or_star(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "*"


def matching(pattern: str) -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob(pattern)}


def parents(tree: nodes.Template) -> set[str]:
    """The templates that this one extends, includes or imports."""
    found: list[Any] = list(tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)))
    return {node.template.value for node in found if isinstance(node.template, nodes.Const)}


def test_every_template_is_shown_somewhere(trees: dict[str, nodes.Template]) -> None:
    reached: set[str] = set()
    new = named_in_code() | {f"mail/{kind}/{part}" for kind in KINDS for part in MAIL_PARTS}
    while new:
        reached |= new
        new = {name for template in new & trees.keys() for name in parents(trees[template])} - reached
    assert trees.keys() - reached == set()
    assert {name for name in reached if "/" in name} - trees.keys() == set(), "named, but not there"


def test_every_macro_is_used(trees: dict[str, nodes.Template]) -> None:
    imported = {taken for tree in trees.values() for taken in imports_of(tree)}
    unused = [
        f"{name}: {macro.name}"
        for name, tree in trees.items()
        for macro in tree.find_all(nodes.Macro)
        if (name, macro.name) not in imported and macro.name not in calls_outside(tree, macro)
    ]
    assert unused == []


def test_nothing_is_imported_in_vain(trees: dict[str, nodes.Template]) -> None:
    """Macros that a page takes over and then does not call."""
    vain = []
    for name, tree in trees.items():
        used = {node.name for node in tree.find_all(nodes.Name)}
        for node in tree.find_all(nodes.FromImport):
            aliases = {alias[1] if isinstance(alias, tuple) else alias for alias in node.names}
            vain += [f"{name}: {alias}" for alias in aliases - used]
    assert vain == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_is_complete(kind: str) -> None:
    assert {path.name for path in (TEMPLATES / "mail" / kind).iterdir()} == MAIL_PARTS
    for part in MAIL_PARTS:
        assert (TEMPLATES / "mail" / kind / part).read_text().strip()


def test_every_mail_is_sent_by_someone() -> None:
    assert set(KINDS) - texts() == set()


def test_every_error_has_its_page(trees: dict[str, nodes.Template]) -> None:
    assert {name for name in trees if re.fullmatch(r"errors/\d+\.html", name)} == OF_EVERY_ERROR


def test_every_template_knows_only_filters_that_exist(app: Flask, trees: dict[str, nodes.Template]) -> None:
    for name in trees:
        app.jinja_env.get_template(name)


def imports_of(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """The macros that a template takes over, each with the template that it stands in; of one that it imports as a
    whole those that it calls."""
    for node in tree.find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const):
            yield from ((node.template.value, alias[0] if isinstance(alias, tuple) else alias) for alias in node.names)
    for whole in tree.find_all(nodes.Import):
        if isinstance(whole.template, nodes.Const):
            called = (node for node in tree.find_all(nodes.Getattr) if is_name(node.node, whole.target))
            yield from ((whole.template.value, node.attr) for node in called)


def is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def calls_outside(tree: nodes.Template, macro: nodes.Macro) -> set[str]:
    """Names that a template uses outside one of its macros."""
    inside = {id(node) for node in macro.find_all(nodes.Name)}
    return {node.name for node in tree.find_all(nodes.Name) if id(node) not in inside}
