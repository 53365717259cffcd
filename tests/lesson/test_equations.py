import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import descend
from backprop_explorer.lesson.notation import Key
from backprop_explorer.lesson.operands import Line, Operand
from backprop_explorer.lesson.phases import Phase

from ..engine.agreement import assert_agree
from ..engine.cases import cases, steady
from ..scenario.cases import PLACES
from .by_hand import COST, COST_SLOPE, read_off, sigma, sigma_prime, softmax
from .pages import NOTATIONS, Page, rule_pages

pages = st.builds(Page.of_case, cases(), st.sampled_from(NOTATIONS))


def in_columns(page: Page, key: Key, operand: Operand) -> np.ndarray:
    """What an operand shows, with columns as examples."""
    return operand.array.T if page.notation.turned(key[0]) else operand.array


def assert_lines_add_up(page: Page, tolerance: float = 1e-12) -> None:
    """Every line with an equals sign, worked out from the numbers displayed left of it, gives those right of it."""
    for phase in page.phases:
        name = page.trace.layers[phase.layer - 1].activation.name
        turned = page.notation.turned("z")

        def activate(shown: np.ndarray, name: str = name, turned: bool = turned) -> np.ndarray:
            return sigma(name, shown.T).T if turned else sigma(name, shown)

        for line in page.equation(phase).lines:
            if line.parts[-2:-1] not in [(), ("we get",)]:
                found, shown = read_off(line, activate)
                assert_agree(found, shown.array, tolerance, floor=1e-3, name=f"{phase.id}: {shown.name}")


def assert_shown_is_computed(page: Page) -> None:
    """Every operand that bears the name of a quantity has its very numbers, turned or cut as its name says."""
    seen = set()
    for phase in page.phases:
        for operand in (operand for line in page.equation(phase).lines for operand in line.operands):
            rows, columns = operand.array.shape
            assert (operand.axes[0].size, operand.axes[1].size) == (rows, columns), f"{phase.id}: {operand.data}"
            if (promised := promise(page, operand.place)) is not None:
                assert np.array_equal(operand.array, promised), f"{phase.id}: {operand.data}"
                seen.add(operand.data.split("-")[0])
    assert {"x", "y", "w", "z", "a", "delta", "grad_w", "w_new", "change_w", "example_cost", "cost"} <= seen


def promise(page: Page, data: str) -> np.ndarray | None:
    """The numbers that an operand called `data` has to show, straight from the trace; None for other names."""
    named = re.fullmatch(r"(\w+)-(\d+)(-example)?(-transposed)?", data)
    if named is None or named[1] == "jacobian":
        return None
    name, layer, one, transposed = named[1], int(named[2]), named[3], named[4]
    if name in ("cost", "example_cost"):
        array = np.array([[page.trace.cost]] if name == "cost" else [page.trace.example_costs])
    elif layer == 0 or name == "y":
        array = getattr(page.trace, name)
    else:
        array = of_layer(page, name, layer, page.example if one else None)
    if one and name in ("x", "y", "z", "a", "delta"):
        array = array[:, page.example : page.example + 1]
    shown = array.T if page.notation.turned(name.replace("change", "grad")) else array
    return shown.T if transposed else shown


def of_layer(page: Page, name: str, layer: int, example: int | None) -> np.ndarray:
    """One matrix of a layer, or what one example gives to a gradient."""
    views, after = page.trace.layers[layer - 1], descend(page.trace.network, page.trace, page.eta).layers[layer - 1]
    if name in ("w_new", "b_new"):
        return getattr(after, name[0])
    if name in ("change_w", "change_b"):
        moves = name == "change_w" or page.trace.network.train_biases
        return page.eta * getattr(views, f"grad_{name[-1]}") * (1.0 if moves else 0.0)
    if example is not None and name.startswith("grad_"):
        delta, below = views.delta[:, [example]], views.a_prev[:, [example]]
        return delta * below.T if name == "grad_w" else delta
    return getattr(views, name)


def operand_of(lines: tuple[Line, ...], data: str) -> Operand | None:
    return next((operand for line in lines for operand in line.operands if operand.place == data), None)


def phase_of(page: Page, identity: str) -> Phase:
    return next(phase for phase in page.phases if phase.id == identity)


@pytest.mark.parametrize("place", PLACES)
def test_the_displayed_operands_of_every_line_give_its_displayed_result(place):
    assert_lines_add_up(Page.of(PLACES[place]))


@given(pages)
@steady(80)
def test_the_lines_of_any_network_add_up(page: Page):
    assert_lines_add_up(page)


@given(rule_pages())
@steady(80)
def test_the_lines_of_any_update_rule_add_up(page: Page):
    assert_lines_add_up(page, tolerance=1e-5)  # 1 − β₂ᵗ is shown with 6 digits


@pytest.mark.parametrize("place", PLACES)
def test_every_operand_has_the_numbers_of_the_trace(place):
    assert_shown_is_computed(Page.of(PLACES[place]))


@given(pages)
@steady(60)
def test_every_operand_of_any_network_has_the_numbers_of_the_trace(page: Page):
    assert_shown_is_computed(page)


