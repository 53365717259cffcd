"""The examples of the digits as pictures: every pixel has its ink, and each says what it is."""

import re

import numpy as np
import pytest

from backprop_explorer.figures.example_pictures import batch_of_pictures, picture
from backprop_explorer.scenario import preset

from .html_tree import read


def inked(svg) -> np.ndarray:
    """The ink of each pixel, filled in from the boxes of the paths."""
    width, height = map(int, svg.attributes["viewbox"].split()[2:])
    found = np.zeros((height, width))
    for path in svg.find("path"):
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.attributes["d"]):
            box = found[int(y), int(x) : int(x) + int(run)]
            assert (box == 0).all(), "no pixel is inked twice"
            box += float(path.attributes["fill-opacity"])
    return found


@pytest.mark.parametrize("k", range(12))
def test_a_picture_has_the_ink_of_its_numbers(k):
    x, _ = preset("digits").data()
    svg = read(picture(x[:, k], (8, 8), "a digit")).one("svg")
    assert np.array_equal(inked(svg), x[:, k].reshape(8, 8))
    assert (svg.attributes["role"], svg.attributes["aria-label"]) == ("img", "a digit")


def test_the_mini_batch_is_shown_example_by_example_with_its_targets():
    trace = preset("digits").start().seek(0)
    page = read(batch_of_pictures(trace.x, trace.y, (8, 8), 3, "a credit"))
    buttons = list(page.find("button"))
    assert [button.attributes["data-pick"] for button in buttons] == [f"example:{k}" for k in range(trace.m)]
    names = [button.one("svg").attributes["aria-label"] for button in buttons]
    assert names == [f"example {k + 1}: {digit}" for k, digit in enumerate(trace.y.argmax(axis=0))]
    assert [k for k, button in enumerate(buttons) if button.attributes["aria-pressed"] == "true"] == [3]
    assert np.array_equal(inked(page.one("figure").one("svg")), trace.x[:, 3].reshape(8, 8))
    assert "a credit" in page.text and f"example 4 of {trace.m}" in page.text
