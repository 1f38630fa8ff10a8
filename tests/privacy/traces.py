"""Looks for somebody in everything that the product keeps."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import LargeBinary, select

from werkplaats.db import Base, session


def traces(app: Flask, *names: str) -> set[str]:
    """Every column in which one of these names stands, whatever its type and however it is written."""
    with app.app_context():
        return {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            for column in table.columns
            if _holds(row._mapping[column.name], names, isinstance(column.type, LargeBinary))
        }


def _holds(value: Any, names: tuple[str, ...], is_file: bool) -> bool:
    texts = _texts_of(value) if is_file and value else [json.dumps(value, default=str, ensure_ascii=False)]
    return any(name.casefold() in text.casefold() for text in texts for name in names)


def _texts_of(content: bytes) -> Iterator[str]:
    """A workbook is a zip of texts."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode(errors="replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode(errors="replace")
