"""What the checker of the W3C (the Nu Html Checker) says of our pages."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def available() -> str | None:
    """None when the checker can be used, else the reason why not, for pytest.skip."""
    if shutil.which("java") is None:
        return "no Java is installed (Debian: apt install default-jre-headless)"
    if not PROGRAM.exists():
        return "the checker is not installed; `make test` does that where npm is"
    return None


def errors(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Every error, after the name of its page. All pages go through one process: starting it takes seconds."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html)
        names[file.name] = name
    command = ("java", "-jar", str(PROGRAM), "--format", "json", "--errors-only", str(folder))
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    said = json.loads(answer.stderr)["messages"]
    return [f"{names.get(Path(each.get('url', '')).name, '?')}: {each['message']}" for each in said]
