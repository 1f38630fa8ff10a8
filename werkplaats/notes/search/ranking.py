"""In which order what was found is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from werkplaats.notes.search.spelling import Nearness

Entry = TypeVar("Entry", bound=Hashable)
Meant = Mapping[str, Mapping[str, Nearness]]
"""For each word that was asked, which written words may be meant by it, and how near they are."""


class Use(NamedTuple, Generic[Entry]):
    """That an entry says a word, and how much it is about it."""

    entry: Entry
    word: str
    weight: int


@dataclass(frozen=True)
class Answer(Generic[Entry]):
    """Who says what was asked, and how much. `silent` are the words that nobody says, `read_as` what was looked for
    in the place of a word that nobody wrote like that."""

    scores: dict[Entry, int]
    silent: tuple[str, ...]
    read_as: dict[str, str]


def answer(uses: Iterable[Use[Entry]], meant: Meant) -> Answer[Entry]:
    """Only who answers as many of the words as anybody does: all of them, if somebody does.

    What looks like a word counts only where nobody wrote the word itself: then it was a mistake.
    """
    said = list(uses)
    words = {use.word for use in said}
    wanted = {
        asked: _as_wanted({w: near for w, near in written.items() if w in words}) for asked, written in meant.items()
    }
    answers: dict[Entry, dict[str, int]] = defaultdict(dict)
    asked_with = _turned(wanted)
    for entry, word, weight in said:
        points = answers[entry]
        for asked, near in asked_with[word]:
            points[asked] = max(points.get(asked, 0), near * weight)
    most = max(map(len, answers.values()), default=0)
    return Answer(
        scores={entry: sum(points.values()) for entry, points in answers.items() if len(points) == most},
        silent=tuple(asked for asked, by_word in wanted.items() if not by_word),
        read_as={asked: min(by_word) for asked, by_word in wanted.items() if Nearness.CLOSE in by_word.values()},
    )


def _turned(wanted: Meant) -> dict[str, list[tuple[str, Nearness]]]:
    """For each written word, which of the words asked it answers."""
    turned: dict[str, list[tuple[str, Nearness]]] = defaultdict(list)
    for asked, by_word in wanted.items():
        for word, near in by_word.items():
            turned[word].append((asked, near))
    return turned


def _as_wanted(by_word: dict[str, Nearness]) -> dict[str, Nearness]:
    nearest = max(by_word.values(), default=Nearness.CLOSE)
    return {word: near for word, near in by_word.items() if near == nearest or near > Nearness.CLOSE}
