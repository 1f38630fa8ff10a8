"""A write happens in `db.transaction()`: nothing else commits, and no action calls another one."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.code import calls, files, functions, imports, modules

LIBRARY = "flask_security"
OF_ACTIONS = (".actions", ".offers", ".desk", ".intake", "people.profile")
ACTIONS = [name for name in files() if name.endswith(OF_ACTIONS) and name != "demo.actions"]
"""The demo's are another matter: it plays the people, and so calls what they would."""


def test_only_db_commits() -> None:
    """The sign-in library commits by itself, inside a transaction that `accounts.signin` has opened for it. Migrating
    and restoring replace the tables themselves, before anyone can use them."""
    assert callers_of("commit") - {"db", "schema"} == set()
    assert callers_of("begin") | callers_of("begin_nested") <= {"schema", "operate.backup"}


def callers_of(method: str) -> set[str]:
    return {name for name, tree in modules().items() if any(calls(tree, method))}


def test_only_db_and_the_sign_in_begin_to_write() -> None:
    names = {name for name, tree in modules().items() if "begin_writing" in _names(tree)}
    assert names <= {"db", "accounts.signin"}


def test_only_accounts_know_the_library_that_commits() -> None:
    known = {name for name, tree in modules().items() if any(i.startswith(LIBRARY) for i, _ in imports(tree))}
    assert {name.split(".")[0] for name in known} == {"accounts"}


def test_pages_and_commands_open_no_transaction() -> None:
    """What they want to change is an action's to do."""
    pages = [
        name
        for name in modules()
        if name.split(".")[-1] in ("views", "organise", "cli", "forms", "queries", "seats", "places")
    ]
    assert [name for name in pages if "transaction" in _names(modules()[name])] == []


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_calls_no_action(name: str) -> None:
    """It would nest a transaction; what they share is a step."""
    public = {function.name: function for function in functions(modules()[name]) if _opens(function)}
    nested = {(caller, callee) for caller, code in public.items() for callee in public.keys() & _names(code)}
    assert nested == set()
    others = {imported for imported, _ in imports(modules()[name]) if imported.endswith(OF_ACTIONS)}
    assert others == set()


def _opens(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return "transaction" in _names(function)


def _names(tree: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
