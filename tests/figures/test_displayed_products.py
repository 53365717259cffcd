"""Acceptance: each displayed product, worked out from the displayed operands, gives the displayed result and shape.

Everything is read from the HTML of the phase: numbers, signs, shapes, and which σ and cost its heading names.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest

from backprop_explorer.figures import colours
from backprop_explorer.figures.product.laid import Sheet
from backprop_explorer.figures.step import phase_panel
from backprop_explorer.lesson import notation as notation_module
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.phases import Phase

from ..engine.agreement import assert_agree
from ..lesson.by_hand import COST, sigma, sigma_prime
from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import PLACES, SHOWN, some
from .drawn import Drawn, name_of
from .html_tree import Element, numbers, read, shape

OF_ONE_BIAS = ", one per edge; for b, δ itself"
SIDES = re.compile(r"\(([^()×]+) × ([^()×]+)\)")


@dataclass
class Shown:
    """One operand as the page has it: its numbers, and the words of its two sides, "2 neurons", "[4 examples]"."""

    name: str
    data: str
    array: np.ndarray
    sides: tuple[str, str]
    result: bool

    def across(self, word: str) -> int:
        """The one side that counts these."""
        (side,) = [i for i, words in enumerate(self.sides) if word in words]
        return side

    @property
    def summed(self) -> int:
        (side,) = [i for i, words in enumerate(self.sides) if words.startswith("[")]
        return side


Parts = list[Shown | str]


def parts_of(line: Element) -> Parts:
    """The operands and signs of a line, its shapes line held against its tables."""
    drawn = Drawn(line)
    tables, signs = drawn.tables, [part for part in drawn.parts if isinstance(part, str)]
    sides = sides_of(line, [shape(table) for table in tables], signs)
    return [part if isinstance(part, str) else shown(drawn.work, part, sides.pop(0)) for part in drawn.parts]


def shown(work: Element, table: Element, sides: tuple[str, str]) -> Shown:
    """A table with the words of its sides."""
    array = numbers(table)
    assert array is not None and array.shape == shape(table)
    marked = any(table in list(figure.find("table")) for figure in work.find("figure", "result"))
    return Shown(name_of(work, table), table.attributes["data-operand"], array, sides, marked)


def sides_of(line: Element, shapes: list[tuple[int, int]], signs: list[str]) -> list[tuple[str, str]]:
    """The sides of every operand in the words of the shapes line, which has the shapes and signs of its parts."""
    caption = "".join(element.text for element in line.find("span", "caption"))
    text = line.one("div", "shapes").text.removeprefix(caption).removesuffix(OF_ONE_BIAS).strip()
    if text.endswith(", each"):
        sides = [tuple(text.removesuffix(", each").split(" × "))] * len(shapes)
    else:
        sides = SIDES.findall(text)
        assert SIDES.sub(" ", text).split() == " ".join(signs).split(), f"{text} has other signs than {signs}"
    counts = [tuple(int(side.strip("[]").split()[0]) for side in pair) for pair in sides]
    assert counts == shapes, f"{text} over tables of {shapes}"
    return [(first, second) for first, second in sides]


def work_out(parts: Parts, sigma_name: str, cost: str) -> tuple[np.ndarray, Shown]:
    """What stands left of "=" (or "we get"), read from left to right, and the operand right of it."""
    value: np.ndarray | None = None
    before: Shown | None = None
    sign, given = "", []
    for part in parts:
        if isinstance(part, str):
            if part.startswith("÷ "):
                value = value / float(part.removeprefix("÷ "))
            else:
                assert not sign, f"{sign} and {part} stand side by side"
                sign = part
            continue
        if sign == "we get":
            return costs(cost, *given), part
        if sign.endswith("="):
            assert part is parts[-1]
            return value, part
        given.append(part)
        value = combine(value, before, sign, part, sigma_name)
        before, sign = part, ""
    raise AssertionError("the line has no equals sign")


def combine(value: np.ndarray | None, before: Shown | None, sign: str, part: Shown, sigma_name: str) -> np.ndarray:
    """`value` and the next operand; side by side they are multiplied as matrices, over the marked sides."""
    if value is None:
        if sign == "Σ":
            return part.array.sum(axis=part.summed, keepdims=True)
        if sign in ("σ", "softmax"):
            standing = part.across("neuron") == 0
            return sigma(sigma_name, part.array) if standing else sigma(sigma_name, part.array.T).T
        assert sign in ("", "from")
        return part.array
    if sign == "":
        assert before.sides[1] == part.sides[0], f"{before.sides} times {part.sides}"
        assert before.sides[1].startswith("[") or not before.sides[1].strip("0123456789"), before.sides
        return value @ part.array
    if sign in ("⊙", "−"):
        assert value.shape == part.array.shape
    return {"+": np.add, "−": np.subtract, "⊙": np.multiply, "and": lambda left, right: left}[sign](value, part.array)


def costs(cost: str, a: Shown, y: Shown) -> np.ndarray:
    """C of each example, lying as the examples do."""
    assert a.sides == y.sides
    standing = a.across("neuron") == 0
    outputs, targets = (side.array if standing else side.array.T for side in (a, y))
    found = np.array([[COST[cost](p, t) for p, t in zip(outputs.T, targets.T, strict=True)]])
    return found if standing else found.T


class Reader:
    """Reads the panels of one page in order, and remembers what they have shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: dict[str, Shown] = {}
        self.sigmas: dict[str, str] = {}
        self.lines = 0
        self.biases_stay = False

    def read(self, phase: Phase) -> None:
        ends = colours.limits(self.page.values, phase.known)
        panel = read(phase_panel(self.page.equation(phase), self.page.sentences(phase), Sheet(ends)))
        heading = panel.one("div", "kicker").text
        named = re.search(r"activation: σ is ([\w-]+)", heading)
        cost = re.search(r"cost: ([\w-]+)", heading)
        self.biases_stay = "held fixed" in panel.text
        results = []
        for line in panel.find("div", "line"):
            parts = parts_of(line)
            operands = [part for part in parts if isinstance(part, Shown)]
            if any(isinstance(part, str) for part in parts):
                found, right = work_out(parts, named[1] if named else "", cost[1] if cost else "")
                assert found.shape == right.array.shape, f"{phase.id}: {right.name}"
                assert_agree(found, right.array, 1e-12, floor=1e-3, name=f"{phase.id}: {right.name}")
                self.lines += 1
            for operand in operands:
                self.remember(phase, operand)
            results += [operand.data for operand in operands if operand.result] + self.bias(phase, Drawn(line))
        assert results == [f"{name}-{layer}" for name, layer in self.results(phase)]
        if named:
            self.sigmas[f"{phase.layer}"] = named[1]

    def bias(self, phase: Phase, drawn: Drawn) -> list[str]:
        """∂C/∂b, which stands beside ∂C/∂w: the sum of δ over the examples, ÷ m, as the ones have worked it out."""
        table = drawn.table("ones-result")
        if table is None:
            return []
        found, key = numbers(table), table.attributes["data-operand"]
        left, right = numbers(drawn.table("left")), numbers(drawn.table("right"))
        column = "delta" in drawn.table("left").attributes["data-operand"]
        factor = 1 / self.page.trace.m if self.page.trace.network.reduction == "mean" else 1
        expected = factor * (left.sum(axis=1) if column else right.sum(axis=0))
        assert_agree(found.ravel(), expected, 1e-12, floor=1e-3, name=f"{phase.id}: ∂C/∂b")
        name = ("grad_b", phase.layer)
        assert found.shape == self.page.notation.display(name, self.page.values[name]).shape, phase.id
        self.seen[key] = Shown("∂C/∂b", key, found, ("", ""), True)
        self.lines += 1
        ones = drawn.table("ones")
        if ones is not None:  # with one example there is no corner
            product = left @ numbers(ones) if column else numbers(ones) @ right
            made = numbers(drawn.table("ones-made"))
            assert made.shape == product.shape and np.all(numbers(ones) == 1)
            assert_agree(made, product, 1e-12, floor=1e-3, name=f"{phase.id}: the sum of δ")
            assert_agree(factor * made.ravel(), found.ravel(), 1e-12, floor=1e-3, name=f"{phase.id}: ∂C/∂b")
        return [key]

    def results(self, phase: Phase) -> list[tuple[str, int]]:
        """The result of a phase in the order of its lines."""
        return [] if phase.id == "batch" else list(phase.result)

    def remember(self, phase: Phase, operand: Shown) -> None:
        """An operand is the same wherever it is shown, and what is worked out in passing is right."""
        name, _, layer = operand.data.partition("-")
        where = f"{phase.id}: {operand.data}"
        base = operand.data.removesuffix("-transposed")
        if base != operand.data and base in self.seen:
            assert np.array_equal(operand.array.T, self.seen[base].array), where
        if operand.data in self.seen and "example" not in operand.data:
            assert np.array_equal(operand.array, self.seen[operand.data].array), where
        if name == "sigma_prime":
            z = self.seen[f"z-{layer}"]
            assert [re.sub(" of layer .*", "", side) for side in operand.sides] == list(z.sides), where
            assert_agree(operand.array, sigma_prime(self.sigmas[layer], z.array), 1e-12, floor=1e-3, name=where)
        if name.startswith("change_"):
            rate = 0.0 if name == "change_b" and self.biases_stay else self.page.eta
            gradient = self.seen[f"grad_{name[-1]}-{layer}"].array
            assert_agree(operand.array, rate * gradient, 1e-12, floor=1e-9, name=where)
        if operand.data == "cost_gradient":
            self.check_slope(operand, where)
        self.seen[operand.data] = operand

    def check_slope(self, operand: Shown, where: str) -> None:
        """∇_a C_x is what its own name says: "a² − y", "2 (a² − y)", "(2/n) (a² − y)", where n counts the outputs."""
        twice, divided = operand.name.startswith(("2 (", "(2/n) (")), operand.name.startswith("(2/n)")
        depth = self.page.depth
        difference = self.seen[f"a-{depth}"].array - self.seen[f"y-{depth}"].array
        factor = (2 if twice else 1) / (self.page.trace.y.shape[0] if divided else 1)
        assert_agree(operand.array, factor * difference, 1e-12, floor=1e-3, name=where)


