"""From a text to the words by which it is found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer

LONGEST_WORD = 40
MOST_WORDS_ASKED = 8
MOST_WEIGHT = 9
"""A text that says one word over and over is not about it that much more."""

COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
HEARD_AS = {"v": "f", "z": "s"}
"""Dutch writes *brieven* and *brief*, *huizen* and *huis*: at the end of a stem the two letters are one."""

SMALL_WORDS = """
    aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen
    geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer
    men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u
    uit uw van veel voor want waren was wat we wel werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo
    zonder zou
    an and are at be but by for from has have he her his it its not on our she so than that the their them then there
    these they this to us was were which who will with you your
"""
"""What stands in every text, in Dutch and in English. A word that means something in either language is not here."""
STOP_WORDS = frozenset(SMALL_WORDS.split())


def words_of(text: str) -> Iterator[str]:
    """Every word that says something, in the order of the text: small letters, no accents. A word with hyphens counts
    as its parts and as a whole."""
    for compound in COMPOUND.findall(_plain(text)):
        parts = compound.split("-")
        for word in [*parts, "".join(parts)] if len(parts) > 1 else parts:
            if _says_something(word):
                yield word[:LONGEST_WORD]


def words_asked(question: str) -> list[str]:
    """The words that somebody looks for, each once. When all they typed are small words, then these."""
    found = list(dict.fromkeys(word for text in _plain(question).replace("-", " ").split() for word in words_of(text)))
    return (found or COMPOUND.findall(_plain(question)))[:MOST_WORDS_ASKED]


def weights(parts: Iterable[tuple[int, str]]) -> dict[str, int]:
    """How much a text is about each of its words. `parts` are its pieces with what one word in them weighs."""
    total: Counter[str] = Counter()
    for weight, text in parts:
        for word in words_of(text):
            total[word] = min(total[word] + weight, MOST_WEIGHT)
    return dict(total)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word has in common with its other forms: *gemeente* and *gemeenten*."""
    # A stemmer of one's own for each word: it holds what it is busy with, and threads would mix that up.
    stemmed: str = DutchPorterStemmer().stemWord(word)
    return stemmed[:-1] + HEARD_AS.get(stemmed[-1:], stemmed[-1:])


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _says_something(word: str) -> bool:
    return len(word) > 1 and word not in STOP_WORDS
