"""Who does too much at once is told so in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.page import Browserless
from werkplaats.application import create_app
from werkplaats.web.limits import limiter


@pytest.fixture
def limited(app: Flask) -> Iterator[Flask]:
    yield create_app(replace(app.config["WERKPLAATS"], rate_limits=True))
    limiter.reset()


def test_who_goes_too_fast_reads_what_to_do(limited: Flask) -> None:
    browser = Browserless(limited)
    form = browser.get("/en/mijn/link").form()
    for _ in range(30):
        browser.post("/en/mijn/link", {**form, "email": "iemand@example.org"}, status=200)
    page = browser.post("/en/mijn/link", {**form, "email": "iemand@example.org"}, status=429)
    assert page.heading == "You are going a bit too fast for us"
    assert "Wait a minute" in page.main and "30 per" not in page.main
    assert 0 < int(page.headers["Retry-After"]) <= 60
    browser.get("/en/mijn/link")
