"""What is found by which words: the pure part, without a database."""

from __future__ import annotations

import pytest

from werkplaats.notes.search.ranking import Use, answer
from werkplaats.notes.search.spelling import Nearness, keys_asked, keys_of, least_shared, mistakes, nearness
from werkplaats.notes.search.text import stem, weights, words_asked, words_of

STEMS = {
    "lichaamsziek": "lichaamsziek", "lichamelijkheden": "licham", "lichamen": "licham", "lichtende": "lichtend",
    "lichtgevoeligheid": "lichtgevoel", "lidmaatschap": "lidmaatschap", "lidvereniging": "lidveren",
    "opglimpingen": "opglimp", "ophaalsystemen": "ophaalsystem", "ophalen": "ophal", "ophouden": "ophoud",
    "gemeenten": "gemeent", "zekerheid": "zeker", "mogelijkheden": "mogelijk",
}  # fmt: skip
"""As the authors of the method print them."""


def test_stems_are_those_of_the_published_method() -> None:
    assert {word: stem(word) for word in STEMS} == STEMS
    assert stem("huizen") == stem("huis")
    assert stem("brieven") == stem("brief")


def test_words_are_small_plain_and_say_something() -> None:
    assert list(words_of("De Gemeente én financiële ZEKERHEID: foto's, co-creatie!")) == [
        "gemeente", "financiele", "zekerheid", "foto", "co", "creatie", "cocreatie",
    ]  # fmt: skip
    assert words_asked("Schulden van   jongeren, schulden") == ["schulden", "jongeren"]
    assert words_asked("die van ons") == ["die", "van", "ons"]
    assert words_asked("\0 !? …") == []
    assert len(words_asked("woord " * 50 + " ".join(f"w{n}" for n in range(50)))) == 8
    assert list(words_of("x" * 500)) == ["x" * 40]


def test_what_a_text_says_more_often_weighs_more_but_not_without_end() -> None:
    assert weights([(3, "Wonen"), (1, "wonen en werken")]) == {"wonen": 4, "werken": 1}
    assert weights([(1, "wonen " * 100)]) == {"wonen": 9}


@pytest.mark.parametrize(
    ("asked", "written", "near"),
    [
        ("gemeenten", "gemeente", Nearness.SAME),
        ("zekerhied", "zekerheid", Nearness.CLOSE),
        ("gemente", "gemeente", Nearness.CLOSE),
        ("gemeetne", "gemeenten", Nearness.CLOSE),
        ("schuldhulp", "schuldhulpverlening", Nearness.BEGINS),
        ("zekerheid", "bestaanszekerheid", Nearness.INSIDE),
        ("hulp", "help", Nearness.CLOSE),
        ("wmo", "wml", None),
        ("wijk", "wijnkoper", None),
    ],
)
def test_which_written_word_may_be_meant(asked: str, written: str, near: Nearness | None) -> None:
    assert nearness(asked, written) == near
    if near is not None:
        assert len(keys_asked(asked) & keys_of(written)) >= least_shared(asked)


def test_mistakes_are_counted_as_people_make_them() -> None:
    assert [mistakes("huis", other) for other in ("huis", "hius", "huiz", "hus", "thuis", "zuid", "")] == [
        0, 1, 1, 1, 1, 2, 4,
    ]  # fmt: skip
    assert mistakes("ab", "ba") == mistakes("ba", "ab") == 1


def test_who_says_all_words_comes_first_and_mistakes_count_only_where_nobody_wrote_the_word() -> None:
    meant = {
        "hulp": {"hulp": Nearness.SAME, "help": Nearness.CLOSE},
        "huur": {"huur": Nearness.SAME, "huurder": Nearness.BEGINS},
        "xyz": dict[str, Nearness](),
    }
    said = [Use(1, "hulp", 2), Use(2, "help", 9), Use(2, "huur", 2), Use(3, "hulp", 1), Use(3, "huurder", 2)]
    both = answer(said, meant)
    assert both.scores == {3: 12}
    assert (both.silent, both.read_as) == (("xyz",), {})
    only = answer([use for use in said if use.word == "help"], {"hulp": meant["hulp"]})
    assert (only.scores, only.read_as) == ({2: 9}, {"hulp": "help"})
    assert answer([], meant).scores == {}
