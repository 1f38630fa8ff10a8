"""The files that programmers see: problem.json and plan.json, read strictly and written plainly.

JSON leaves much open that would be guessed at: a key that stands twice, NaN, half a character. Here all of it is
refused with one sentence, before anything is made of it.
"""

import json
import sys
from collections import Counter
from dataclasses import MISSING, fields
from typing import Any, BinaryIO, NoReturn

from werkplaats.breakouts.assignment.problem import BadProblem, Problem

# A hundred thousand people with long names and earlier places take 25 MB.
MOST_BYTES = 32 * 2**20
# JSON has no limit, but a number that no computer could count to is a mistake.
MOST_DIGITS = 100


def load(path: str) -> bytes:
    """The bytes of a file, or of stdin for `-`. Raises BadProblem when they cannot be had, or are too many."""
    try:
        with _opened(path) as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadProblem(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise BadProblem(f"The file is larger than {MOST_BYTES // 2**20} MB.")
    return content


def read(content: bytes) -> object:
    """What stands in a file. Raises BadProblem with one sentence when it is no JSON, or means two things."""
    try:
        return json.loads(
            content, object_pairs_hook=_without_doubles, parse_constant=_no_number, parse_int=_whole_number
        )
    except BadProblem:
        raise
    except RecursionError:
        raise BadProblem("This is not JSON: it is nested too deeply.") from None
    except ValueError as error:
        raise BadProblem(f"This is not JSON: {error}.") from None


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """The content of a problem.json: all that was asked, without what is so by default."""
    return {
        **_told(problem),
        "breakouts": [_told(breakout) for breakout in problem.breakouts],
        "people": [_told(person) for person in problem.people],
    }


def to_bytes(content: object) -> bytes:
    """One line of UTF-8; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def _opened(path: str) -> BinaryIO:
    if path != "-":
        return open(path, "rb")
    if sys.stdin is None:
        raise BadProblem("There is no file, and no stdin to read from.")
    return open(sys.stdin.fileno(), "rb", closefd=False)


def _told(entry: Any) -> dict[str, Any]:
    """The fields of a dataclass that say something."""
    values = ((field, getattr(entry, field.name)) for field in fields(entry))
    return {field.name: value for field, value in values if value != _default(field)}


def _default(field: Any) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as it stands; JSON itself would forget the first of two keys that are alike."""
    entries = dict(pairs)
    if len(entries) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise BadProblem(f"The key {twice} stands twice in one object.")
    return entries


def _no_number(text: str) -> NoReturn:
    raise BadProblem(f"{text} is no number in JSON.")


def _whole_number(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise BadProblem(f"A number has {len(text)} digits; {MOST_DIGITS} are more than enough.")
    return int(text)
