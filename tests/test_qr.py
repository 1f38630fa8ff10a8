"""QR codes: the example of the standard, and every size read back by a reader of a few lines."""

from __future__ import annotations

import pytest

from werkplaats import qr

FIGURE_1 = """
111111100001101111111 100000101001101000001 101110101110101011101 101110101010001011101 101110100000101011101
100000100010101000001 111111101010101111111 000000001100100000000 100000101111011001110 100010001110001000111
011101111001100100010 110100001011010100110 011111111110001011011 000000001000000010110 111111100111111000110
100000100010011011100 101110100000111000111 101110100100001010100 101110100100101010011 100000100001110111100
111111101011001010010
"""
"""ISO/IEC 18004, figure 1: "QR Code Symbol", version 1-M with mask 5."""


def read(code: qr.Matrix) -> str:
    """The text of a code of ours, from its modules alone; broken where a block does not fit its correction."""
    size = len(code)
    version = (size - 17) // 4
    mask = sum(code[8][x] << 2 - n for n, x in enumerate((2, 3, 4))) ^ 0b101
    fixed = {**qr._patterns(size, version), **qr._format(size, mask)}
    bits = "".join(
        "01"[code[y][x] != qr.MASKS[mask](y, x)] for y, x in qr._zigzag(size) if (y, x) not in fixed
    )  # fmt: skip
    stream = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    correction, blocks, per_block = qr.VERSIONS[version - 1]
    whole = [stream[n : blocks * (per_block + correction) : blocks] for n in range(blocks)]
    for block in whole:
        for power in range(correction):
            at, root = 0, 1
            for _ in range(power):
                root = qr._times(root, 2)
            for byte in block:
                at = qr._times(at, root) ^ byte
            assert at == 0, "every root of the divisor is one of the block too"
    text = "".join(f"{byte:08b}" for block in whole for byte in block[:per_block])
    assert text.startswith("0100")
    length = int(text[4:12], 2)
    return bytes(int(text[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def test_the_example_of_the_standard() -> None:
    bits = [byte >> place & 1 for byte in qr._codewords(b"QR Code Symbol", 1) for place in range(7, -1, -1)]
    rows = ["".join("01"[dark] for dark in row) for row in qr._drawn(bits, 1, 5)]
    assert rows == FIGURE_1.split()


@pytest.mark.parametrize("length", [0, 14, 26, 42, 62, 84, 106])
def test_every_size_is_read_back(length: int) -> None:
    text = ("https://werkplaats.example.org/k/" * 4)[:length]
    code = qr.matrix(text)
    assert read(code) == text
    assert len(code) == 17 + 4 * max(1, [14, 26, 42, 62, 84, 106].index(max(length, 14)) + 1)


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="107 bytes"):
        qr.matrix("x" * 107)


def test_the_path_draws_the_dark_modules_and_nothing_else() -> None:
    assert qr.path([[True, True, False], [False, True, True]]) == "M4 4h2v1h-2zM5 5h2v1h-2z"
