"""Make the pictures of the README, the one for links to us, and the one of a story of the demo, anew.

It starts the demo on a folder of its own, looks at it, and stops it.

Run it as `.venv/bin/python docs/pictures.py` after `make test` has installed what it needs, with a Chromium at hand.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
SHARED = Path(__file__).parents[1] / "werkplaats" / "static" / "images" / "share.png"
STORY = Path(__file__).parents[1] / "werkplaats" / "demo" / "pictures"
TABLE = {"width": 1200, "height": 675}
SMALL = (480, 270)
SHARE = {"width": 1200, "height": 630}
COLOURS = 64
WIDE = {"width": 1180, "height": 860}
PHONE = {"width": 360, "height": 740}


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("This needs a Chromium.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = subprocess.Popen(
            [sys.executable, "-m", "werkplaats.start"],
            env={**os.environ, "INSTANCE": folder, "PORT": str(_free_port()), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = _what_it_says(demo)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            _take(browser, said)
            _share(browser)
            _story(browser)
            browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=30)
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _what_it_says(demo: subprocess.Popen[str]) -> str:
    """Everything the demo prints until it has told how to stop it."""
    said = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    return said


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    assert match, f"{pattern} is not in what the demo says:\n{said}"
    return match.group(1)


def _take(browser: Browser, said: str) -> None:
    site = _found(r"The site\s+(\S+?)/?\n", said)
    _picture(browser, f"{site}/", "landing", WIDE)
    _picture(browser, f"{site}/2027/aanmelden", "register", PHONE)
    _picture(browser, _found(r"in 2022\s+(\S+/p/\S+)", said), "mine", PHONE)
    _picture(browser, f"{site}/2022/oogst", "harvest", PHONE)
    _picture(browser, f"{site}/2027/programma", "programme-dark", WIDE, dark=True)
    page = _page(browser, WIDE)
    page.goto(f"{site}/organisatie")
    page.fill("input[name=email]", _found(r"(\S+@example\.org)  ", said))
    page.fill("input[name=password]", _found(r"@example\.org  (\S+)", said))
    page.locator("main button").first.click()
    page.goto(f"{site}/organisatie/2022/indeling/1")
    page.screenshot(path=PICTURES / "plan.png")


def _picture(browser: Browser, address: str, name: str, size: dict[str, int], dark: bool = False) -> None:
    page = _page(browser, size, dark)
    page.goto(address)
    page.screenshot(path=PICTURES / f"{name}.png")


def _share(browser: Browser) -> None:
    """What other sites show beside a link to us. They take no SVG."""
    page = _page(browser, SHARE)
    page.goto((PICTURES / "share.svg").as_uri())
    page.screenshot(path=SHARED)
    Image.open(SHARED).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(SHARED, optimize=True)


def _story(browser: Browser) -> None:
    """The drawing with a story of the demo, in the sizes that the worker would make of it."""
    page = _page(browser, TABLE)
    page.goto((PICTURES / "table.svg").as_uri())
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    drawn.save(STORY / "table-large.jpg", quality=85, optimize=True, progressive=True)
    drawn.resize(SMALL, Image.Resampling.LANCZOS).save(STORY / "table-small.jpg", quality=85, optimize=True)


def _page(browser: Browser, size: dict[str, int], dark: bool = False) -> Page:
    width, height = size["width"], size["height"]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="nl-NL"
    )
    return context.new_page()


if __name__ == "__main__":
    sys.exit(main())
