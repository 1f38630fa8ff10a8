"""What Lighthouse says of the public pages: the worst mark of all of them, on a slow phone as it imitates one.

Search engines are welcome on a real site and not in a demo, so these pages come from a site that is no demo.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any, NamedTuple

from bench.product import Product
from bench.server import TOP, Server
from bench.settings import Settings, folder
from bench.table import Figure, Limit, Row

PROGRAM = TOP / "bench" / "lighthouse"
COMMAND = (
    "node", "node_modules/lighthouse/cli/index.js", "--quiet", "--output=json", "--no-enable-error-reporting",
    "--chrome-flags=--headless=new --no-sandbox",
)  # fmt: skip
FULL_MARKS = Limit(100, "of 100", at_least=True)


class Asked(NamedTuple):
    """A mark out of a hundred for a whole category, or a sum of shifts."""

    name: str
    category: str
    limit: Limit | None = FULL_MARKS


ASKED = (
    Asked("accessibility", "accessibility"),
    Asked("best practices", "best-practices"),
    Asked("to be found", "seo"),
    Asked("performance", "performance", None),
)
NO_SHIFT = Limit(0, "shift")

Report = dict[str, Any]
"""As Lighthouse gives it: marks from 0 to 1 by category, and what each audit found."""


def measure(settings: Settings) -> list[Row]:
    chrome = shutil.which("chromium") or shutil.which("google-chrome")
    if chrome is None or shutil.which("npm") is None:
        print("Lighthouse needs npm and Chromium, and one of them is not on this machine.")
        return []
    _install()
    with folder() as here:
        product = Product(here)
        with product.web() as server:
            return _rows(settings, product, server, chrome)


def _install() -> None:
    command = ("npm", "ci", "--silent", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts")
    if not (PROGRAM / "node_modules").exists():
        subprocess.run(command, cwd=PROGRAM, check=True)


def _rows(settings: Settings, product: Product, server: Server, chrome: str) -> list[Row]:
    pages = product.paths.pages
    reports: dict[str, Report] = {}
    for number, page in enumerate(pages):
        settings.progress.at(number / len(pages), page)
        reports[page] = _judge(f"http://127.0.0.1:{server.port}{page}", chrome)
    rows = [_worst(asked, reports) for asked in ASKED]
    shifts = {page: report["audits"]["cumulative-layout-shift"]["numericValue"] for page, report in reports.items()}
    page = max(shifts, key=lambda page: shifts[page])
    return [*rows, Row(f"Lighthouse, most that a page shifts: {page}", Figure(shifts[page], "shift"), limit=NO_SHIFT)]


def _worst(asked: Asked, reports: dict[str, Report]) -> Row:
    marks = {page: 100 * report["categories"][asked.category]["score"] for page, report in reports.items()}
    page = min(marks, key=lambda page: marks[page])
    mark = Figure(round(marks[page]), "of 100")
    return Row(f"Lighthouse, {asked.name}, least of {len(marks)} pages: {page}", mark, limit=asked.limit)


def _judge(address: str, chrome: str) -> Report:
    environ = {"CHROME_PATH": chrome, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp"}
    said = subprocess.run([*COMMAND, address], cwd=PROGRAM, env=environ, check=True, capture_output=True, text=True)
    report: Report = json.loads(said.stdout)
    return report
