"""People who do not exist: names that nobody bears, addresses that lead nowhere, a believable mix of views.

The same number gives the same people on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from werkplaats.links import ID_ALPHABET, ID_LENGTH
from werkplaats.registration.models import Perspective

FIRST_NAMES = (
    "Aisha", "Anouk", "Ans", "Bas", "Bram", "Carla", "Chantal", "Corrie", "Daan", "Dewi", "Dirk", "Els", "Emine",
    "Esra", "Fatima", "Femke", "Floor", "Gerda", "Gijs", "Hanneke", "Hassan", "Henk", "Ibrahim", "Ineke", "Ivo",
    "Jaap", "Jamila", "Janneke", "Jeroen", "Joke", "Kees", "Khadija", "Kim", "Lars", "Leyla", "Lotte", "Maaike",
    "Malika", "Marloes", "Mehmet", "Mila", "Mohamed", "Naomi", "Nel", "Niels", "Noor", "Omar", "Petra", "Quinten",
    "Rachid", "Ria", "Roos", "Ruben", "Samira", "Sander", "Sanne", "Shanti", "Sjoerd", "Tamara", "Theo", "Tineke",
    "Tom", "Umut", "Vera", "Wendy", "Willem", "Xander", "Yara", "Youssef", "Zoë",
)  # fmt: skip

LAST_NAMES = (
    "Bedenksel", "Bedachter", "Demostra", "Denkbeeld", "Fantasia", "Fictiema", "Nergenshuizen", "Proefsma",
    "Schijnhof", "Sprookstra", "Testema", "Verzinsel", "Verzonnen", "Voorbeeld", "Zogenaamd", "de Fictie",
    "van Denkbeeld", "van Nergens", "van Proef", "van Voorbeeld", "van der Demo",
)  # fmt: skip

HOW_MANY_OF_100: dict[Perspective | None, int] = {
    Perspective.PROFESSIONAL: 28,
    Perspective.POLICY_MAKER: 19,
    Perspective.RESIDENT: 14,
    Perspective.EDUCATION: 11,
    Perspective.VOLUNTEER: 10,
    Perspective.RESEARCHER: 6,
    Perspective.ADMINISTRATOR: 5,
    Perspective.OTHER: 3,
    None: 4,
}

ORGANISATIONS: dict[Perspective, tuple[str, ...]] = {
    Perspective.PROFESSIONAL: ("Welzijn Nergenshuizen", "Wijkteam Voorbeeldstad", "Zorg Voorbeeldstad", ""),
    Perspective.POLICY_MAKER: ("Gemeente Voorbeeldstad", "Gemeente Nergenshuizen", "Gemeente Denkstad"),
    Perspective.EDUCATION: ("Hogeschool Denkstad", "ROC Fictie"),
    Perspective.RESEARCHER: ("Hogeschool Denkstad", "Kenniscentrum Voorbeeld"),
    Perspective.ADMINISTRATOR: ("Gemeente Voorbeeldstad", "Gemeente Denkstad"),
    Perspective.VOLUNTEER: ("Buurthuis De Lange Tafel", "Voedselkast Nergens", ""),
}

WISHES = (15, 24, 9, 13)
"""How much people want each of the four breakouts: one is far more popular than its places allow."""

LENGTHS = (12, 12, 22, 14, 40)
"""How many of a hundred rank none, one, two, three or all four."""

ENGLISH_OF_100 = 4


@dataclass(frozen=True)
class Somebody:
    """A participant as they fill in the form; `ranking` holds positions of breakouts, the first choice first."""

    public_id: str
    name: str
    email: str
    perspective: Perspective | None
    organisation: str
    ranking: tuple[int, ...]
    locale: str


def people(number: int, seed: str) -> list[Somebody]:
    """As many different people; no two share a name."""
    chance = Random(seed)
    names = chance.sample([f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES], number)
    return [_somebody(chance, name) for name in names]


def _somebody(chance: Random, name: str) -> Somebody:
    [perspective] = chance.choices(list(HOW_MANY_OF_100), list(HOW_MANY_OF_100.values()))
    [length] = chance.choices(range(len(LENGTHS)), LENGTHS)
    return Somebody(
        public_id="".join(chance.choices(ID_ALPHABET, k=ID_LENGTH)),
        name=name,
        email=f"{_plain(name)}@example.org",
        perspective=perspective,
        organisation=chance.choice(ORGANISATIONS.get(perspective, ("",))) if perspective else "",
        ranking=_ranking(chance, length),
        locale="en" if chance.random() * 100 < ENGLISH_OF_100 else "nl",
    )


def _ranking(chance: Random, length: int) -> tuple[int, ...]:
    """Popular breakouts first, more often than not."""
    left, ranking = dict(enumerate(WISHES)), []
    for _ in range(length):
        [choice] = chance.choices(list(left), list(left.values()))
        ranking.append(choice)
        del left[choice]
    return tuple(ranking)


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", ".", ascii_only)