@pytest.mark.parametrize("notation", some(NOTATIONS, 5), ids=lambda n: f"{n.orientation}-{n.numbering}-{n.letters}")
@pytest.mark.parametrize("place", SHOWN)
def test_each_displayed_product_gives_the_displayed_result(place, notation):
    page = replace(Page.of(PLACES[place]), notation=notation)
    reader = Reader(page)
    for phase in page.phases:
        reader.read(phase)
    biased = sum(layer.b is not None for layer in page.trace.layers)
    # z, a, δ, ∂C/∂w of one example and of the batch, and the new w; ∂C/∂b and the new b; two lines of C.
    # Under softmax the error of one example stands before that of all.
    softmax = page.trace.layers[-1].activation.name == "softmax"
    assert reader.lines == 6 * page.depth + 2 * biased + 2 + softmax


@pytest.mark.parametrize("place", ["the sum over a batch", "softmax with the mean squared error", "no biases"])
@pytest.mark.parametrize("notation", NOTATIONS[::6], ids=lambda n: n.orientation)
def test_so_does_each_product_of_other_costs_and_networks(place, notation):
    reader = Reader(replace(Page.of(PLACES[place]), notation=notation))
    for phase in reader.page.phases:
        reader.read(phase)


class OfOneExample(Reader):
    """Reads a page that shows one example alone: what has a number for each example is that example's column."""

    def remember(self, phase: Phase, operand: Shown) -> None:
        name, _, layer = operand.data.partition("-")
        each = {"x", "y", "z", "a", "delta", "sigma_prime"}
        if name in each and phase.equation not in ("gradients", "update"):
            key = (name, int(layer))
            column = self.page.values[key][:, self.page.example : self.page.example + 1]
            assert np.array_equal(operand.array, self.page.notation.display(key, column)), f"{phase.id}: {operand.data}"
            assert "1 example" in operand.sides, operand.sides


