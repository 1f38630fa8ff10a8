"""What is taken for personal data in a text, and what is not."""

from __future__ import annotations

import pytest

from werkplaats.notes.personal_data import found_in, passes_eleven_test


@pytest.mark.parametrize("text", [
    "0612345678", "06-12345678", "06 12 34 56 78", "06 - 12 34 56 78", "+31 6 12345678",
    "+31 (0)6 12345678", "0031612345678", "010-123 45 67", "(0314) 12 34 56", "ans@example.org",
    "ans.de-vries+x@sub.example.co.uk", "NL91 ABNA 0417 1643 00", "Ans de Vries", "mevrouw Bakker",
    "111222333", "1112.22.333", "111 222 333",
])  # fmt: skip
def test_found(text: str) -> None:
    [found] = found_in(f"Kijk: {text}. Meer niet.")
    assert found.strip("(") in text
    assert len(found) >= len(text) - 1


@pytest.mark.parametrize("text", [
    "Op 17-03-2022 om 13:00 uur.", "01-02-2022 10 uur", "€ 1.234.567,89", "111222334", "000000000",
    "1234567890123456", "2019 2020 2021 2022", "Artikel 7:658 BW", "1112223333", "06-1234", "@iedereen",
    "wij @ huis", "1 2 3 4 5 6 7", "In Den Haag", "De gemeente Zwolle", "Sociale Cohesie", "Rode Kruis",
])  # fmt: skip
def test_not_found(text: str) -> None:
    assert found_in(text) == []


def test_two_numbers_in_a_row_are_two() -> None:
    assert found_in("06 12345678 06 87654321") == ["06 12345678", "06 87654321"]


def test_eleven() -> None:
    assert passes_eleven_test("123456782")
    assert not passes_eleven_test("123456789")


def test_a_name_is_seen_behind_the_first_word_and_ones_own_however_it_is_written() -> None:
    assert found_in("Vraag Piet van der Berg ernaar.") == ["Piet van der Berg"]
    assert found_in("dat zei fatima", own_name="Fatima") == ["fatima"]
    assert found_in("dat zei fatima") == []
