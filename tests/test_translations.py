"""Every sentence that a person may read exists in Dutch, with the same placeholders."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

TOP = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
SENTENCE = re.compile(r"[^.!?:]+[.!?:]")
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-'’][A-Za-zÀ-ÿ]+)*")
VOWELS = re.compile(r"[aeiouyàâäáèéêëíïóöúü]+")
NO_WORDS = re.compile(r"%\(\w+\)s|https?://\S+|\S+@\S+")

OUR_OWN_WORDS = {
    "aanbeveling",
    "aanmelding",
    "beheer",
    "conditie",
    "deelnemer",
    "deelsessie",
    "editie",
    "gespreksleider",
    "handvat",
    "hulpmiddel",
    "indeling",
    "inzicht",
    "kaart",
    "link",
    "loting",
    "lotnummer",
    "oogst",
    "onderdeel",
    "organisator",
    "organisatie",
    "perspectief",
    "praktijkvoorbeeld",
    "programma",
    "ronde",
    "spreker",
    "startgetal",
    "verslag",
    "verslaglegger",
    "voorkeur",
    "vraag",
    "wachtlijst",
    "werkplaats",
    "bestaanszekerheid",
}
"""Words of the word list and their plurals: they have to be learned once, and are the right ones."""
NEVER = {
    "u",
    "uw",
    "alstublieft",
    "ongeldig",
    "ongeldige",
    "verplicht",
    "verplichte",
    "gelieve",
    "middels",
    "indien",
    "teneinde",
    "dient",
}
EASY_ENOUGH = 65
LONGEST_SENTENCE = 25
ENOUGH_TO_JUDGE = 12


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the code and the templates now."""
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    options = ["-F", "pyproject.toml", "-k", "N_", "-k", "_l", "-o", str(template)]
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
        for string, id in zip(forms(message.string), forms(message.id), strict=True)
        if string and names(string) != names(id)
    ]
    assert wrong == []


def test_no_sentence_holds_a_bare_percent_sign(sentences: Catalog) -> None:
    """Beside values it would be taken for a placeholder, and the page would fail."""
    texts = [text for message in of(sentences) for text in forms(message.id)]
    assert [text for text in texts if "%" in PLACEHOLDER.sub("", text)] == []


def test_every_english_sentence_says_something(sentences: Catalog) -> None:
    texts = [text for message in of(sentences) for text in forms(message.id)]
    assert [text for text in texts if not text.strip() or text != text.strip()] == []


def test_a_sentence_ends_alike_in_both_languages(dutch: Catalog) -> None:
    """What is a sentence in one language is one in the other; a label stays a label."""
    ends = (".", "!", "?", ":")
    differ = [
        (english, own)
        for message in of(dutch)
        for english, own in zip(forms(message.id)[-1:], forms(message.string)[-1:], strict=False)
        if own and english.endswith(ends) != own.endswith(ends)
    ]
    assert differ == []


# Plain Dutch


def test_flesch_douma_knows_easy_from_hard() -> None:
    """The formula on two texts whose score is plain: short words, and the language of letters from offices."""
    assert score(["Je bent er bij en we zien je dan."]) > 95
    assert score(["Indien onvolledige persoonsgegevens aangeleverd worden volgt onherroepelijk afwijzing."]) < 30


def test_syllables_are_counted_as_they_sound() -> None:
    assert [syllables(word) for word in ("je", "mail", "deelsessie", "ideeën", "geïnteresseerd", "bijeenkomst")] == [
        1, 1, 3, 3, 5, 3,
    ]  # fmt: skip


def test_our_dutch_is_easy_to_read(dutch: Catalog) -> None:
    assert score(running(dutch)) >= EASY_ENOUGH


def test_the_dutch_of_each_part_is_easy_to_read(dutch: Catalog, sentences: Catalog) -> None:
    """A hard page cannot hide behind the easy ones."""
    parts: dict[str, list[str]] = defaultdict(list)
    for message in of(sentences):
        found = dutch.get(message.id)
        for text in forms(found.string) if found else []:
            parts[message.locations[0][0]] += sentences_in(text)
    scores = {part: score(texts) for part, texts in parts.items() if len(texts) >= ENOUGH_TO_JUDGE}
    assert {part: round(points) for part, points in scores.items() if points < EASY_ENOUGH} == {}
    assert len(scores) > 5


def test_no_dutch_sentence_is_long(dutch: Catalog) -> None:
    assert [text for text in running(dutch) if len(WORD.findall(text)) > LONGEST_SENTENCE] == []


def test_the_dutch_is_informal_and_plain(dutch: Catalog) -> None:
    texts = [text for message in of(dutch) for text in forms(message.string)]
    assert [text for text in texts if NEVER & {word.lower() for word in WORD.findall(text)}] == []


def running(catalogue: Catalog) -> list[str]:
    """Every whole sentence of five words or more."""
    return [sentence for m in of(catalogue) for text in forms(m.string) for sentence in sentences_in(text)]


def sentences_in(text: str) -> list[str]:
    found = SENTENCE.findall(NO_WORDS.sub(" ", text))
    return [sentence.strip() for sentence in found if len(WORD.findall(sentence)) >= 5]


def score(texts: list[str]) -> float:
    """Flesch-Douma: 100 is very easy, 65 plain, below 50 hard."""
    words = [word for text in texts for word in WORD.findall(text) if not is_ours(word.lower())]
    of_hundred = 100 * sum(map(syllables, words)) / len(words)
    return 206.84 - 0.77 * of_hundred - 0.93 * len(words) / len(texts)


def syllables(word: str) -> int:
    """Groups of vowels; a diaeresis says that a new one begins."""
    return max(1, len(VOWELS.findall(re.sub(r"([äëïöü])", r" \1", word.lower()))))


def is_ours(word: str) -> bool:
    singular = (word, word.removesuffix("s"), word.removesuffix("en"), word.removesuffix("n"), word.removesuffix("’s"))
    return not OUR_OWN_WORDS.isdisjoint(singular)
