"""Every sentence that a person may read exists in Dutch, with the same placeholders."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

TOP = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the code and the templates now."""
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    options = ["-F", "pyproject.toml", "-k", "N_", "-o", str(template)]
    subprocess.run([*babel, "extract", *options, "."], cwd=TOP, check=True)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with (TOP / "werkplaats/translations/nl/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="nl")


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def of(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_sentence_is_translated(sentences: Catalog, dutch: Catalog) -> None:
    missing = []
    for message in of(sentences):
        found = dutch.get(message.id)
        if found is None or found.fuzzy or not found.string or not all(forms(found.string)):
            missing.append(f"{message.locations[0][0]}: {message.id}")
    assert missing == []


def test_no_translation_is_left_of_a_sentence_that_is_gone(sentences: Catalog, dutch: Catalog) -> None:
    assert [message.id for message in of(dutch) if sentences.get(message.id) is None] == []


def test_translations_keep_the_placeholders(dutch: Catalog) -> None:
    def names(text: str) -> set[str]:
        return set(PLACEHOLDER.findall(text))

    wrong = [
        message.id
        for message in of(dutch)
        for string in forms(message.string)
        if string and names(string) != names(forms(message.id)[-1])
    ]
    assert wrong == []


def test_no_sentence_holds_a_bare_percent_sign(sentences: Catalog) -> None:
    """Beside values it would be taken for a placeholder, and the page would fail."""
    texts = [text for message in of(sentences) for text in forms(message.id)]
    assert [text for text in texts if "%" in PLACEHOLDER.sub("", text)] == []
