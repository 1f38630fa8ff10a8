"""Who may import whom: data walks through the house in one direction, and the web process stays light."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.architecture.code import TOP, Import, files, functions, imports, modules, own_imports

ORDER = (
    "errors clock config links",
    "db audit files consent ical qr",
    "web",
    "jobs",
    "mail",
    "editions",
    "accounts",
    "programme",
    "people",
    "registration",
    "breakouts",
    "invitations",
    "letters",
    "notes",
    "privacy",
    "public my organise",
    "demo",
    "schema",
    "application",
    "worker start operate",
)
"""From left to right; a room imports only what stands to the left of it, and nothing of its own right."""

FEATURES = ORDER[5:16]
FACE = (
    "models", "queries", "seats", "dossier", "harvest", "actions", "offers", "desk", "steps", "access", "words",
    "explain_words",
)  # fmt: skip
"""The files of a feature that other features may know; `seats` are queries of single places, `offers` their actions;
`dossier` are queries of single people who registered, `desk` is what organisers do with these; `harvest` are queries of
what everybody may read of people's cards."""

COMPOSERS = ("schema", "application", "worker", "start", "operate", "demo")
"""They put the whole together, so they may name any file."""

OTHER_FILES = {
    ("invitations.mails", "registration.mails"): "who a participant is, and who writes to them",
    ("letters.actions", "invitations.day"): "a reminder tells the day that stands in the calendar",
    ("letters.actions", "registration.mails"): "who writes to the people of an edition",
    ("letters.mails", "invitations.day"): "a reminder tells the day that stands in the calendar",
    ("letters.mails", "invitations.mails"): "and calls its parts what the calendar does",
    ("letters.mails", "registration.mails"): "who a participant is, and who writes to them",
    ("letters.moments", "invitations.day"): "what does not go on reminds nobody",
    ("letters.queries", "invitations.day"): "what does not go on reminds nobody",
    ("letters.samples", "invitations.day"): "an example is a day like those of the calendar",
    ("letters.samples", "invitations.mails"): "and is shown as the mail about it shows it",
    ("notes.note.mails", "registration.mails"): "who a participant is, and who writes to them",
    ("my.feed", "invitations.day"): "a feed of one's own has the parts of that day",
    ("my.feed", "invitations.mails"): "and calls them what the mail does",
    ("breakouts.mails", "registration.mails"): "who a participant is, and who writes to them",
    ("organise.person", "registration.desk_forms"): "the forms about one person stand on their page",
    ("organise.person", "registration.forms"): "and ask for choices in the same words as when registering",
    ("organise.person_words", "breakouts.picture"): "why somebody has a place is said as in a plan",
    ("public.harvest", "notes.exports"): "what stands on the page can be taken along",
    ("public.harvest", "notes.filters"): "organisers choose a part of the harvest in the same way",
    ("public.harvest", "notes.index"): "where each thing of the harvest stands",
    ("public.views", "notes.filters"): "organisers choose a part of the harvest in the same way",
    ("public.proof", "breakouts.since"): "everyone may know how many people came and went after a plan was made",
    ("my.profile", "people.forms"): "what somebody writes about themselves stands on a page of their own",
    ("my.profile", "people.profile"): "and is kept from there",
    ("my.photo", "people.forms"): "a picture is given on a page of one's own",
    ("my.photo", "people.profile"): "and is kept from there",
    ("my.slides", "people.forms"): "slides are given on a page of one's own",
    ("my.slides", "people.profile"): "and are kept from there",
    ("organise.forms", "editions.pictures"): "the form about the picture of an article holds what is said of it",
    ("organise.pictures", "editions.pictures"): "and it is kept from there",
    ("my.views", "invitations.day"): "the day that stands in the calendar is the day on the page",
    ("my.views", "invitations.mails"): "the file to download is the calendar of the mail",
    ("my.views", "registration.forms"): "the ranking is asked in the same words as when registering",
}
"""Every other file that one feature knows of another, and why."""

SOLVER = "breakouts.assignment.solver"
MAY_SOLVE = ("breakouts.work", "breakouts.assignment.__main__")
HEAVY = ("highspy", "numpy", "webauthn", "alembic", "typst", "docx", "openpyxl", "PIL")
ROOMS = [room for row in ORDER for room in row.split()]


def room(module: str) -> str:
    return module.split(".")[0]


def between_features() -> list[Import]:
    features = {name for row in FEATURES for name in row.split()}
    return [
        found
        for found in own_imports()
        if room(found.imported) in features and room(found.importer) not in (room(found.imported), *COMPOSERS)
    ]


def test_every_module_has_its_place_in_the_order() -> None:
    assert {room(module) for module in modules() if module} - set(ROOMS) == set()


def test_nothing_imports_what_stands_to_its_right() -> None:
    assert [
        f"{importer}:{line} imports {imported}"
        for importer, imported, line in own_imports()
        if importer and ROOMS.index(room(imported)) > ROOMS.index(room(importer))
    ] == []


def test_features_know_only_each_others_faces() -> None:
    assert [
        f"{importer}:{line} imports {imported}"
        for importer, imported, line in between_features()
        if imported.split(".")[-1] not in FACE and (importer, imported) not in OTHER_FILES
    ] == []


def test_every_exception_is_still_needed() -> None:
    used = {(found.importer, found.imported) for found in between_features()}
    assert set(OTHER_FILES) - used == set()


@pytest.mark.parametrize("module", [name for name in files() if name.split(".")[-1] in ("views", "organise")])
def test_pages_are_imported_by_the_application_alone(module: str) -> None:
    assert {found.importer for found in own_imports() if found.imported == module} <= {"application"}


def test_no_function_imports_anything() -> None:
    assert [
        f"{name}:{line} imports {imported}"
        for name, tree in modules().items()
        for function in functions(tree)
        for imported, line in imports(function)
    ] == []


def test_the_root_imports_nothing() -> None:
    """So that the pure parts start fast and alone."""
    assert list(imports(modules()[""])) == []


PURE = ("ical", "notes.note.markdown", "notes.note.differences")


@pytest.mark.parametrize("name", [*PURE, *(name for name in files() if name.startswith("breakouts.assignment"))])
def test_pure_parts_know_neither_database_nor_flask(name: str) -> None:
    others = {imported for imported, _ in imports(modules()[name])}
    kept_pure = ("werkplaats.ical", "werkplaats.breakouts.assignment")
    ours = {imported for imported in others if imported.startswith("werkplaats") and not imported.startswith(kept_pure)}
    frameworks = {imported for imported in others if imported.split(".")[0] in ("flask", "sqlalchemy", "flask_babel")}
    assert ours | frameworks == set()


def test_only_the_solver_imports_highs() -> None:
    assert {name for name, tree in modules().items() if _imports_package(tree, "highspy")} == {SOLVER}


def test_only_the_worker_solves() -> None:
    importers = {found.importer for found in own_imports() if found.imported == SOLVER}
    assert {name for name in importers if room(name) != "demo"} == set(MAY_SOLVE)
    of_work = {found.importer for found in own_imports() if found.imported.split(".")[-1] == "work"}
    assert {room(name) for name in of_work} <= {"worker", "demo"}


def test_the_web_process_stays_light() -> None:
    program = f"import sys, werkplaats.application; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def _imports_package(tree: ast.AST, package: str) -> bool:
    return any(imported.split(".")[0] == package for imported, _ in imports(tree))
