"""How soon the first page comes, how much memory a web worker takes, and what must be installed."""

from __future__ import annotations

import re
import time
from importlib import metadata
from pathlib import Path
from statistics import median

from bench import peers
from bench.load import Visitor
from bench.product import Product
from bench.server import TOP, Server
from bench.settings import Settings, folder
from bench.table import Figure, Limit, Row, pairs

REQUESTS = 100
MEGABYTE = 1_000_000

SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"')
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)


def measure(settings: Settings) -> list[Row]:
    with folder() as here:
        product = Product(here)
        ours, bare = [], []
        for run in range(settings.runs):
            settings.progress.at(run / (settings.runs + 1), "cold starts")
            ours.append(_seconds_to_answer(product.web(), product.paths.landing))
            bare.append(_seconds_to_answer(Server("bench.bare:app", here, {}), "/"))
        settings.progress.at(settings.runs / (settings.runs + 1), "memory")
        start = Row(
            "Cold start to the first page",
            Figure(median(ours), "s"),
            Figure(median(bare), "s", "bare app"),
            Limit(peers.COLD_START.value, "s"),
            pairs(ours, bare),
        )
        return [start, *_memory(product), _script(product), *_installed()]


def _seconds_to_answer(server: Server, path: str) -> float:
    began = time.perf_counter()
    with server:
        Visitor(server.port).get(path)
        return time.perf_counter() - began


def _memory(product: Product) -> list[Row]:
    """Every visitor is new, so that both workers get their share."""
    *pages, form = product.paths
    with product.web() as web, product.worker() as worker:
        for number in range(REQUESTS):
            visitor = Visitor(web.port)
            visitor.get([*pages, form][number % len(product.paths)])
            visitor.close()
        rss, pss = (max(column) for column in zip(*web.memory(), strict=True))
        [resting] = worker.memory()
    return [
        Row(f"Memory of a web worker after {REQUESTS} requests", Figure(rss, "MB"), peers.MEMORY, Limit(110, "MB")),
        Row("… with shared pages divided", Figure(pss, "MB")),
        Row("Memory of the worker at rest", Figure(resting.rss, "MB")),
    ]


def _script(product: Product) -> Row:
    """What the page asks for; the programme works without any."""
    with product.web() as web:
        visitor = Visitor(web.port)
        sources = SCRIPT.findall(visitor.get(product.paths.programme).text)
        size = sum(len(visitor.get(source).body) for source in sources)
    return Row("Script for the programme", Figure(size / 1000, "KB"), peers.SCRIPT, Limit(0, "KB"))


def _installed() -> list[Row]:
    """What running needs and testing does not; packages for other systems are not installed here."""
    pinned = set(PINNED.findall((TOP / "requirements.txt").read_text()))
    present = [package for package in metadata.distributions() if _plain_name(package) in pinned]
    size = sum(map(_size, present))
    return [
        Row("Installed size", Figure(size / MEGABYTE, "MB"), peers.SIZE, Limit(400, "MB")),
        Row("Installed packages", Figure(len(present), "packages"), peers.PACKAGES, Limit(70, "packages")),
    ]


def _plain_name(package: metadata.Distribution) -> str:
    return re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()


def _size(package: metadata.Distribution) -> int:
    paths = (Path(str(package.locate_file(file))) for file in package.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
