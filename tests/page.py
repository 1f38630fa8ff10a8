"""A client that lints every page it fetches: strict HTML, and the rules that keep a page usable for everyone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from tests.make import Organiser

LINKED_DATA = "application/ld+json"
"""The type of a script that no browser runs: the policy of what may run is not asked about it."""
HEADINGS = ("h1", "h2", "h3", "h4")


class Page:
    """One answer: its status, its headers, and its HTML as one can ask about it."""

    def __init__(self, response: TestResponse, lint: bool = True) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.is_html = response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304)
        self.text = response.get_data(as_text=True) if (response.mimetype or "").startswith("text/") else ""
        self.lint = lint
        if self.is_html and self.text and lint:
            faults = faults_of(self)
            assert not faults, "\n".join([response.request.path, *faults])

    @cached_property
    def document(self) -> JustHTML:
        return JustHTML(self.text, strict=self.lint, sanitize=False)

    @property
    def location(self) -> str:
        return self.headers["Location"]

    def all(self, selector: str) -> list[Any]:
        return list(self.document.query(selector))

    def one(self, selector: str) -> Any:
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} × {selector} on {self.response.request.path}"
        return found[0]

    @property
    def title(self) -> str:
        return words(self.one("title"))

    @property
    def heading(self) -> str:
        return words(self.one("h1"))

    @property
    def main(self) -> str:
        """What stands on the page between header and footer, as plain words."""
        return words(self.one("main"))

    def form(self, action_ends: str = "") -> dict[str, Any]:
        """The values that a browser would send for the form whose action ends so. A form without one goes to the
        address of its page."""
        here = self.response.request.path
        forms = [f for f in self.all("main form") if (f.attrs.get("action") or here).endswith(action_ends)]
        assert forms, f"no form to …{action_ends} on {here}"
        return values_of(forms[0])


def words(node: Any) -> str:
    return " ".join(node.to_text().split())


def values_of(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for node in form.query("input, select, textarea"):
        name, kind = node.attrs.get("name"), node.attrs.get("type")
        if not name or (kind in ("checkbox", "radio") and "checked" not in node.attrs):
            continue
        if node.name == "select":
            chosen = [o for o in node.query("option") if "selected" in o.attrs] or node.query("option")[:1]
            values[name] = chosen[0].attrs.get("value", "") if chosen else ""
        elif node.name == "textarea":
            values[name] = node.to_text()
        elif kind == "checkbox" and name in values:
            values[name] = [*(values[name] if isinstance(values[name], list) else [values[name]]), node.attrs["value"]]
        else:
            values[name] = node.attrs.get("value") or ""
    return values


def faults_of(page: Page) -> list[str]:
    """Rules of the house that strict parsing does not know. The page is walked once: asking it with a selector for each
    rule would cost half of what all tests cost."""
    nodes = list(elements(page.document.root))
    ids = Counter(node.attrs["id"] for node in nodes if "id" in node.attrs)
    faults = [f"the id {name} stands {times} times" for name, times in ids.items() if times > 1]
    faults += [fault for node in nodes for fault in faults_of_one(node, ids)]
    names = Counter(node.name for node in nodes)
    if names["h1"] != 1:
        faults.append(f"{names['h1']} h1 headings")
    (main,) = (node for node in nodes if node.name == "main")
    levels = [int(node.name[1]) for node in elements(main) if node.name in HEADINGS]
    faults += [f"a heading jumps from {a} to {b}" for a, b in pairwise(levels) if b > a + 1]
    if not next(node for node in nodes if node.name == "html").attrs.get("lang"):
        faults.append("no language")
    if "%(" in page.text:
        faults.append("a placeholder was not filled in")
    return faults


def faults_of_one(node: Any, ids: Counter[str]) -> Iterator[str]:
    """What is wrong with this element, on a page with these ids."""
    attributes = node.attrs
    if node.name == "label" and "for" in attributes and attributes["for"] not in ids:
        yield f"a label for {attributes['for']}, which is not there"
    for attribute in ("aria-describedby", "aria-labelledby"):
        wanted = (attributes.get(attribute) or "").split()
        yield from (f"{attribute} names {id}, which is not there" for id in wanted if id not in ids)
    if "style" in attributes or node.name == "style":
        yield "an inline style"
    if node.name == "script" and not attributes.get("src") and attributes.get("type") != LINKED_DATA:
        yield "an inline script"
    yield from (f"an inline handler {name}" for name in attributes if re.fullmatch(r"on[a-z]+", name))
    if node.name == "img" and "alt" not in attributes:
        yield "a picture without alt"


def elements(node: Any) -> Iterator[Any]:
    """Every element inside, in the order of the page."""
    for child in node.children or ():
        if not child.name.startswith(("#", "!")):
            yield child
            yield from elements(child)


class Browserless:
    """A visitor without a browser: keeps cookies, fetches pages and sends forms.

    Pages are linted where the test runs on SQLite: on the other database they are the same.
    """

    def __init__(self, app: Flask) -> None:
        self.http: FlaskClient = app.test_client()
        self.lint = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
        self.base_url = app.config["SITE_URL"]

    def get(self, address: str, status: int = 200, **options: Any) -> Page:
        return self._check(self.http.get(self._path(address), base_url=self.base_url, **options), status)

    def post(self, address: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> Page:
        return self._check(self.http.post(self._path(address), data=data, base_url=self.base_url, **options), status)

    def follow(self, page: Page) -> Page:
        return self.get(page.location)

    def send(self, page: Page, action_ends: str = "", status: int = 303, **answers: Any) -> Page:
        """Fill in the form that stands on a page and send it, token and all."""
        forms = [f for f in page.all("main form") if (f.attrs.get("action") or "").endswith(action_ends)]
        assert forms, f"no form to …{action_ends} on {page.response.request.path}"
        address = forms[0].attrs.get("action") or page.response.request.path
        return self.post(address, {**values_of(forms[0]), **answers}, status=status)

    def sign_in(self, organiser: Organiser) -> None:
        """Become this member of staff, through the sign-in page."""
        form = self.get("/organisatie/inloggen")
        self.send(form, status=302, email=organiser.email, password=organiser.password)

    def _path(self, address: str) -> str:
        return address.removeprefix(self.base_url)

    def _check(self, response: TestResponse, status: int) -> Page:
        page = Page(response, self.lint)
        assert page.status == status, (
            f"{response.request.path}: {page.status}, not {status}: {page.heading if page.is_html else page.text[:500]}"
        )
        return page
