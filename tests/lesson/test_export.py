import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Network, backprop, descend
from backprop_explorer.lesson.export import matrices_csv, matrices_json, phase_latex
from backprop_explorer.lesson.marks import Sign
from backprop_explorer.lesson.notation import Notation

from ..engine.cases import cases, steady
from ..scenario.cases import PLACES
from .pages import NOTATIONS, Page

pages = st.builds(Page.of_case, cases(), st.sampled_from(NOTATIONS))


# --- files of numbers -------------------------------------------------------------------------------


def from_json(text: str) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """The head, and every matrix with columns as examples, turned by what its rows are said to count."""
    head = json.loads(text)
    matrices = {}
    for key, found in head.pop("matrices").items():
        values = np.array(found["values"])
        assert list(values.shape) == found["shape"]
        matrices[key] = in_columns(key, values, found["rows"], found["columns"])
    return head, matrices


def from_csv(text: str) -> tuple[dict[str, list[str]], dict[str, np.ndarray]]:
    """The same from CSV."""
    first, *blocks = [list(csv.reader(io.StringIO(block))) for block in text.split("\n\n")]
    matrices = {}
    for (key, _, rows, columns), *values in blocks:
        numbers = np.array([[float(value) for value in row] for row in values])
        matrices[key] = in_columns(key, numbers, rows.removeprefix("rows: "), columns.removeprefix("columns: "))
    return {name: values for name, *values in first}, matrices


def in_columns(key: str, values: np.ndarray, rows: str, columns: str) -> np.ndarray:
    """`values` with one row per neuron (or per input, of x)."""
    for axis, size in zip((rows, columns), values.shape, strict=True):
        assert axis.split()[0] == str(size), f"{key}: {axis} against {values.shape}"
    of = "input" if key == "x-0" else "neuron"
    assert (of in rows) != (of in columns), f"{key}: {rows} × {columns}"
    return values if of in rows else values.T


def assert_exported(page: Page, matrices: dict[str, np.ndarray]) -> None:
    """The engine makes every exported matrix, to the last bit, from the exported data and parameters alone."""
    depth = page.depth
    biases = [matrices[f"b-{n}"] if f"b-{n}" in matrices else None for n in range(1, depth + 1)]
    names = [layer.activation.name for layer in page.trace.layers]
    net = page.trace.network
    weights = [matrices[f"w-{n}"] for n in range(1, depth + 1)]
    rebuilt = Network.build(weights, biases, names, net.cost.name, net.reduction, net.train_biases)
    trace = backprop(rebuilt, matrices["x-0"], matrices[f"y-{depth}"])
    after = descend(rebuilt, trace, page.eta)
    expected = {"x-0": page.trace.x, f"y-{depth}": page.trace.y}
    for n, (layer, new) in enumerate(zip(trace.layers, after.layers, strict=True), start=1):
        for name in ("w", "b", "z", "a", "sigma_prime", "delta", "grad_w", "grad_b"):
            expected[f"{name}-{n}"] = getattr(layer, name)
        expected |= {f"w_new-{n}": new.w, f"b_new-{n}": new.b}
    expected = {key: array for key, array in expected.items() if array is not None}
    assert set(matrices) == set(expected)
    for key, array in expected.items():
        assert np.array_equal(matrices[key], array), key


@pytest.mark.parametrize("place", PLACES)
def test_from_the_files_of_any_place_the_engine_makes_the_same_numbers_again(place):
    page = Page.of(PLACES[place])
    # A run holds the same numbers as a fresh pass from the same data: only the files are between the two.
    fresh = replace(page, trace=backprop(page.trace.network, page.trace.x, page.trace.y))
    for read, write in ((from_json, matrices_json), (from_csv, matrices_csv)):
        assert_exported(page, read(write(fresh.trace, page.eta, page.notation))[1])


