"""What an operator reads when something is in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
THREE_COMMANDS = """
from app import app

for command in (["migrate"], ["organiser", "list"], ["backup", "copy.zip"]):
    done = app.test_cli_runner().invoke(args=command)
    print(done.exit_code, done.output, end="")
"""


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    nowhere = {"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    program = [sys.executable, "-c", THREE_COMMANDS]
    done = subprocess.run(
        program, cwd=TOP, env={**os.environ, **nowhere}, capture_output=True, text=True, timeout=60, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 3 and all(line.startswith("1 Error: The database cannot be used: ") for line in lines)
