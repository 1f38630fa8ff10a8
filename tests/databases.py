"""On which database a dear test runs when. Without a mark from here a test runs on both, at once.

A whole file is marked by `pytestmark = POSTGRESQL_LATER`.
"""

from __future__ import annotations

import pytest

POSTGRESQL_LATER = pytest.mark.dear
"""On SQLite at once, on PostgreSQL among the torture; it says nothing of a test without `app`."""

ONE_DATABASE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""For what asks every page there is, and is about the answer alone: the pages themselves are tried on both."""