@given(pages)
@steady(60)
def test_from_the_files_of_any_network_the_engine_makes_the_same_numbers_again(page: Page):
    for read, write in ((from_json, matrices_json), (from_csv, matrices_csv)):
        assert_exported(page, read(write(page.trace, page.eta, page.notation))[1])


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_the_head_says_how_the_matrices_lie_and_which_mini_batch_they_are_of(notation):
    page = replace(Page.of(PLACES["a smaller last batch"]), notation=notation)
    head, _ = from_json(matrices_json(page.trace, page.eta, notation))
    lines, _ = from_csv(matrices_csv(page.trace, page.eta, notation))
    assert {name: head[name] for name in ("orientation", "numbering", "letters")} == {
        "orientation": notation.orientation,
        "numbering": notation.numbering,
        "letters": notation.letters,
    }
    assert head["first_computing_layer_is"] == {"zero": 1, "one": 2, "question": 0}[notation.numbering]
    assert (head["step"], head["eta"], head["cost"], head["reduction"]) == (7, 0.3, "cross-entropy", "mean")
    assert head["C"] == page.trace.cost and head["C_x"] == page.trace.example_costs.tolist()
    assert head["examples"] == list(page.trace.indices) and len(head["examples"]) == page.trace.m
    assert set(lines) == set(head)
    for name, value in head.items():
        assert lines[name] == [str(part) for part in (value if isinstance(value, list) else [value])]


def test_the_files_show_matrices_as_the_page_does():
    page = Page.of(PLACES["or-gate-2-2-1"])
    found = json.loads(matrices_json(page.trace, 3.0, Notation("rows", "question", "code")))["matrices"]["delta-2"]
    assert (found["name"], found["shape"], found["rows"], found["columns"]) == (
        "dZ¹",
        [4, 1],
        "4 examples",
        "1 neuron",
    )
    assert "delta-2,δ²,rows: 1 neuron,columns: 4 examples\n0.1142789" in matrices_csv(page.trace, 3.0, Notation())


def test_a_number_beyond_float64_is_written_as_a_word():
    page = Page.of(PLACES["or-gate-2-2-1"])
    values = json.loads(matrices_json(page.trace, 1e308 * 10, Notation()))["matrices"]["w_new-2"]["values"]
    assert values == [["-inf", "-inf"]]
    assert "\n-inf,-inf\n" in matrices_csv(page.trace, 1e308 * 10, Notation())


# --- LaTeX ------------------------------------------------------------------------------------------

# What LaTeX itself and amsmath define, as far as it is used.
COMMANDS = set(
    "setcounter begin end tfrac frac textstyle sum partial mathsf delta sigma odot left right ln nabla operatorname "
    "text eta cdot div underset times cdots vdots ddots".split()
)
NUMBER = re.compile(r"(-?[\d.]+)(?: \\cdot 10\^\{(-?\d+)\})?")


SIGNS = {
    **{sign: sign for sign in ("=", "+")},
    **{"−": "-", "⊙": r"\odot", "σ": r"\sigma", "softmax": r"\operatorname{softmax}", "Σ": r"\textstyle\sum_x"},
    **{"· 1 =": r"\cdot 1 =", **{word: rf"\text{{{word}}}" for word in ("from", "and", "we get")}},
}


def assert_sound(latex: str) -> None:
    """ASCII but for comments, known commands alone, and every brace and environment closed in its order."""
    body = "\n".join(line for line in latex.split("\n") if not line.startswith("%"))
    assert body.isascii(), [c for c in body if not c.isascii()]
    assert set(re.findall(r"\\([A-Za-z]+)", body)) <= COMMANDS
    open_ones = []
    for opened, closed, brace in re.findall(r"\\begin\{(\w+\*?)\}|\\end\{(\w+\*?)\}|(?<!\\)([{}])", body):
        if opened or brace == "{":
            open_ones.append(opened or "}")
        else:
            assert open_ones.pop() == (closed or brace), body
    assert open_ones == []
    widest = max((row.count("&") + 1 for grid in grids(body) for row in grid.split(r"\\")), default=1)
    allowed = re.search(r"\\setcounter\{MaxMatrixCols\}\{(\d+)\}", body)
    assert widest <= (int(allowed[1]) if allowed else 10)


