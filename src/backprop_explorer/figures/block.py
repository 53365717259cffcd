"""A matrix of many numbers as one small picture, true to scale."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

from ..engine.activations import Array
from .html import Html, h

LEVELS = 127  # shades of a hue on either side of zero
BLUE, ORANGE = (31, 111, 178), (201, 101, 12)


def block(array: Array, end: float, cell_px: int) -> Html:
    """The matrix as an image with one pixel a number, drawn `cell_px` large; `end` is where its colour scale ends."""
    rows, columns = array.shape
    data = base64.b64encode(_png(_levels(array, end))).decode("ascii")
    size = {"width": str(columns * cell_px), "height": str(rows * cell_px)}
    return h("img", class_="heat", src=f"data:image/png;base64,{data}", alt="", **size)


def _levels(array: Array, end: float) -> Array:
    """The place of each number in the palette: LEVELS is zero."""
    with np.errstate(all="ignore"):
        share = np.clip(np.nan_to_num(array / end if end > 0 else np.zeros_like(array)), -1.0, 1.0)
    return np.asarray(LEVELS + np.round(share * LEVELS)).astype(np.uint8)


def _png(levels: Array) -> bytes:
    """A PNG with a palette: the hue says the sign, the opacity the size, so that one picture serves both themes."""
    rows, columns = levels.shape
    palette = bytes(part for i in range(2 * LEVELS + 1) for part in (BLUE if i < LEVELS else ORANGE))
    opacity = bytes(round(255 * (0.12 + 0.68 * abs(i - LEVELS) / LEVELS)) for i in range(2 * LEVELS + 1))
    lines = np.hstack([np.zeros((rows, 1), np.uint8), levels]).tobytes()
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"tRNS", opacity), (b"IDAT", zlib.compress(lines, 6)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
