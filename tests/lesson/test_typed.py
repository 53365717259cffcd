"""A typed calculation gives what it says, and its range is what the rounding of its numbers leaves."""

import math
import operator
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.predict.typed import Typed, Unreadable, read

from ..engine.cases import steady

SIGNS = {"+": operator.add, "−": operator.sub, "×": operator.mul, "/": operator.truediv}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
}

# A calculation as a tree: a number, (sign, left, right), (function, inside) or ("^", inside, whole power).
sizes = st.floats(1e-6, 3) | st.integers(0, 20).map(float)
leaves = st.builds(operator.mul, sizes, st.sampled_from((1.0, -1.0)))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(tuple(SIGNS)), inner, inner),
        st.tuples(st.sampled_from(tuple(FUNCTIONS)), inner),
        st.tuples(st.just("^"), inner, st.integers(1, 3)),
    ),
    max_leaves=6,
)


def exact(tree) -> float:
    match tree:
        case (sign, left, right) if sign in SIGNS:
            return SIGNS[sign](exact(left), exact(right))
        case ("^", inside, power):
            return exact(inside) ** power
        case (name, inside):
            return FUNCTIONS[name](exact(inside))
    return tree


def typed(tree) -> str:
    """The calculation with its numbers as the page prints them; every part stands in brackets."""
    match tree:
        case (sign, left, right) if sign in SIGNS:
            return f"({typed(left)}) {sign} ({typed(right)})"
        case ("^", inside, power):
            return f"({typed(inside)})^{power}"
        case (name, inside):
            return f"{name}({typed(inside)})"
    return number(tree)


@given(trees)
@steady(300)
def test_a_calculation_with_printed_numbers_stands_for_the_exact_result(tree):
    try:
        wanted, found = exact(tree), read(typed(tree))
    except (Unreadable, ArithmeticError, ValueError):
        assume(False)
    assert found.stands_for(wanted), f"{typed(tree)}: {found} for {wanted}"


@given(st.lists(st.floats(1e-3, 100), min_size=2, max_size=4), st.floats(0.01, 2))
@steady(200)
def test_a_product_of_printed_numbers_does_not_stand_for_a_number_one_percent_off(factors, off):
    found = read(" * ".join(map(number, factors)))
    exact_product = math.prod(factors)
    assert found.stands_for(exact_product)
    assert not found.stands_for(exact_product * (1 + off)) and not found.stands_for(exact_product / (1 + off))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−0.0209*−0.2272*0.1644", 0.000780650112),
        ("2 + 3 * 4", 14),
        ("2 * 3 + 4", 10),
        ("8 − 4 − 2", 2),
        ("8 / 4 / 2", 1),
        ("8 ÷ 4 · 2 × 3", 12),
        ("−2^2", -4),
        ("(−2)^2", 4),
        ("2^3^2", 512),
        ("2^−1", 0.5),
        ("2 * −3 − −4", -2),
        ("1/4", 0.25),
        ("0,5 * (1 − 0,5)", 0.25),
        ("1.5e-3 * 2", 0.003),
        ("1e−3 * 2", 0.002),
        (".5 + 5.", 5.5),
        ("1 / (1 + e^−0.35)", 1 / (1 + math.exp(-0.35))),
        ("exp(1) + ln(e) + tanh(0) + sigmoid(0) + relu(−2) + relu(2)", math.e + 1 + 0.5 + 2),
        ("  1+\t1 ", 2),
    ],
)
def test_the_signs_bind_as_they_do_in_school(text, value):
    assert read(text).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.125 * 2", 0.249, 0.251),  # the third digit may be rounded
        ("0.5 * 2", 0.995, 1.005),  # 0.5000: but a result is held to 3 digits only
        ("0.12 * 100", 11.95, 12.05),
        ("4 / 2", 1.995, 2.005),  # whole numbers are exact
        ("12345 * 2", 24640, 24740),
        ("0.5000 − 0.4900", 0.0099, 0.0101),  # each is off by up to half a unit
        ("−(0.5000 − 0.4900)", -0.0101, -0.0099),
        ("(0.500 − 0.5005)^2 + 3.000e−5", 2.9995e-5, 3.0005e-5 + 0.00105**2),  # the square may be that of 0
    ],
)
def test_the_range_comes_from_the_digits(text, low, high):
    found = read(text)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.5 * x", "After “0.5 *” a number or a bracket is needed, but “x” stands there."),
        ("0.5 0.2", "After “0.5” a sign such as + or *, or the end, is needed, but “0.2” stands there."),
        ("(1 + 2", "After “(1 + 2” a sign such as + or *, or “)”, is needed, but the text ends there."),
        ("1 + 2)", "After “1 + 2” a sign such as + or *, or the end, is needed, but “)” stands there."),
        ("* 2", "At the start a number or a bracket is needed, but “*” stands there."),
        ("2 *", "After “2 *” a number or a bracket is needed, but the text ends there."),
        ("exp 2", "After “exp” a number or a bracket is needed, but “2” stands there."),
        ("__import__('os')", "At the start a number or a bracket is needed, but “_” stands there."),
        ("0.5 − 0.4999", "The numbers in it nearly cancel, so fewer than two digits of the result are certain."),
        ("1 / (0.5 − 0.5)", "This divides by 0, or by a number that may be 0 as it is rounded."),
        ("ln(0 − 1)", "ln needs a number above 0."),
        ("(0 − 2)^0.5", "A number that may be 0 or negative is read with the powers 1 to 9 only."),
        ("9^9^9^9", "This number is too large to be read."),
        ("exp(exp(9))", "This number is too large to be read."),
        ("1" * 401, "This has 401 characters; at most 400 are read."),
        ("(" * 100 + "1" + ")" * 100, "This has more than 40 brackets and powers."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence_that_says_where(text, said):
    with pytest.raises(Unreadable) as error:
        read(text)
    assert str(error.value) == said


@given(st.text(max_size=60) | st.text("0123456789.,eE+-*/^() −×expln", max_size=60))
@steady(400)
def test_any_text_is_read_or_told(text):
    try:
        found = read(text)
    except Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert isinstance(found, Typed) and found.low <= found.value <= found.high