def grids(latex: str) -> list[str]:
    """The insides of all matrices."""
    return re.findall(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", latex)


def signs(row: str) -> list[str]:
    """What stands on lines of its own between the matrices of one row."""
    return [line.strip() for line in row.split("\n") if line.startswith("  ") and r"\underset" not in line]


def value(cell: str) -> float:
    """The number in a cell; NaN for dots."""
    found = NUMBER.fullmatch(cell.strip())
    if found is None:
        assert cell.strip() in (r"\cdots", r"\vdots", r"\ddots"), cell
        return np.nan
    return float(found[1]) * 10.0 ** int(found[2] or 0)


def assert_written(page: Page) -> None:
    """Each phase has its symbols, and its matrices in order with 4 significant digits and their shapes."""
    for phase in page.phases:
        equation = page.equation(phase)
        latex = phase_latex(equation)
        assert_sound(latex)
        assert equation.label in latex
        assert latex.count("&=") >= sum(Sign("=") in formula for formula in equation.formulas)
        for line, row in zip(equation.lines, latex.split("\\\\[2ex]\n")[-len(equation.lines) :], strict=True):
            parts = [part for part in line.parts if isinstance(part, str)]
            expected = [SIGNS.get(part) or part.replace("÷", r"\div") for part in parts]
            assert [sign.replace("{ ", "{").replace(" }", "}") for sign in signs(row)] == expected, phase.id
            assert line.caption in row
        operands = [(operand, line.bare) for line in equation.lines for operand in line.operands]
        shapes = [
            rf"{f.size} \times {s.size}" if bare else rf"\text{{{f}}} \times \text{{{s}}}"
            for (f, s), bare in ((operand.axes, bare) for operand, bare in operands)
        ]
        assert re.findall(r"\\underset\{(.*)\}\{\\begin\{pmatrix\}", latex) == shapes
        for grid, (operand, _) in zip(grids(latex), operands, strict=True):
            found = np.array([[value(cell) for cell in row.split("&")] for row in grid.split(r"\\")])
            height, width = (n if n <= 12 else 6 for n in operand.array.shape)
            assert found.shape == tuple(n if n <= 12 else 7 for n in operand.array.shape)
            shown = operand.array[:height, :width]
            assert np.allclose(found[:height, :width], shown, rtol=5.01e-4, atol=0), f"{phase.id}: {operand.name}"
            assert np.isnan(found[height:]).all() and np.isnan(found[:, width:]).all()


@pytest.mark.parametrize("place", PLACES)
def test_every_phase_of_any_place_is_written_in_sound_latex(place):
    assert_written(Page.of(PLACES[place]))


@given(pages)
@steady(60)
def test_every_phase_of_any_network_is_written_in_sound_latex(page: Page):
    assert_written(page)


def test_more_columns_than_amsmath_allows_are_asked_for():
    page = Page.of(replace(PLACES["three-classes"], batch_size=12))
    assert_written(page)
    assert all(r"\setcounter{MaxMatrixCols}{12}" in phase_latex(page.equation(phase)) for phase in page.phases[:3])


def test_the_error_of_mazurs_example_reads_like_this():
    formula = (
        r"\delta^{2} &= \frac{\partial C_{x}}{\partial z^{2}} = \nabla_{a}C_{x} \odot \sigma'\left(z^{2}\right)"
        r" = \left(a^{2} - y\right) \odot \sigma'\left(z^{2}\right) \\[2ex]"
    )
    page = Page.of(PLACES["mazur-2-2-2"])
    phase = next(phase for phase in page.phases if phase.id == "delta-2")
    assert phase_latex(page.equation(phase)) == (
        r"""% BP1 · the error of the output layer
% \usepackage{amsmath} goes into the preamble.
\begin{align*}
FORMULA
&
  \underset{\text{2 neurons} \times \text{1 example}}{\begin{pmatrix} 0.7414 \\ -0.2171 \end{pmatrix}}
  \odot
  \underset{\text{2 neurons} \times \text{1 example}}{\begin{pmatrix} 0.1868 \\ 0.1755 \end{pmatrix}}
  =
  \underset{\text{2 neurons} \times \text{1 example}}{\begin{pmatrix} 0.1385 \\ -0.03810 \end{pmatrix}}
\end{align*}
""".replace("FORMULA", formula)
    )
