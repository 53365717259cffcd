"""Pieces of HTML, each string of which is stored once, packed as text that a page can hold."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import numpy as np

# Pieces are cut before these elements, and texts after each line.
CUTS = re.compile(r"(?=<(?:figure|table|svg|p|div|nav|g|button|math|line|text|tr|td|th|span|small|b|h2|li)\b)|(?<=\n)")

SAFE = str.maketrans("<>&", ".,:")
"""Signs of the alphabet of `in_letters` that mean something in HTML, and those that stand for them."""


class Piece(int):
    """The number of a piece, told from all other numbers of a lesson."""


class Pieces:
    """All pieces of a lesson, each kept once. Those of a kind lie close together, within reach of the compression."""

    def __init__(self) -> None:
        self._numbers: dict[str, Piece] = {}
        self._kinds: list[str] = []

    def keep(self, kind: str, piece: str) -> Piece:
        """The number under which the browser finds this piece."""
        number = self._numbers.setdefault(piece, Piece(len(self._numbers)))
        if number == len(self._kinds):
            self._kinds.append(kind)
        return number

    def joined(self, others: Pieces, leaves: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """These leaves with the numbers under which their pieces, which others have kept, are found here."""
        pairs = zip(others._kinds, others._numbers, strict=True)
        numbers = [self.keep(kind, text) for kind, text in pairs]

        def renumbered(value: Any) -> Any:
            match value:
                case Piece():
                    return numbers[value]
                case dict():
                    return {name: renumbered(each) for name, each in value.items()}
                case list():
                    return [renumbered(each) for each in value]
            return value

        return [renumbered(each) for each in leaves]

    def packed(self, **more: Any) -> tuple[bytes, bytes]:
        """Everything, and `more`, as JSON with all `strings`, and the strings of each piece; both deflated.

        The second part are whole numbers of two bytes, or of four where two are too few: the number is 2 (i + 1) for
        string i, one more where a further number says how many follow each other, and 0 at the end of a piece.
        """
        strings: dict[str, int] = {}
        texts = list(self._numbers)
        runs: list[list[int]] = [[] for _ in texts]
        for number in sorted(range(len(texts)), key=self._kinds.__getitem__):
            runs[number] = _runs(texts[number], strings)
        wide = 2 * len(strings) + 3 >= 1 << 16
        text = json.dumps(
            {**more, "strings": list(strings), "wide": wide},
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
        )
        numbers = np.fromiter((each for piece in runs for each in piece), "<u4" if wide else "<u2")
        return zlib.compress(text.encode(), 9), zlib.compress(numbers.tobytes(), 9)


def in_letters(data: bytes) -> str:
    """Bytes as signs that need no escape in HTML, five for four bytes; base64 takes a fifteenth more."""
    return base64.b85encode(data).decode("ascii").translate(SAFE)


def _runs(piece: str, strings: dict[str, int]) -> list[int]:
    found: list[int] = []
    first = count = 0
    for string in CUTS.split(piece):
        index = strings.setdefault(string, len(strings))
        if count and index == first + count:
            count += 1
        else:
            found += _run(first, count)
            first, count = index, 1
    return [*found, *_run(first, count), 0]


def _run(first: int, count: int) -> list[int]:
    return [2 * first + 3, count] if count > 1 else [2 * first + 2] if count else []
