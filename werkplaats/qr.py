"""A short text as a QR code: byte mode, error correction M, versions 1 to 6 (ISO/IEC 18004). Plain values in and out.

A code is a square of modules, True where it is dark. It holds at most 106 bytes, far more than an address that somebody
could also type.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, product

Matrix = list[list[bool]]

VERSIONS = ((10, 1, 16), (16, 1, 28), (26, 1, 44), (18, 2, 32), (24, 2, 43), (16, 4, 27))
"""By version, at level M: bytes of correction in each block, how many blocks, and bytes of data in each."""
LEVEL_M = 0
QUIET = 4
"""How many light modules around it a reader needs."""

MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)


def matrix(text: str) -> Matrix:
    """The code of a text, with the mask that is easiest to read."""
    data = text.encode()
    version = next((n for n, (_, blocks, size) in enumerate(VERSIONS, 1) if len(data) + 2 <= blocks * size), None)
    if version is None:
        raise ValueError(f"{len(data)} bytes do not fit into a QR code of version 6")
    bits = [byte >> place & 1 for byte in _codewords(data, version) for place in range(7, -1, -1)]
    return min((_drawn(bits, version, mask) for mask in range(len(MASKS))), key=_penalty)


def path(code: Matrix) -> str:
    """The dark modules as the path of an SVG, a unit each, with the quiet zone around them."""
    runs: list[str] = []
    for y, row in enumerate(code):
        for dark, run in groupby(enumerate(row), key=lambda module: module[1]):
            modules = list(run)
            if dark:
                runs.append(f"M{modules[0][0] + QUIET} {y + QUIET}h{len(modules)}v1h-{len(modules)}z")
    return "".join(runs)


def _codewords(data: bytes, version: int) -> list[int]:
    """The bytes in the order in which they are drawn: those of all blocks in turn, first data, then correction."""
    correction, blocks, size = VERSIONS[version - 1]
    stream = f"0100{len(data):08b}" + "".join(f"{byte:08b}" for byte in data) + "0000"
    filled = [int(stream[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(stream), 8)][: blocks * size]
    filled += [(0xEC, 0x11)[n % 2] for n in range(blocks * size - len(filled))]
    parts = [filled[n * size : (n + 1) * size] for n in range(blocks)]
    checks = [_remainder(part, correction) for part in parts]
    return [byte for column in (*zip(*parts, strict=True), *zip(*checks, strict=True)) for byte in column]


def _times(a: int, b: int) -> int:
    """The product in the field of 256 elements in which the correction counts."""
    product = 0
    for place in range(7, -1, -1):
        product = product << 1 ^ (product >> 7) * 0x11D ^ (b >> place & 1) * a
    return product


@cache
def _divisor(degree: int) -> list[int]:
    """(x - 1)(x - 2)(x - 4)…, without its first coefficient, which is 1."""
    found, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        found = [_times(here, root) ^ after for here, after in zip(found, [*found[1:], 0], strict=True)]
        root = _times(root, 2)
    return found


def _remainder(data: list[int], degree: int) -> list[int]:
    found = [0] * degree
    for byte in data:
        factor = byte ^ found[0]
        found = [after ^ _times(by, factor) for after, by in zip([*found[1:], 0], _divisor(degree), strict=True)]
    return found


def _drawn(bits: list[int], version: int, mask: int) -> Matrix:
    """What is the same in every code of this size, and the bits in the zigzag around it."""
    size = 17 + 4 * version
    fixed = {**_patterns(size, version), **_format(size, mask)}
    stream = iter(bits)
    for y, x in _zigzag(size):
        if (y, x) not in fixed:
            fixed[y, x] = (next(stream, 0) == 1) != MASKS[mask](y, x)
    return [[fixed[y, x] for x in range(size)] for y in range(size)]


def _patterns(size: int, version: int) -> dict[tuple[int, int], bool]:
    found = {(6, n): n % 2 == 0 for n in range(size)} | {(n, 6): n % 2 == 0 for n in range(size)}
    centres = [(3, 3, 4), (3, size - 4, 4), (size - 4, 3, 4)] + [(size - 7, size - 7, 2)] * (version > 1)
    for (cy, cx, reach), dy, dx in ((c, dy, dx) for c in centres for dy, dx in product(range(-4, 5), repeat=2)):
        ring = max(abs(dy), abs(dx))
        if ring <= reach and 0 <= cy + dy < size and 0 <= cx + dx < size:
            found[cy + dy, cx + dx] = ring in ((0, 1, 3) if reach == 4 else (0, 2))
    return found


def _format(size: int, mask: int) -> dict[tuple[int, int], bool]:
    """Level and mask, twice, with a correction of their own."""
    rest = data = LEVEL_M << 3 | mask
    for _ in range(10):
        rest = rest << 1 ^ (rest >> 9) * 0x537
    bits = (data << 10 | rest) ^ 0x5412
    around = [(8, n) for n in (0, 1, 2, 3, 4, 5, 7, 8)] + [(n, 8) for n in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(size - 1 - n, 8) for n in range(7)] + [(8, size - 8 + n) for n in range(8)]
    places = (*enumerate(around), *enumerate(apart))
    return {place: bool(bits >> (14 - n) & 1) for n, place in places} | {(size - 8, 8): True}


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn; the column of the timing pattern is left out."""
    for turn, right in enumerate([x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        yield from ((y, x) for y in rows for x in (right, right - 1))


def _penalty(code: Matrix) -> int:
    """How hard a code is to read: long runs, squares, what looks like a corner, and too much of one colour."""
    size, lines = len(code), [*code, *map(list, zip(*code, strict=True))]
    runs = [len(list(run)) for line in lines for _, run in groupby(line)]
    squares = sum(
        code[y][x] == code[y][x + 1] == code[y + 1][x] == code[y + 1][x + 1]
        for y, x in product(range(size - 1), repeat=2)
    )
    texts = ["".join("01"[dark] for dark in line) for line in lines]
    corners = sum(
        text.startswith(like, at)
        for text in texts
        for like in ("10111010000", "00001011101")
        for at in range(size - 10)
    )
    share = 100 * sum(map(sum, code)) / size**2
    return sum(run - 2 for run in runs if run >= 5) + 3 * squares + 40 * corners + 10 * int(abs(share - 50) / 5)
