"""What is installed is what was chosen: every package pinned and hashed, from wherever one installs."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PINS_ONLY = re.compile(r"\S+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?| +# .*")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+?)(?: ; (.+?))? \\$")


def wanted(*groups: str) -> set[str]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += project["dependency-groups"][group]
    return {normal(re.split(r"[\[<>=!~ ;]", line)[0]) for line in lines}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    """Every pinned name with its version; a pin without a hash is none."""
    lines = (TOP / file).read_text().splitlines()
    hashed = [line for line, below in pairwise(lines) if below.startswith("    --hash=sha256:")]
    return {normal(pin[1]): pin[2] for pin in map(PIN.match, hashed) if pin}


@pytest.mark.parametrize(("file", "groups"), [("requirements.txt", ()), ("requirements-test.txt", ("test",))])
def test_every_dependency_is_pinned_with_hashes(file: str, groups: tuple[str, ...]) -> None:
    assert wanted(*groups) <= pins(file).keys()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_the_pins_hold_nothing_but_pins(file: str) -> None:
    """No address of a package host, no local path: the reader's own pip decides where packages come from."""
    odd = [line for line in (TOP / file).read_text().splitlines() if not PINS_ONLY.fullmatch(line)]
    assert odd == []


def test_the_tests_run_on_what_the_product_runs_on() -> None:
    product, tests = pins("requirements.txt"), pins("requirements-test.txt")
    assert {name: tests.get(name) for name in product} == product
