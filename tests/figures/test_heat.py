"""A matrix as a picture, read back by a decoder written from the PNG standard."""

import struct
import time
import zlib
from base64 import b64decode

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop_explorer.figures.heat import picture

from ..engine.cases import steady

matrices = arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.floats(-2, 2) | st.just(0.0))


def pixels(address: str) -> np.ndarray:
    """The pixels of a PNG of 4 bits with a palette as red, green, blue, opacity: rows × columns × 4."""
    data, chunks, at = b64decode(address.removeprefix("data:image/png;base64,")), {}, 8
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        chunks[kind], at = body, at + 12 + length
    width, height, depth, colour, *others = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, colour, others) == (4, 3, [0, 0, 0])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not lines[:, 0].any(), "a line is filtered"
    places = np.stack([lines[:, 1:] >> 4, lines[:, 1:] & 15], axis=2).reshape(height, -1)[:, :width]
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    return np.dstack([palette[places], np.frombuffer(chunks[b"tRNS"], np.uint8)[places]]).astype(int)


@given(matrices)
@steady(100)
def test_the_hue_says_the_sign_the_width_says_it_again_and_the_opacity_says_the_size(array):
    found = pixels(picture(array, 1.5))
    left, right = found[:, ::2], found[:, 1::2]
    assert left.shape[:2] == array.shape
    assert np.array_equal(left[..., 3] > 0, array != 0)
    assert np.array_equal(right[..., 3] > 0, array > 0), "a number below 0 fills the left half alone"
    warm = left[..., 0] > left[..., 2]
    assert np.array_equal(warm[array != 0], array[array != 0] > 0)
    sizes, opacities = np.abs(array).clip(0, 1.5).ravel(), left[..., 3].ravel()
    order = np.argsort(sizes)
    assert (np.diff(opacities[order]) >= 0).all()
    assert opacities[sizes > 0].min(initial=255) >= 0.15 * 255


def test_what_is_not_finite_has_a_place_too():
    found = pixels(picture(np.array([[np.nan, np.inf, -np.inf]]), 1.0))
    assert (found[0, :, 3] > 0).tolist() == [False, False, True, True, True, False]
    assert not pixels(picture(np.ones((2, 2)), 0.0))[..., 3].any()


def test_the_largest_matrix_of_a_layer_is_a_small_picture_and_quickly_made():
    array = np.random.default_rng(0).standard_normal((64, 64))
    times = []
    for _ in range(20):
        begun = time.thread_time()
        address = picture(array, 3.0)
        times.append(time.thread_time() - begun)
    assert len(address) < 4000
    assert min(times) < 1e-3
