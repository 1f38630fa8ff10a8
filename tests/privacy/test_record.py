"""The record of processing in `docs` is what the code does."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from werkplaats.privacy import record
from werkplaats.privacy.cli import privacy

DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_the_record_is_up_to_date(app: Flask) -> None:
    """If it is not: `flask privacy record docs/privacy.md`."""
    with app.app_context():
        assert record.renewed(DOCUMENT.read_text()) == DOCUMENT.read_text()


def test_the_command_brings_a_document_up_to_date(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "privacy.md"
    file.write_text(f"Voor.\n{record.BEGIN}\noud\n{record.END}\nNa.\n")
    app.test_cli_runner().invoke(privacy, ["record", str(file)])
    text = file.read_text()
    assert text.startswith("Voor.\n") and text.endswith("\nNa.\n")
    assert "oud\n" not in text
    assert "`registration.email`" in text
