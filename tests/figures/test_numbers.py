import math
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop_explorer.figures.numbers import PAD, POINT, grid, number, power, short

from ..engine.cases import steady

finite = st.floats(-1.79e308, 1.79e308)  # 1.7975e308 rounds to a number that no double holds
# As likely to be near a power of ten, where the number of decimals changes, as anywhere else.
near_powers = st.builds(
    lambda up, offset, sign: sign * 10.0**up * (1 + offset),
    st.integers(-12, 8),
    st.floats(-1e-3, 1e-3),
    st.sampled_from((-1.0, 1.0)),
)
values = finite | near_powers | st.floats(-20_000, 20_000)


def parsed(text: str) -> float:
    return float(text.replace("−", "-"))


@given(values)
@steady(400)
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
@steady(200)
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
@steady(200)
def test_only_the_very_small_and_the_very_large_are_scientific(value):
    scientific = "e" in number(value)
    assert scientific == (not 0.001 <= abs(value) < 9999.5)


def behind_the_point(text: str) -> int:
    """How many places stand behind the point, or behind where it would be."""
    whole = re.match(r"[−\d∞na]+", text)[0]
    return len(text) - len(whole)


@given(arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=values | st.just(0.0)))
@steady(150)
def test_the_points_of_a_column_stand_one_below_the_other(array):
    texts = grid(array)
    for column, printed in zip(array.T, zip(*texts, strict=True), strict=True):
        assert [text.rstrip(PAD + POINT) for text in printed] == [number(value) for value in column]
        assert len({behind_the_point(text) for text in printed}) == 1, printed


small = st.floats(-6.0, 2.0).map(lambda up: 10.0**up) | st.just(0.0)


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=small), st.sampled_from((1.0, -1.0)))
@steady(300)
def test_a_power_at_the_name_keeps_every_digit_and_leaves_none_in_the_cells(array, sign):
    array = sign * array
    up = power(array)
    texts = [[text.rstrip(PAD + POINT) for text in row] for row in grid(array, up)]
    for text, value in zip(np.ravel(texts), array.flat, strict=True):
        digits, expected = (t.split("e")[0].lstrip("−").replace(".", "").strip("0") for t in (text, number(value)))
        assert digits == expected and text.startswith("−") == (value < 0)
        assert parsed(text) * 10.0**up == pytest.approx(value, rel=5.1e-4)
    sizes = np.abs(array[array != 0])
    if up:
        assert not any("e" in text for text in np.ravel(texts)) and up % 3 == 0
        assert sizes.max() < 0.01 or any("e" in number(size) for size in sizes)
    elif any("e" in number(size) for size in sizes):
        assert sizes.max() / sizes.min() > 5e3, "one power would do"


@pytest.mark.parametrize(
    ("values", "up", "texts"),
    [
        ([0.02461, -0.002076, 3.896e-4], -3, ["24.61", "−2.076", "0.3896"]),
        ([-1.808e-3, 1.145e-5, -5.278e-6], -6, ["−1808", "11.45", "−5.278"]),
        ([0.1143, -0.01806], 0, ["0.1143", "−0.01806"]),
        ([0.0, 12_345.6], 3, ["0", "12.35"]),
        ([1e-9, 1.0], 0, ["1.000e−9", "1"]),
    ],
)
def test_a_power_is_chosen_as_a_teacher_would(values, up, texts):
    array = np.array([values]).T
    assert power(array) == up
    assert [row[0].rstrip(PAD + POINT) for row in grid(array, up)] == texts


@given(values.filter(lambda value: abs(value) < 1e300))
def test_a_short_number_is_true_to_its_first_digit_and_has_few_characters(value):
    text = short(value)
    assert abs(parsed(text) - value) <= 0.5 * abs(value) / (1 if "e" in text else 10) and len(text) <= 7


def test_a_grid_leaves_its_array_alone():
    array = np.array([[1.0, 0.5]])
    array.setflags(write=False)
    assert grid(array) == [["1", "0.5000"]]
