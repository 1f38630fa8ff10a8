"""Measure, and print one table: `python -m bench`, with names to measure only those, `--full` for figures to quote."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from bench import assigning, footprint, judging, listing, mailing, moderating, pages, planning, reading, registering
from bench.progress import Progress
from bench.settings import Settings
from bench.table import Row, as_text

MEASUREMENTS: dict[str, Callable[[Settings], list[Row]]] = {
    "pages": pages.measure,
    "judging": judging.measure,
    "registering": registering.measure,
    "footprint": footprint.measure,
    "assigning": assigning.measure,
    "planning": planning.measure,
    "mailing": mailing.measure,
    "listing": listing.measure,
    "reading": reading.measure,
    "moderating": moderating.measure,
}


def main() -> int:
    arguments = _arguments()
    began = os.getloadavg()[0]
    names = arguments.names or list(MEASUREMENTS)
    settings = Settings(arguments.full, Progress(len(names)))
    rows: list[Row] = []
    for name in names:
        settings.progress.begin(name)
        rows += MEASUREMENTS[name](settings)
    settings.progress.end()
    print(as_text(rows))
    print(f"\nOn {os.cpu_count()} cores, of which others wanted {began:.1f} when it began; that lowers speeds.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast and how big Werkplaats is.")
    parser.add_argument("names", nargs="*", choices=[[], *MEASUREMENTS], metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--full", action="store_true", help="five longer runs, and 10 000 mails")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
