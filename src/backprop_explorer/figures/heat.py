"""A matrix as one small picture: a coloured cell for each number."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np

from ..engine.activations import Array
from .colours import positions

LEVELS = 7
HUES = ((214, 114, 26), (52, 130, 198))  # plus and minus, between their tokens of a light and of a dark page
# No colour for 0, then LEVELS of plus and LEVELS of minus; a picture of 4 bits a pixel has room for 16.
_COLOURS = b"\0\0\0" + b"".join(bytes(hue) * LEVELS for hue in HUES)
_ALPHAS = bytes([0, *(2 * [round(255 * (0.15 + 0.6 * level / LEVELS)) for level in range(1, LEVELS + 1)])])


def picture(array: Array, end: float) -> str:
    """The address of a PNG of 2 × 1 pixels for each number; a number below 0 fills the left one alone.

    So minus is a narrow cell, for those who cannot tell the hues. The colours let the page shine through, so that one
    picture serves a light and a dark page. `end` is where the colour scale ends.
    """
    places = positions(array, end)
    levels = np.ceil(LEVELS * np.abs(places)).astype(np.uint8)
    rows, columns = array.shape
    lines = np.zeros((rows, columns + 1), np.uint8)  # each line begins with a 0: no filter
    lines[:, 1:] = np.where(places < 0, np.where(levels > 0, levels + LEVELS, 0) * 16, levels * 17)
    packer = zlib.compressobj(6, strategy=zlib.Z_HUFFMAN_ONLY)
    pixels = packer.compress(lines.tobytes()) + packer.flush()
    head = struct.pack(">IIBBBBB", 2 * columns, rows, 4, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", _COLOURS), (b"tRNS", _ALPHAS), (b"IDAT", pixels), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))
    return "data:image/png;base64," + b64encode(png).decode()


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
