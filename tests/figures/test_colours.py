import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_explorer.figures import colours
from backprop_explorer.figures.colours import LEVELS, THEMES

from ..engine.cases import steady

sizes = st.floats(0, 1e6)
ends = st.floats(1e-6, 1e6)
themes = st.sampled_from(sorted(THEMES))
everything = st.floats(allow_nan=True, allow_infinity=True)


def channels(colour: str) -> tuple[int, ...]:
    """Red, green, blue and, of a cell, opacity."""
    if colour.startswith("#"):
        return tuple(bytes.fromhex(colour[1:]))
    return tuple(int(part) for part in re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour).groups())


def warmth(colour: str) -> int:
    """How much more red than blue: orange is warm, blue is cold."""
    red, _, blue = channels(colour)[:3]
    return red - blue


def distance(colour: str, other: str) -> float:
    return math.dist(channels(colour), channels(other))


def tint(value: float, end: float) -> float:
    """The tint of a cell with this value."""
    return float(colours.tints(np.array([[value]]), end)[0][0])


def pictures(value: float, end: float, theme: str) -> list[str]:
    """The colours of an edge and of a neuron with this value."""
    edge = colours.edge_colour(colours.level(value, end), THEMES[theme])
    return [edge, colours.neuron_colour(value, end, THEMES[theme])]


@given(sizes, ends)
@settings(steady, max_examples=200)
def test_the_scale_is_symmetric_about_zero(size, end):
    assert colours.position(-size, end) == -colours.position(size, end)
    assert colours.level(-size, end) == -colours.level(size, end)
    assert tint(-size, end) == -tint(size, end)
    assert colours.edge_width(colours.level(size, end)) == colours.edge_width(colours.level(-size, end))


@given(st.floats(0.03, 5), ends, themes)
@settings(steady, max_examples=200)
def test_plus_is_warm_and_minus_is_cold(share, end, theme):
    grey = pictures(0.0, end, theme)
    for zero, plus, minus in zip(
        grey, pictures(share * end, end, theme), pictures(-share * end, end, theme), strict=True
    ):
        assert warmth(plus) > warmth(zero) > warmth(minus)
    assert tint(share * end, end) > 0 > tint(-share * end, end)


@pytest.mark.parametrize("theme", THEMES)
def test_zero_is_a_grey_that_shows_on_the_background(theme):
    background = THEMES[theme].background
    edge, neuron = pictures(0.0, 1.0, theme)
    for colour in (edge, neuron):
        red, green, blue = channels(colour)
        assert max(red, green, blue) - min(red, green, blue) <= 16
        assert distance(colour, "#" + background[1:]) > 20
    assert tint(0.0, 1.0) == 0


@given(sizes, sizes, ends, themes)
@settings(steady, max_examples=200)
def test_a_larger_number_never_has_a_fainter_colour(one, other, end, theme):
    small, large = sorted((one, other))
    for sign in (1, -1):
        first, second = pictures(sign * small, end, theme), pictures(sign * large, end, theme)
        for zero, near, far in zip(pictures(0.0, end, theme), first, second, strict=True):
            assert distance(near, zero) <= distance(far, zero) + 1.5  # channels are whole numbers
        assert abs(tint(sign * small, end)) <= abs(tint(sign * large, end))
        widths = [colours.edge_width(colours.level(sign * size, end)) for size in (small, large)]
        assert widths == sorted(widths)


def test_the_end_of_the_scale_has_the_strongest_colour_and_a_tenth_of_it_one_of_its_own():
    assert [tint(share, 1.0) for share in (0.0, 0.1, 0.5, 1.0, 2.0)] == [0.0, 0.19, 0.55, 1.0, 1.0]
    levels = [colours.level(share, 1.0) for share in (-1.0, -0.1, 0.0, 0.1, 1.0)]
    assert levels == [-LEVELS, -2, 0, 2, LEVELS]


@given(everything, st.sampled_from((0.0, 1.0, 5e-324, 1e308)) | ends, themes)
@settings(steady, max_examples=200)
def test_any_number_has_a_colour(value, end, theme):
    assert -1 <= tint(value, end) <= 1
    for colour in pictures(value, end, theme):
        assert all(0 <= channel <= 255 for channel in channels(colour))
    assert abs(colours.level(value, end)) <= LEVELS


def test_what_is_not_finite_stands_at_the_end_and_what_has_no_scale_in_the_middle():
    assert [colours.position(value, 1.0) for value in (math.inf, -math.inf, math.nan)] == [1.0, -1.0, 0.0]
    assert colours.position(5.0, 0.0) == 0.0
    assert colours.tints(np.array([[math.inf, -math.inf, math.nan, 5.0]]), 0.0) == [["1", "-1", "0", "0"]]


def test_a_scale_ends_at_what_is_known_and_a_kind_without_a_known_number_has_none():
    values = {("w", 1): np.array([[1.0]]), ("w_new", 1): np.array([[7.0]]), ("z", 1): np.array([[2.0]])}
    assert colours.limits(values, {("w", 1), ("cost", 1)}) == {"w": 1.0}
    assert colours.limits(values, {("w", 1), ("w_new", 1)}) == {"w": 7.0}


def test_a_limit_is_the_largest_finite_size_of_a_kind_over_all_layers():
    values = {("w", 1): np.array([[1.0, -3.0]]), ("b", 2): np.array([[4.0]]), ("z", 1): np.array([[np.inf, -2.0]])}
    assert colours.limits(values, values) == {"w": 4.0, "z": 2.0}
    assert colours.limit(np.array([[np.nan]])) == 0.0
