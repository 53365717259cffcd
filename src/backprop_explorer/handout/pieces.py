"""Pieces of HTML, each string of which is stored once, packed as text that a page can hold."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

# Pieces are cut before these elements, and texts after each line.
CUTS = re.compile(r"(?=<(?:figure|table|svg|p|div|nav|g|button|math|line|text|tr|td|th|span|small|b|h2|li)\b)|(?<=\n)")


class Pieces:
    """All pieces of a lesson, each kept once. Those of a kind lie close together, within reach of the compression."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._kinds: list[str] = []

    def keep(self, kind: str, piece: str) -> int:
        """The number under which the browser finds this piece."""
        number = self._numbers.setdefault(piece, len(self._numbers))
        if number == len(self._kinds):
            self._kinds.append(kind)
        return number

    def packed(self, **more: Any) -> bytes:
        """Everything, and `more`, as JSON, deflated: `strings`, and for each piece its runs of strings.

        A run is a first index and how many follow each other.
        """
        strings: dict[str, int] = {}
        texts = list(self._numbers)
        runs: list[list[int]] = [[] for _ in texts]
        for number in sorted(range(len(texts)), key=self._kinds.__getitem__):
            runs[number] = _runs(texts[number], strings)
        whole = {**more, "strings": list(strings), "pieces": runs}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return zlib.compress(text.encode(), 9)


def in_base64(data: bytes) -> str:
    """Bytes as letters that need no escape in HTML."""
    return base64.b64encode(data).decode("ascii")


def _runs(piece: str, strings: dict[str, int]) -> list[int]:
    runs: list[int] = []
    for string in CUTS.split(piece):
        index = strings.setdefault(string, len(strings))
        if runs and runs[-2] + runs[-1] == index:
            runs[-1] += 1
        else:
            runs += [index, 1]
    return runs
