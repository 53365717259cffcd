"""Acceptance: an edge gives its chain rule, whose printed factors multiply and add to its printed result."""

import math
import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Network, backprop
from backprop_explorer.figures.chain import chain_panel
from backprop_explorer.figures.rounding import printed
from backprop_explorer.lesson.chain import chain
from backprop_explorer.lesson.chain.parts import Operation, Row, Step
from backprop_explorer.lesson.phases import Phase

from ..engine.cases import Case, cases, steady
from ..lesson.by_hand import SIGMA, SIGMA_PRIME
from ..lesson.pages import NOTATIONS, Page
from ..lesson.test_chain import chain_of, pen_of, selections
from ..scenario.cases import OR, PLACES, some
from .html_tree import Element, read

PLAIN = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


class Number:
    """A printed number: its value, and a unit of its last digit."""

    def __init__(self, text: str, power: int = 0) -> None:
        mantissa, _, raised = text.strip("() ").partition("·10")
        mantissa, raised = mantissa.translate(PLAIN), raised.translate(PLAIN)
        assert re.fullmatch(r"-?\d+(\.\d+)?", mantissa), text
        self.shift = power + int(raised or 0)
        self.value = Decimal(mantissa).scaleb(self.shift)
        self.unit = Decimal(1).scaleb(self.shift - len(mantissa.partition(".")[2]))
        self.digits = len(mantissa.strip("-").replace(".", "").lstrip("0"))


def assert_true_to_the_last_but_one(calculated: Decimal, shown: Number, what: str) -> None:
    """Less than one unit of the last but one digit lies between a printed result and what the printed numbers give."""
    assert abs(calculated - shown.value) < 10 * shown.unit, f"{what}: {calculated} is printed as {shown.value}"


def power_of(head: Element) -> int:
    """The power of ten above a column: "in 10⁻⁵"."""
    match = re.search(r" in 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$", head.text)
    return int(match[1].translate(PLAIN)) if match else 0


def added(table: Element, what: str) -> Number:
    """The printed sum of a table, whose rows are checked on the way; a table of one row is its own sum."""
    rows = list(table.find("tr"))
    heads = [head for head in rows[0].find("th") if head.attributes.get("class") not in ("sign", "who")]
    *powers, last = [power_of(head) for head in heads]
    arrow = any(sign.text == "→" for sign in rows[0].find("th", "sign"))
    products, total = [], None
    for row in (row for row in rows[1:] if row.attributes.get("class") != "called"):
        product = Number(row.one("td", "product").text, last)
        factors = [Number(cell.text, power) for cell, power in zip(row.find("td", "factor"), powers, strict=False)]
        if factors:
            made = math.prod(factor.value for factor in factors)
            made = Decimal(math.exp(factors[0].value)) if arrow else made
            assert_true_to_the_last_but_one(made, product, f"{what}: {row.text}")
        if row.attributes.get("class") == "total":
            total = product
        else:
            products.append(product)
    if total is None:
        (total,) = products
    assert_true_to_the_last_but_one(sum(product.value for product in products), total, f"{what}: {table.text}")
    assert len({product.unit for product in products}) == 1, "the points do not stand one below the other"
    return total


def assert_step_is_true_as_printed(step: Element) -> Number:
    """The printed numbers of one step multiply and add to its printed result."""
    value: Decimal | None = None
    tables = list(step.find("table"))
    if tables:
        total = added(tables[0], step.text)
        value = total.value
    sign, numbers = "", list(step.one("div", "line").find("span"))
    first = bool(tables)
    for part in numbers:
        classes = part.attributes.get("class", "").split()
        if "sign" in classes:
            sign = part.attributes.get("data-function", part.text)
        elif "number" in classes:
            shown = Number(part.one("b").text)
            if "result" in classes:
                assert value is None or sign in ("=", "")
                if value is not None:
                    assert_true_to_the_last_but_one(value, shown, step.text)
                return shown
            if first:
                assert shown.value == value, "the sum is printed twice, and differs"
                first = False
                continue
            value = combined(value, sign, shown.value)
    raise AssertionError("a step has no result")


def combined(value: Decimal | None, sign: str, operand: Decimal) -> Decimal:
    if value is None and sign == "":
        return operand
    if sign.endswith("′") or sign in SIGMA:
        function = SIGMA_PRIME[sign[:-1]] if sign.endswith("′") else SIGMA[sign]
        return Decimal(function(float(operand)))
    assert value is not None
    return {
        "+": lambda: value + operand,
        "−": lambda: value - operand,
        "×": lambda: value * operand,
        "÷": lambda: value / operand,
    }[sign]()


def panel(page: Page, text: str, phase: Phase | None = None) -> Element:
    return read(chain_panel(chain_of(page, text, phase), page.notation))


