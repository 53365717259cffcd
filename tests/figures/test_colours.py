import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures import colours

from ..engine.cases import steady

sizes = st.floats(0, 1e6)
ends = st.floats(1e-6, 1e6)
everything = st.floats(allow_nan=True, allow_infinity=True)


def tint(value: float, end: float) -> float:
    """The tint of a cell with this value."""
    return float(colours.tints(np.array([[value]]), end)[0][0])


@given(sizes, ends)
@steady(200)
def test_the_scale_is_symmetric_about_zero(size, end):
    assert colours.position(-size, end) == -colours.position(size, end)
    assert tint(-size, end) == -tint(size, end)


@given(st.floats(0.03, 5), ends)
@steady(200)
def test_plus_is_above_zero_and_minus_below(share, end):
    assert tint(share * end, end) > 0 > tint(-share * end, end)
    assert tint(0.0, end) == 0


@given(sizes, sizes, ends)
@steady(200)
def test_a_larger_number_never_has_a_fainter_colour(one, other, end):
    small, large = sorted((one, other))
    for sign in (1, -1):
        assert abs(tint(sign * small, end)) <= abs(tint(sign * large, end))


def test_the_end_of_the_scale_has_the_strongest_colour_and_a_tenth_of_it_one_of_its_own():
    assert [tint(share, 1.0) for share in (0.0, 0.1, 0.5, 1.0, 2.0)] == [0.0, 0.19, 0.55, 1.0, 1.0]


@given(everything, st.sampled_from((0.0, 1.0, 5e-324, 1e308)) | ends)
@steady(200)
def test_any_number_has_a_colour(value, end):
    assert -1 <= tint(value, end) <= 1
    assert -1 <= colours.position(value, end) <= 1


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
