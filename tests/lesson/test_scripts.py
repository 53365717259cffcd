import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Network, backprop
from backprop_explorer.lesson.export import numpy_script, torch_script
from backprop_explorer.lesson.notation import Notation

from ..engine.agreement import assert_agree
from ..engine.cases import Case, cases, steady
from ..scenario.cases import PLACES, SHOWN
from .bare import Interpreter, imported_by, interpreter, read_back
from .pages import NOTATIONS, Page, rule_pages

both = pytest.mark.parametrize("write", [numpy_script, torch_script], ids=["NumPy", "PyTorch"])


@pytest.fixture(scope="module")
def bare():
    with interpreter() as running:
        yield running


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Any network and notation; some train no biases."""
    case = draw(cases())
    frozen = Case(case.parts | {"train_biases": draw(st.booleans())}, case.x, case.y)
    eta = draw(st.sampled_from((0.75, 3.0, 0.1, 1e-5, 123456.789)))
    return Page.of_case(frozen, draw(st.sampled_from(NOTATIONS)), eta)


def assert_prints_the_page(page: Page, printed: dict[str, object]) -> None:
    """Every z, a, δ, gradient and new parameter under its displayed name, as it is displayed, and the cost."""
    expected = {
        page.notation.code(key): page.notation.display(key, array)
        for key, array in page.values.items()
        if key[0] not in ("x", "y", "w", "b", "sigma_prime", "example_cost", "cost", "total_cost")
        and key[0].removesuffix("_w").removesuffix("_b") not in page.trace.rule.state  # given, not computed
    }
    total = {"C_total"} & set(printed)
    assert set(printed) == {*expected, "C", "C_x", *total} and bool(total) == bool(page.trace.network.l2)
    if total:
        assert_agree(printed["C_total"], page.trace.cost + page.trace.penalty, 1e-12, floor=1e-3, name="C_total")
    for name, array in expected.items():
        assert_agree(printed[name], array, 1e-12, name=name)
    assert_agree(printed["C_x"], page.trace.example_costs, 1e-12, floor=1e-3, name="C_x")
    assert_agree(printed["C"], page.trace.cost, 1e-12, floor=1e-3, name="C")


def run(bare: Interpreter, write, page: Page) -> dict[str, object]:
    return bare.run(write(page.trace, page.eta, page.notation))


@both
@pytest.mark.parametrize("name", SHOWN)
def test_a_script_prints_the_numbers_of_every_preset_in_every_notation(bare, name, write):
    for notation in NOTATIONS:
        page = replace(Page.of(PLACES[name]), notation=notation)
        assert_prints_the_page(page, run(bare, write, page))


@both
@pytest.mark.parametrize("place", [place for place in PLACES if place not in SHOWN])
def test_a_script_prints_the_numbers_of_places_that_no_preset_shows(bare, place, write):
    page = Page.of(PLACES[place])
    assert_prints_the_page(page, run(bare, write, page))


@both
@given(page=pages())
@steady(100)
def test_a_script_prints_the_numbers_of_any_network_in_any_notation(bare, write, page):
    assert_prints_the_page(page, run(bare, write, page))


@both
@given(page=rule_pages())
@steady(100)
def test_a_script_prints_the_numbers_of_every_update_rule(bare, write, page):
    assert_prints_the_page(page, run(bare, write, page))


@both
@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "linear"])
def test_at_a_corner_a_script_takes_the_slope_that_the_page_takes(bare, write, activation):
    net = Network.build([[[1.0], [0.0]], [[1.0, 2.0]]], [[0.0, 0.0], [0.0]], activation)
    trace = backprop(net, [[0.0, 1.0]], [[1.0, 5.0]])
    page = Page(trace, 0.5, Notation(), 0)
    assert_prints_the_page(page, run(bare, write, page))


@both
@pytest.mark.parametrize("cost, output", [("binary-cross-entropy", "sigmoid"), ("cross-entropy", "softmax")])
def test_outputs_rounded_to_0_and_1_cost_what_the_page_says(bare, write, cost, output):
    net = Network.build([[[900.0], [-900.0]]], None, output, cost)
    trace = backprop(net, [[1.0, -1.0]], [[1.0, 1.0], [0.0, 0.0]])
    page = Page(trace, 0.5, Notation("rows"), 0)
    assert trace.cost > 100
    assert_prints_the_page(page, run(bare, write, page))


@pytest.mark.parametrize("write, package", [(numpy_script, "numpy"), (torch_script, "torch")])
def test_a_script_imports_one_package(write, package):
    for place in PLACES.values():
        page = Page.of(place)
        assert imported_by(write(page.trace, page.eta, page.notation)) == {package}


def test_a_file_with_the_numpy_script_runs_alone_in_a_bare_interpreter(tmp_path):
    page = Page.of(PLACES["or-gate-2-2-1"])
    path = tmp_path / "backprop.py"
    path.write_text(numpy_script(page.trace, page.eta, page.notation), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", path], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert_prints_the_page(page, read_back(done.stdout))


@pytest.mark.parametrize("place", PLACES)
def test_the_numpy_script_has_the_lines_of_the_page(place):
    page = Page.of(PLACES[place])
    script = numpy_script(page.trace, page.eta, page.notation)
    for phase in page.phases:
        for line in page.equation(phase).code:
            assert line.removesuffix("  # and so in every layer") in script, phase.id


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_pytorch_script_multiplies_by_m_under_a_mean_alone_and_says_why(reduction):
    page = Page.of(replace(PLACES["or-gate-2-2-1"], reduction=reduction))
    script = torch_script(page.trace, page.eta, page.notation)
    assert ("delta2 = m * z2.grad" in script) == (reduction == "mean")
    assert ("delta2 = z2.grad" in script) == (reduction == "sum")
    assert ("z.grad is δ / m" if reduction == "mean" else "z.grad is δ itself") in script