def assert_panel_is_true(page: Page, text: str) -> None:
    found = panel(page, text)
    steps = list(found.find("div", "step"))
    for step in steps:
        result = assert_step_is_true_as_printed(step)
    truth = chain_of(page, text).steps[-1].result
    assert abs(float(result.value) - truth) <= 0.51 * float(result.unit), text
    assert float(steps[-1].one("span", "result").one("b").attributes["data-value"]) == truth
    assert not list(found.find(data_matrix="")), "the name of a matrix belongs to All matrices"


@pytest.mark.parametrize("name", some(PLACES, 2))
def test_the_printed_factors_multiply_and_add_to_the_printed_result(name: str) -> None:
    page = Page.of(PLACES[name])
    for text in selections(page, most=2):
        assert_panel_is_true(page, text)


@steady(40)
@given(cases(most_examples=12), st.sampled_from(NOTATIONS))
def test_any_network_is_true_as_printed(case: Case, notation: object) -> None:
    page = Page.of_case(case, notation)  # type: ignore[arg-type]
    for text in selections(page, most=1):
        assert_panel_is_true(page, text)


@pytest.mark.parametrize("scale", [1e-60, 1e-7, 1e3, 1e50])
@pytest.mark.parametrize(
    ("output", "cost"), [("linear", "mean-squared-error"), ("softmax", "squared-error"), ("softmax", "cross-entropy")]
)
def test_tiny_and_huge_weights_are_true_as_printed(output: str, cost: str, scale: float) -> None:
    random = np.random.default_rng(1)
    weights = [random.standard_normal((2, 2)), scale * random.standard_normal((3, 2))]
    net = Network.build(weights, None, ["tanh", output], cost)
    x, y = random.standard_normal((2, 10)), np.eye(3)[:, random.integers(3, size=10)]
    trace = backprop(net, x, y)
    page = Page(trace, 0.5, NOTATIONS[0], 9)
    for text in selections(page, most=2):
        assert_panel_is_true(page, text)


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1e-4, 1.0, 3e5, 1e9, 1e150])
@pytest.mark.parametrize("seed", range(6))
def test_tiny_huge_and_cancelling_numbers_are_true_as_printed(size: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(2, 9))
    left, right = size * random.standard_normal(count), random.standard_normal(count)
    left *= 10.0 ** random.integers(-6, 1, count)
    if seed % 2:  # the last addend takes most of the others away
        right[-1] = -(left[:-1] @ right[:-1]) / left[-1] * (1 + 1e-5)
    products = left * right
    rows = tuple(Row(f"example {x + 1}", (left[x], right[x]), products[x]) for x in range(count))
    total = float(sum(products))
    step = Step("", "r", total / 3, (Operation("÷", 3.0, "m"),), ("p", "q"), "p q", rows, total)
    page = Page.of(OR)
    chosen = chain_of(page, "w-2-0-1")
    shown = read(chain_panel(replace(chosen, steps=(step,)), page.notation))
    result = assert_step_is_true_as_printed(next(shown.find("div", "step")))
    assert result.digits >= 8 - seed % 2, "digits are missing that a double still has"
    assert abs(float(result.value) - total / 3) <= 0.51 * float(result.unit)


def test_results_have_eight_digits() -> None:
    page = Page.of(OR)
    for text in ("w-2-0-1", "w-1-1-0", "delta-1-1-2", "a-1-0-3", "z-2-0-1", "b-1-1-0", "w_new-2-0-1", "cost-2-0-0"):
        result = list(panel(page, text).find("span", "result"))[-1].one("b").text
        assert Number(result).digits in range(7, 9), (text, result)


def test_nothing_is_printed_before_its_phase() -> None:
    page = Page.of(OR)
    found = panel(page, "w-1-0-0", next(phase for phase in page.phases if phase.id == "delta-1"))
    assert not list(found.find(data_value=""))
    assert "the phase “∂w¹ ∂b¹” computes it" in found.text
    assert "δ¹₁" in found.one("ul").text


def test_numbers_beyond_a_double_are_shown_as_such() -> None:
    """A last step whose update overflows still has its page."""
    page = Page.of(OR)
    wild = Page(page.trace, 1e308, page.notation, 0)
    with np.errstate(all="ignore"):
        found = panel(Page(page.trace, float("inf"), page.notation, 0), "w_new-2-0-0")
        assert "∞" in found.text
        assert panel(wild, "w_new-2-0-0").text


def test_a_step_is_rounded_with_no_more_digits_than_it_needs() -> None:
    chosen = chain(chain_of(Page.of(OR), "w-2-0-1").selection, pen_of(Page.of(OR)), Page.of(OR).phases[-1])
    shown = printed(chosen.steps[-1])
    assert [column.decimals for column in shown.factors] == [8, 8]
    assert shown.operations[0].texts == ("4",)
