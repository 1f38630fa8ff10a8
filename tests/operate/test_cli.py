"""What an operator reads when something is in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("command", [["migrate"], ["organiser", "list"], ["backup", "copy.zip"]])
def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, command: list[str]) -> None:
    nowhere = {"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", *command],
        cwd=TOP,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database cannot be used: ")
    assert "Traceback" not in done.stderr
