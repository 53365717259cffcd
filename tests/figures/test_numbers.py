import math
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop_explorer.figures.numbers import PAD, grid, number

from ..engine.cases import steady

finite = st.floats(-1.79e308, 1.79e308)  # 1.7975e308 rounds to a number that no double holds
# As likely to be near a power of ten, where the number of decimals changes, as anywhere else.
near_powers = st.builds(
    lambda power, offset, sign: sign * 10.0**power * (1 + offset),
    st.integers(-12, 8),
    st.floats(-1e-3, 1e-3),
    st.sampled_from((-1.0, 1.0)),
)
values = finite | near_powers | st.floats(-20_000, 20_000)


def parsed(text: str) -> float:
    return float(text.replace("−", "-"))


@given(values)
@settings(steady, max_examples=400)
@example(9.9996)
@example(0.99996)
@example(9999.49)
@example(0.00099999)
@example(99999.7)
def test_a_number_is_printed_to_four_significant_digits_or_exactly(value):
    text = number(value)
    assert abs(parsed(text) - value) <= 5e-4 * abs(value)
    mantissa = text.lstrip("−").split("e")[0]
    digits = mantissa.replace(".", "").lstrip("0")
    whole = value == int(value) and abs(value) < 100_000
    assert parsed(text) == value if whole else len(digits) == 4, text


@given(values)
@settings(steady, max_examples=200)
def test_minus_is_a_true_minus_and_stands_only_before_what_is_below_zero(value):
    text = number(value)
    assert "-" not in text.split("e")[0]
    assert text.startswith("−") == (value < 0)
    assert "-" not in text, "the exponent has a hyphen"
    assert number(-value).lstrip("−") == text.lstrip("−")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-3.0, "−3"),
        (0.09582875012647524, "0.09583"),
        (-0.018064095127286918, "−0.01806"),
        (0.0005176708093930965, "5.177e−4"),
        (0.001, "0.001000"),
        (12.34567, "12.35"),
        (1234.5678, "1235"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_printed_as_a_learner_would_write_it(value, text):
    assert number(value) == text


@given(finite.filter(lambda value: value and not (abs(value) < 100_000 and value == int(value))))
@settings(steady, max_examples=200)
def test_only_the_very_small_and_the_very_large_are_scientific(value):
    scientific = "e" in number(value)
    assert scientific == (not 0.001 <= abs(value) < 9999.5)


def behind_the_point(text: str) -> int:
    """How many places stand behind the point, or behind where it would be."""
    whole = re.match(r"[−\d∞na]+", text)[0]
    return len(text) - len(whole)


@given(arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=values | st.just(0.0)))
@settings(steady, max_examples=150)
def test_the_points_of_a_column_stand_one_below_the_other(array):
    texts = grid(array)
    for column, printed in zip(array.T, zip(*texts, strict=True), strict=True):
        assert [text.rstrip(PAD) for text in printed] == [number(value) for value in column]
        assert len({behind_the_point(text) for text in printed}) == 1, printed


def test_a_grid_leaves_its_array_alone():
    array = np.array([[1.0, 0.5]])
    array.setflags(write=False)
    assert grid(array) == [["1", "0.5000"]]
