"""The product's own code, read and never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parents[2]
PACKAGE = "werkplaats"


class Import(NamedTuple):
    """Module `importer` names module `imported`, both without the package's own name; `line` is for the reader."""

    importer: str
    imported: str
    line: int


@cache
def files() -> dict[str, Path]:
    """Every module of the product by its name below the package, like `notes.views`; a package has its own name."""
    return {_name(path): path for path in sorted((TOP / PACKAGE).rglob("*.py"))}


@cache
def modules() -> dict[str, ast.Module]:
    """The same, read."""
    return {name: ast.parse(path.read_text(), str(path)) for name, path in files().items()}


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in a piece of code, our own ones to the file that they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno}"
            yield from ((_of_from(node.module or "", alias.name), node.lineno) for alias in node.names)


@cache
def own_imports() -> tuple[Import, ...]:
    """Every import of one module of ours by another."""
    return tuple(
        Import(importer, imported.removeprefix(PACKAGE).removeprefix("."), line)
        for importer, tree in modules().items()
        for imported, line in imports(tree)
        if imported.split(".")[0] == PACKAGE
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    """Every call of something's method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def _name(path: Path) -> str:
    parts = path.relative_to(TOP / PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def _of_from(module: str, name: str) -> str:
    """`from a import b` imports module a.b when there is one, and else a name out of module a."""
    path = TOP.joinpath(*module.split("."), name)
    return f"{module}.{name}" if path.with_suffix(".py").exists() or path.is_dir() else module