@pytest.mark.parametrize("notation", NOTATIONS[::6], ids=lambda n: n.orientation)
@pytest.mark.parametrize("place", [*some(SHOWN, 2), "softmax with the mean squared error"])
def test_so_does_each_product_of_one_example_alone(place, notation):
    reader = OfOneExample(replace(Page.of(PLACES[place]), notation=notation, alone=True))
    for phase in reader.page.phases:
        reader.read(phase)
    assert reader.lines > 6 * reader.page.depth


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "xor-2-3-1", "three-classes"])
def test_a_fourth_orientation_is_one_entry_of_the_table(place, monkeypatch):
    fourth = {
        "w from-to": notation_module.Orientation("", frozenset({"w", "grad_w", "w_new"}))
    }  # w: a row for each input
    monkeypatch.setattr(notation_module, "ORIENTATIONS", {**notation_module.ORIENTATIONS, **fourth})
    page = replace(Page.of(PLACES[place]), notation=Notation("w from-to"))
    reader = Reader(page)
    for phase in page.phases:
        reader.read(phase)
    formula = page.equation(next(phase for phase in page.phases if phase.id == "z-1")).formulas[0]
    assert text(formula).startswith("z¹ = (w¹)ᵀ x")
    assert reader.lines > 6 * page.depth