@given(pages)
@steady(80)
def test_the_slope_and_the_cost_gradient_that_make_up_an_error_are_right(page: Page):
    cost = page.trace.network.cost.name
    for layer in range(1, page.depth + 1):
        lines = page.equation(phase_of(page, f"delta-{layer}")).lines
        views = page.trace.layers[layer - 1]
        prime = operand_of(lines, f"sigma_prime-{layer}")
        if prime is not None:
            found = in_columns(page, ("sigma_prime", layer), prime)
            assert_agree(found, sigma_prime(views.activation.name, views.z), 1e-12, floor=1e-3, name="σ′")
        gradient = operand_of(lines, "cost_gradient")
        if gradient is not None:
            expected = np.transpose([COST_SLOPE[cost](a, y) for a, y in zip(views.a.T, page.trace.y.T, strict=True)])
            assert_agree(in_columns(page, ("delta", layer), gradient), expected, 1e-12, floor=1e-9, name="∇C")
        jacobian = operand_of(lines, f"jacobian-{layer}") or operand_of(lines, f"jacobian-{layer}-transposed")
        if jacobian is not None:
            z, h = views.z[:, page.example], 1e-5
            steps = h * np.eye(len(z))
            moved = [(softmax(z + step) - softmax(z - step)) / (2 * h) for step in steps]  # row i: ∂a/∂z_i
            assert_agree(jacobian.array, np.array(moved), 1e-8, floor=1e-3, name="Jᵀ")


@given(pages)
@steady(80)
def test_each_example_costs_what_its_displayed_outputs_and_targets_say(page: Page):
    lines = page.equation(phase_of(page, "cost")).lines
    last = page.depth
    a = in_columns(page, ("a", last), operand_of(lines, f"a-{last}"))
    y = in_columns(page, ("y", last), operand_of(lines, f"y-{last}"))
    expected = [COST[page.trace.network.cost.name](p, t) for p, t in zip(a.T, y.T, strict=True)]
    assert_agree(
        in_columns(page, ("example_cost", last), operand_of(lines, f"example_cost-{last}")),
        [expected],
        1e-10,
        floor=1e-3,
        name="C_x",
    )


# --- the lines of NumPy -----------------------------------------------------------------------------


def rows_of(turned: bool, function):
    """A function of column vectors, for whole matrices that may hold one example a row."""
    return lambda z: function(z.T).T if turned else function(z)


def run_the_code(page: Page) -> dict[str, np.ndarray]:
    """The names that the page's code leaves behind, phase after phase, begun with the parameters and the data."""
    names = {"np": np, "log": np.log}
    turned = page.notation.turned("z")
    for layer in page.trace.layers:
        name = layer.activation.name
        code = name.replace("-", "_")
        names[code] = rows_of(turned, lambda z, name=name: sigma(name, z))
        if name != "softmax":
            names[f"{code}_prime"] = rows_of(turned, lambda z, name=name: sigma_prime(name, z))
    for key in [("x", 0), ("y", page.depth), *((p, n) for n in range(1, page.depth + 1) for p in "wb")]:
        if key in page.values:
            names[page.notation.code(key)] = page.notation.display(key, page.values[key]).copy()
    names["batch"] = names[page.notation.code(("x", 0))], names[page.notation.code(("y", page.depth))]
    for phase in page.phases:
        for line in page.equation(phase).code:
            exec(line, names)
    return names


plain = st.builds(
    Page.of_case,
    cases().filter(lambda case: not ("softmax" in case.parts["activations"] and "cross" not in case.parts["cost"])),
    st.sampled_from(NOTATIONS),
)


@given(plain)
@steady(60)
def test_the_code_of_all_phases_run_from_the_top_gives_the_numbers_of_the_page(page: Page):
    names = run_the_code(page)
    for key in page.phases[-1].known - {("cost", page.depth)}:
        if key[0] not in ("w", "b", "w_new", "b_new"):
            expected = page.notation.display(key, page.values[key])
            if key[0] == "example_cost":  # a flat list in code
                expected = expected.ravel()
            assert_agree(names[page.notation.code(key)], expected, 1e-9, floor=1e-3, name=str(key))
    new = page.notation.display(("w", page.depth), page.values["w_new", page.depth])
    assert_agree(names[page.notation.code(("w", page.depth))], new, 1e-9, name="the new weights")
    assert names["C"] == pytest.approx(page.trace.cost, rel=1e-9, abs=1e-12)


def test_the_code_of_softmax_with_a_squared_cost_gives_its_error_example_by_example():
    page = Page.of(PLACES["softmax with the quadratic cost"])
    output, last = page.trace.layers[-1], page.depth
    names = {
        "np": np,
        "gradient": output.a - page.trace.y,
        page.notation.code(("delta", last)): np.zeros_like(output.a),
    }
    for x in range(page.trace.m):
        names |= {"x": x, "a_x": output.a[:, x]}
        for line in page.equation(phase_of(page, f"delta-{last}")).code:
            exec(line, names)
    assert_agree(names[page.notation.code(("delta", last))], output.delta, 1e-12, name="δ")


@pytest.mark.parametrize("eta", [3.0, 0.1, 0.12345678, 1234567.0])
def test_the_code_of_the_update_learns_at_the_rate_of_the_page(eta):
    page = replace(Page.of(PLACES["or-gate-2-2-1"]), eta=eta)
    moved = run_the_code(page)[page.notation.code(("w", 2))] - page.trace.layers[1].w
    assert_agree(moved, -eta * page.trace.layers[1].grad_w, 1e-9, name="the change of w²")
