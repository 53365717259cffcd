"""Who calculates with the printed numbers is right, and who makes a classic slip is told which."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.notation import Key
from backprop_explorer.lesson.predict import Question, check
from backprop_explorer.lesson.predict.typed import Unreadable, read

from ..scenario.cases import PLACES, SHOWN
from .pages import NOTATIONS, Page
from .test_predict import asked, place_of, where

STEPS = (0, 1, 2, 7)


class Typist:
    """Writes down how a person would calculate one number, from what the page prints."""

    def __init__(self, page: Page, key: Key, j: int, c: int) -> None:
        self.page, self.key, self.j, self.c = page, key, j, c
        self.layer = page.trace.layers[key[1] - 1]
        self.m = page.trace.m
        self.mean = page.trace.network.reduction == "mean"

    def printed(self, name: str, layer: int, j: int, c: int) -> str:
        return number(self.page.values[name, layer][j, c])

    def below(self, k: int, x: int) -> str:
        return number(self.layer.a_prev[k, x])

    def right(self) -> str:
        return {
            "z": self.weighted_input,
            "a": self.output,
            "cost": self.cost,
            "delta": self.error,
            "grad_w": self.gradient,
            "grad_b": self.gradient,
            "w_new": self.step,
            "b_new": self.step,
        }[self.key[0]]()

    def slips(self) -> Iterator[tuple[str, str]]:
        """What is typed in a slip, and a part of the sentence that names it."""
        yield from {
            "z": self.weighted_input_slips,
            "a": self.output_slips,
            "cost": self.cost_slips,
            "delta": self.error_slips,
            "grad_w": self.gradient_slips,
            "grad_b": self.gradient_slips,
            "w_new": self.step_slips,
            "b_new": self.step_slips,
        }[self.key[0]]()
        yield f"−({self.right()})", "sign is wrong"

    def edges(self) -> list[str]:
        _, n_prev = self.layer.w.shape
        return [f"{number(self.layer.w[self.j, k])} * {self.below(k, self.c)}" for k in range(n_prev)]

    def weighted_input(self, sign: str = "+") -> str:
        bias = "" if self.layer.b is None else f" {sign} {number(self.layer.b[self.j, 0])}"
        return " + ".join(self.edges()) + bias

    def weighted_input_slips(self) -> Iterator[tuple[str, str]]:
        if self.layer.b is not None:
            yield " + ".join(self.edges()), "without the bias"
            yield self.weighted_input("−"), "subtracts the bias"
        yield self.edges()[0], "from number 1 alone"

    def output(self) -> str:
        z = [number(value) for value in self.layer.z[:, self.c]]
        own = z[self.j]
        return {
            "sigmoid": f"1 / (1 + e^(−({own})))",
            "tanh": f"tanh({own})",
            "relu": "0" if own.startswith("−") else own,
            "leaky-relu": f"0.1 * {own}" if own.startswith("−") else own,
            "linear": own,
            "softmax": f"exp({own}) / ({' + '.join(f'exp({value})' for value in z)})",
        }[self.layer.activation.name]

    def output_slips(self) -> Iterator[tuple[str, str]]:
        if self.layer.activation.name in ("sigmoid", "tanh"):
            yield number(self.layer.z[self.j, self.c]), "σ still has to be applied"
        if self.layer.activation.name == "sigmoid":
            yield f"{self.output()} * (1 − {self.output()})", "the slope"
        if self.layer.activation.name == "softmax":
            yield f"exp({number(self.layer.z[self.j, self.c])})", "e to the power of z"

    def cost(self, half: bool = True, divided: bool = True) -> str:
        name, (n, m) = self.page.trace.network.cost.name, self.layer.a.shape
        terms = []
        for x in range(m):
            for j in range(n):
                a, y = number(self.layer.a[j, x]), number(self.page.trace.y[j, x])
                logs = f"{y} * ln({a})"
                if name == "binary-cross-entropy" and y != "1":
                    logs = f"(1 − {y}) * ln(1 − {a})" + (f" + {logs}" if y != "0" else "")
                terms.append(f"(−1) * ({logs})" if "entropy" in name else f"({a} − {y})^2")
        share = {"quadratic": " / 2" if half else "", "mean-squared-error": f" / {n}"}.get(name, "")
        return f"({' + '.join(terms)}){share}" + (f" / {m}" if self.mean and divided else "")

    def cost_slips(self) -> Iterator[tuple[str, str]]:
        if self.mean and self.m > 1:
            yield self.cost(divided=False), "not yet divided"
        if self.page.trace.network.cost.name == "quadratic":
            yield self.cost(half=False), "½"

    def before(self) -> str:
        """The error before its slope."""
        (_, layer), j, c = self.key, self.j, self.c
        if layer < self.page.depth:
            above = self.page.trace.layers[layer]
            return " + ".join(f"{number(above.w[i, j])} * {number(above.delta[i, c])}" for i in range(len(above.w)))
        return self.off(j)

    def off(self, j: int) -> str:
        name = self.page.trace.network.cost.name
        factor = {"squared-error": "2 * ", "mean-squared-error": f"2 / {len(self.layer.a)} * "}.get(name, "")
        return f"{factor}({number(self.layer.a[j, self.c])} − {number(self.page.trace.y[j, self.c])})"

    def slope(self) -> str:
        a = number(self.layer.a[self.j, self.c])
        return {
            "sigmoid": f"{a} * (1 − {a})",
            "tanh": f"(1 − ({a})^2)",
            "relu": "1" if self.layer.z[self.j, self.c] > 0 else "0",
            "leaky-relu": "1" if self.layer.z[self.j, self.c] > 0 else "0.1",
            "linear": "1",
        }[self.layer.activation.name]

    @property
    def at_once(self) -> bool:
        """Whether δ is a − y."""
        return self.key[1] == self.page.depth and self.page.trace.network.cost.gradient is None

    def error(self) -> str:
        if self.at_once:
            return self.before()
        if self.layer.activation.name == "softmax":
            a = [number(value) for value in self.layer.a[:, self.c]]
            own = a[self.j]
            return " + ".join(
                f"{own} * (1 − {own}) * {self.off(i)}" if i == self.j else f"−{own} * {a[i]} * {self.off(i)}"
                for i in range(len(a))
            )
        return f"({self.before()}) * {self.slope()}"

    def error_slips(self) -> Iterator[tuple[str, str]]:
        if not self.at_once and self.layer.activation.name in ("sigmoid", "tanh"):
            yield self.before(), "leaves out the slope σ′"
            yield f"({self.before()}) * {number(self.layer.a[self.j, self.c])}", "multiplies by σ(z)"

    def examples(self) -> list[str]:
        deltas = [number(value) for value in self.layer.delta[self.j]]
        if self.key[0] == "grad_b":
            return deltas
        return [f"{delta} * {self.below(self.c, x)}" for x, delta in enumerate(deltas)]

    def gradient(self) -> str:
        return f"({' + '.join(self.examples())})" + (f" / {self.m}" if self.mean else "")

    def gradient_slips(self) -> Iterator[tuple[str, str]]:
        if self.m > 1:
            if self.mean:
                yield " + ".join(self.examples()), "not yet divided"
            yield f"({self.examples()[0]}) * 1", "part of example 1 alone"

    def moved(self, by: str) -> str:
        return f"{self.printed(self.key[0][0], self.key[1], self.j, self.c)} {by}"

    def step(self) -> str:
        if self.key[0] == "b_new" and not self.page.trace.network.train_biases:
            return self.moved("+ 0")
        return self.moved(f"− {number(self.page.eta)} * {self.slope_of_cost()}")

    def slope_of_cost(self) -> str:
        return self.printed(f"grad_{self.key[0][0]}", self.key[1], self.j, self.c)

    def step_slips(self) -> Iterator[tuple[str, str]]:
        if self.key[0] == "w_new" or self.page.trace.network.train_biases:
            yield self.moved(f"+ {number(self.page.eta)} * {self.slope_of_cost()}"), "goes along the gradient"
            if self.page.eta != 1:
                yield self.moved(f"− {self.slope_of_cost()}"), "leaves out η"


def pages(scenario, notation) -> Iterator[Page]:
    for step in STEPS:
        yield replace(Page.of(replace(scenario, step=step)), notation=notation)


def typists(page: Page) -> Iterator[tuple[Question, Typist]]:
    for _, question in asked(page):
        if question.kind != "value":
            continue
        if "will C be" in question.prompt:
            yield question, Typist(page, ("cost", page.depth), 0, 0)
            continue
        key, _ = place_of(page, question.prompt)
        if edge := re.search(r"to neuron (\d+) from \w+ (\d+)", question.prompt):
            yield question, Typist(page, key, int(edge[1]) - 1, int(edge[2]) - 1)
        elif bias := re.search(r"the bias of neuron (\d+)", question.prompt):
            yield question, Typist(page, key, int(bias[1]) - 1, 0)
        else:
            yield question, Typist(page, key, *where(page, key, question.prompt))


CASES = {**{name: PLACES[name] for name in SHOWN}, **{name: PLACES[name] for name in PLACES if name not in SHOWN}}


@pytest.mark.parametrize("notation", (NOTATIONS[0], NOTATIONS[-1]), ids=("columns", "torch"))
@pytest.mark.parametrize("place", CASES)
def test_a_calculation_with_the_printed_numbers_is_right(place, notation):
    count = 0
    for page in pages(CASES[place], notation):
        for question, typist in typists(page):
            verdict = check(question, typist.right())
            assert verdict.right, f"step {page.trace.step}, {question.prompt}\n{typist.right()}\n{verdict.message}"
            count += 1
    assert count >= len(STEPS)


@pytest.mark.parametrize("place", CASES)
def test_a_calculation_with_a_classic_slip_is_wrong_and_the_slip_is_named(place):
    ends: Counter[str] = Counter()
    for page in pages(CASES[place], NOTATIONS[0]):
        for question, typist in typists(page):
            for text, name in typist.slips():
                ends[judged(question, text, name)] += 1
    assert ends["named"] >= 0.8 * ends.total(), ends


def judged(question: Question, text: str, name: str) -> str:
    """How a slip ends: "named", or "another" that is nearer, or "no difference" where its number is the right one."""
    try:
        typed = read(text)
    except Unreadable:
        return "cancels"
    verdict = check(question, text)
    exact = float(question.answer)
    if verdict.right:
        # Nobody could tell them apart with the digits that are printed.
        assert abs(typed.value - exact) <= 0.05 * abs(exact), f"{question}: {text}"
        return "no difference"
    messages = [slip.message for slip in question.slips if typed.stands_for(slip.value)]
    assert any(name in message for message in messages), f"{question.prompt} {text} ({name}): {verdict.message}"
    return "named" if name in verdict.message else "another"
