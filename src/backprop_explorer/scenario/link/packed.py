"""Numbers of one's own in a link: JSON, deflated, in letters that an address can hold."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any, NoReturn

from ...lesson.notation import exact

LARGEST = 320_000  # bytes after inflating: more than can be pasted into all boxes of the page
LONGEST = 8_000
"""The most characters of an address that holds a whole scenario: mail and chat programs cut longer ones."""
ROWS = 5_000  # lists: those of all data and of all weights and biases
UNREADABLE = "they cannot be read, perhaps because a part of the link is missing"


def pack(numbers: dict[str, Any]) -> str:
    """Nested tuples of numbers, flags and None, in the letters of an address; each number comes back as the same."""
    return base64.urlsafe_b64encode(zlib.compress(_json(numbers).encode(), 9)).rstrip(b"=").decode()


def unpack(text: str, longest: int) -> dict[str, Any]:
    """What `pack` wrote, lists of floats in place of tuples. Raises ValueError with the reason where it cannot be had.

    At most `longest` characters are looked at, and they may not grow beyond LARGEST, or as much more as they are longer
    than an address, when they are inflated.
    """
    largest = LARGEST * max(1, longest // LONGEST)
    if len(text) > longest:
        raise ValueError(f"they are {len(text)} characters long, where at most {longest} can be read")
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj()
        data = inflate.decompress(raw, largest)
        if inflate.unconsumed_tail:
            raise ValueError(f"they would grow beyond {largest} bytes")
        if data.count(b"[") > ROWS * max(1, longest // LONGEST):
            raise ValueError("they have more rows than data and weights of this page can have")
        found = json.loads(data, parse_int=float, parse_constant=_refuse)
    except (UnicodeError, binascii.Error, zlib.error, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(UNREADABLE) from error
    if not isinstance(found, dict):
        raise ValueError(UNREADABLE)
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"they hold {constant}, which is no number to compute with")


def _json(value: Any) -> str:
    """JSON in which every number is written as shortly as it can be read back."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_json(each)}" for name, each in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ",".join(map(_json, value)) + "]"
    return exact(value) if isinstance(value, float) else json.dumps(value)
