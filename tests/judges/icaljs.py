"""How ical.js, which Thunderbird reads invitations with, understands the times in a calendar."""

import shutil
from functools import cache
from pathlib import Path

from tests.judges.program import Program, Times

HERE = Path(__file__).parent


def available() -> str | None:
    """None when ical.js can be used, else the reason why not, for pytest.skip."""
    if shutil.which("node") is None:
        return "Node.js is not installed (Debian: apt install nodejs npm)"
    if not (HERE / "node_modules" / "ical.js").exists():
        return "ical.js is not installed; `make test` does that where npm is"
    return None


def times(ics: bytes) -> Times:
    return _program().times(ics)


@cache
def _program() -> Program:
    return Program(("node", str(HERE / "icaljs.mjs")))
