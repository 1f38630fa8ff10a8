"""What others reach at the same work, measured on 22 November 2026 on a machine like this one (2 cores) with
gunicorn, 2 workers x 4 threads, 8 connections, production settings and their smallest real database: pretalx
2025.2.2, pretix 2026.8.0, Indico 3.3.14. The best of them stands here."""

from __future__ import annotations

from bench.table import Figure

LANDING = Figure(82, "/s", "pretalx")
PROGRAMME = Figure(25, "/s", "pretalx")
SPEAKER = Figure(34, "/s", "pretalx")
PROGRAMME_PART = Figure(22, "/s", "pretalx")
CALENDAR = Figure(17, "/s", "pretalx")
SCHEDULE = Figure(11, "/s", "pretalx")
REGISTRATION = {1: Figure(2.3, "/s", "Indico"), 4: Figure(1.2, "/s", "pretix")}
COLD_START = Figure(1.4, "s", "pretalx")
MEMORY = Figure(117, "MB", "pretalx")
SIZE = Figure(449, "MB", "pretalx")
PACKAGES = Figure(66, "", "pretalx")
SCRIPT = Figure(473, "KB", "pretalx")
