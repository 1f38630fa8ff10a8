"""The log serves the work, never the other way round."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASK = """
from werkplaats.application import create_app
from werkplaats.web.log import log
client = create_app().test_client()
log.error("something", detail="x" * 20_000)
print(client.get("/healthz", base_url="http://127.0.0.1:8000").status_code)
"""


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """A full disk: people can still read, and a mail that was sent is still recorded as sent."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", ASK], stdout=subprocess.PIPE, stderr=full, check=False, timeout=60,
            env={**os.environ, "INSTANCE": str(tmp_path)}, text=True,
        )  # fmt: skip
    assert done.stdout == "200\n"
