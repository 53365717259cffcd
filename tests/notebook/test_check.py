"""check(): right numbers in every form, mistakes by name, hints that hold back, shapes that are drawn, a link."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import torch

from backprop_explorer.engine import Network, Trace, backprop, initial_parameters
from backprop_explorer.lesson.mistakes import MISTAKES, wrong_step
from backprop_explorer.lesson.notation import ORIENTATIONS, Notation, phase_ids
from backprop_explorer.lesson.phases import quantities
from backprop_explorer.notebook import Result, check, show
from backprop_explorer.scenario import read_link

from ..engine.cases import OR_X, OR_Y, or_net
from ..lesson.test_mistakes import case, trace_of
from .table import table

SCENARIOS = 150 if os.environ.get("EVERY") else 5
QUANTITIES = ("z", "a", "delta", "grad_w", "grad_b", "w", "b")


def or_trace() -> Trace:
    return backprop(or_net(), OR_X, OR_Y)


def every(trace: Trace, eta: float = 0.5) -> dict[str, np.ndarray]:
    """All right numbers of a mini-batch, by the names of check()."""
    found = {}
    for n, layer in enumerate(trace.layers, start=1):
        found |= {f"{name}{n}": getattr(layer, name) for name in ("z", "a", "delta", "grad_w", "grad_b")}
        found |= {f"w{n}": layer.w - eta * layer.grad_w, f"b{n}": layer.b - eta * layer.grad_b}
    return found


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for one another make small tensors a hundred times slower on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def descend(model: torch.nn.Module, eta: float) -> None:
    """One step of plain descent; the optimizers of PyTorch take seconds to load."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= eta * parameter.grad


def test_mistakes_are_named_and_right_numbers_are_not_called_wrong() -> None:
    found = table(SCENARIOS, seed=7)
    assert not found.failures, "\n".join(found.failures[:9])
    assert sum(seen["first"] for seen in found.outcome.values()) > 20 * SCENARIOS


def test_what_pytorch_computes_is_right_as_it_stands() -> None:
    """Tensors with their graph, ∂C/∂z with the 1/m in it, float32, and half the bits of that."""
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2), torch.nn.Sigmoid())
    x, y = torch.randn(5, 3), torch.rand(5, 2)
    z1 = model[0](x)
    z2 = model[2](model[1](z1))
    z1.retain_grad()
    z2.retain_grad()
    loss = 0.5 * ((torch.sigmoid(z2) - y) ** 2).sum(dim=1).mean()
    loss.backward()
    net = Network.build(
        [model[n].weight.detach().numpy() for n in (0, 2)],
        [model[n].bias.detach().numpy() for n in (0, 2)],
        ["tanh", "sigmoid"],
    )
    given = {
        "z1": z1,
        "delta1": z1.grad,
        "delta2": z2.grad,
        "grad_w1": model[0].weight.grad,
        "grad_b1": model[0].bias.grad,
        "grad_w2": model[2].weight.grad,
        "grad_b2": model[2].bias.grad,
        "cost": loss,
    }
    for options in ({}, {"view": "torch"}):
        result = check(net, x, y, **given, **options)
        assert result, str(result)
        assert "1/m" in result["delta1"].message
    for kind in (torch.float16, torch.bfloat16):
        assert check(net, x, y, **{name: tensor.to(kind) for name, tensor in given.items()})
    descend(model, 0.3)
    assert check(net, x, y, eta=0.3, w1=model[0].weight, b1=model[0].bias, w2=model[2].weight, b2=model[2].bias)
    assert not check(net, x, y, grad_w1=1.001 * model[0].weight.grad)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_32_bit_numbers_are_right_at_the_end_of_learning_too(output: str) -> None:
    """a − y is then small, and so is the slope: the rounding of a is a large share of δ."""
    last = {"sigmoid": torch.nn.Sigmoid(), "softmax": torch.nn.Softmax(dim=1)}[output]
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2), last)
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    logarithm = output == "softmax"
    for step in range(600):
        model.zero_grad()
        a = model(x)
        loss = -(y * a.log()).sum(dim=1).mean() if logarithm else 0.5 * ((a - y) ** 2).sum(dim=1).mean()
        loss.backward()
        if step % 100 == 99:
            weights, biases = (
                [getattr(model[n], name).detach().numpy() for n in (0, 2)] for name in ("weight", "bias")
            )
            net = Network.build(weights, biases, ["tanh", output], "cross-entropy" if logarithm else "quadratic")
            named = {"grad_w1": model[0].weight, "grad_b1": model[0].bias, "grad_w2": model[2].weight}
            given = {name: parameter.grad for name, parameter in named.items()} | {"cost": loss}
            result = check(net, x, y, view="torch", **given)
            assert result, f"after {step + 1} steps: {result}"
            assert not check(
                net, x, y, view="torch", **{name: 1.2 * gradient for name, gradient in given.items()}
            ).right
        descend(model, 5.0)


@pytest.mark.parametrize("view", [None, *ORIENTATIONS])
def test_the_view_turns_all_that_is_given(view: str | None) -> None:
    trace = trace_of(case("3-4-2", "tanh tanh", m=5))
    lying = Notation(view or "columns")
    shown = {name: lying.display((name.rstrip("12"), 1), array) for name, array in every(trace).items()}
    x, y = lying.display(("x", 0), trace.x), lying.display(("y", 2), trace.y)
    assert check(trace.network, x, y, eta=0.5, view=view, **shown)
    assert check(trace.network, x, y, eta=0.5, view=view, **{name: array.tolist() for name, array in shown.items()})
    if view is not None:
        turned = check(trace.network, x, y, view=view, grad_w1=shown["grad_w1"].T)
        assert turned.mistakes == ("transposed",) and not turned
    else:
        assert check(trace.network, trace.x.T, trace.y.T, eta=0.5, **{name: a.T for name, a in every(trace).items()})


def test_square_matrices_are_read_the_way_in_which_they_are_right() -> None:
    trace = trace_of(case("3-3-3", "tanh tanh", m=3))
    given = every(trace)
    for data in (False, True):
        for edges in (False, True):
            shown = {
                name: array.T if (edges if name.rstrip("12") in ("w", "grad_w") else data) else array
                for name, array in given.items()
            }
            x, y = (trace.x.T, trace.y.T) if data else (trace.x, trace.y)
            assert check(trace.network, x, y, eta=0.5, **shown), (data, edges)


def test_numbers_that_a_program_holds_are_not_taken_for_rounded_ones() -> None:
    net = Network.build([[[1.0, 0.0]]], [[0.25]], "linear")
    x, y = np.array([[1.0, 0.3, 0.2], [0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 0.0]])
    assert check(net, x, y, z1=np.array([[1.25, 0.55, 0.45]]))
    assert check(net, x, y, z1=np.array([[1.0, 0.3, 0.2]])).mistakes == ("no-bias",)
    assert not check(net, x, y, z1=np.array([[1.0, 1.0, 0.0]]))
    assert not check(net, x, y, a1=np.array([[0.0, 0.0, 0.0]]))
    assert not check(net, x, y, z1=np.array([[1.0, 0.55000000001234, 0.45]])), "1.0 among many digits is 1"
    assert check(or_net(), OR_X, OR_Y, grad_w2=[[0.0088, 0.0090]])


def test_score_and_mistakes_count_over_all_that_is_given() -> None:
    trace = or_trace()
    made = wrong_step(trace, MISTAKES["no-prime-hidden"], 0.5)[0].layers[0]
    result = check(trace.network, OR_X, OR_Y, delta_1=made.delta, grad_w1=made.grad_w, grad_w2=trace.layers[1].grad_w)
    assert not result and result.score == pytest.approx(1 / 3)
    assert result.mistakes == ("no-prime-hidden",)
    assert [result[name].verdict for name in ("delta1", "grad_w_1", "grad_w2")] == ["mistake", "mistake", "correct"]
    assert check(trace.network, OR_X, OR_Y, grad_w1=trace.layers[0].grad_w + 0.1).mistakes == ()
    assert check(trace.network, OR_X, OR_Y, grad_w1=trace.layers[0].grad_w).mistakes == ()


def printed(result: Result) -> str:
    """All that a person can print of a result, its page without its style sheet."""
    page = re.sub(r"<style>.*?</style>", "", result._repr_html_(), flags=re.S)
    return "\n".join([str(result), repr(result), page, *map(repr, result.diagnoses.values())])


@pytest.mark.parametrize("hints", range(4))
def test_right_numbers_are_printed_at_the_highest_level_of_hints_alone(hints: int) -> None:
    trace = trace_of(case("3-4-2", "tanh sigmoid", m=5))
    given = {name: array + 0.123 for name, array in every(trace).items()}
    made = wrong_step(trace, MISTAKES["no-prime-output"], 0.5)[0]
    given |= {"grad_w1": made.layers[0].grad_w, "delta2": made.layers[1].delta, "cost": 2 * trace.cost}
    given |= {"z2": np.ones((3, 2)), "a1": np.full((4, 5), np.nan)}
    result = check(trace.network, trace.x, trace.y, eta=0.5, hints=hints, **given)
    text = printed(result).replace("−", "-")
    right = [value for array in every(trace).values() for value in array.flat if abs(value) > 1e-3] + [trace.cost]
    leaked = [f"{value:.6g}" for value in right if f"{value:.6g}"[:-1] in text]
    assert bool(leaked) == (hints == 3), leaked
    assert ("no-prime-output" in str(result)) == (hints >= 1)
    assert ("yours is" in str(result)) == (hints >= 2)
    assert result.mistakes[0] == "no-prime-output", "a grader may ask for it at every level"


def misshapen(trace: Trace) -> dict[str, np.ndarray]:
    """Every quantity of every layer, with a row too many, with a column too many, and with both."""
    found = {}
    for name, array in every(trace).items():
        for rows, columns in ((1, 0), (0, 2), (1, 2)):
            found[f"{name} {rows} {columns}"] = np.ones((array.shape[0] + rows, array.shape[1] + columns))
    return found


def shape_of(name: str, trace: Trace, lying: Notation) -> tuple[int, ...]:
    """The shape of "w²" or "(a¹)ᵀ" as a view shows it."""
    named = {lying.text(key): lying.display(key, array).shape for key, array in quantities(trace, 0.5).items()}
    if name.endswith("ᵀ"):
        return named[name.removesuffix(")ᵀ").removeprefix("(")][::-1]
    return named[name]


@pytest.mark.parametrize("view", ORIENTATIONS)
def test_a_shape_that_does_not_fit_is_drawn_on_what_it_meets_next(view: str) -> None:
    trace, lying = trace_of(case("3-4-2", "tanh tanh", m=5)), Notation(view)
    x, y = lying.display(("x", 0), trace.x), lying.display(("y", 2), trace.y)
    for name, array in misshapen(trace).items():
        quantity = name.split()[0]
        shown = lying.display((quantity.rstrip("12"), 1), array)
        result = check(trace.network, x, y, eta=0.5, view=view, **{quantity: shown})
        met = result.drawn[quantity]
        own = met.left if met.left.own else met.right
        other = met.right if met.left.own else met.left
        assert own.shape == (shown.shape[::-1] if own.name.endswith("ᵀ") else shown.shape)
        assert other.shape == shape_of(other.name, trace, lying) and not other.own
        assert met.sides and all(met.left.shape[a] != met.right.shape[b] for a, b, _ in met.sides), name
        page = result._repr_html_()
        drawing = page[page.index("<svg") : page.index("</svg>")]
        assert drawing.count("<rect") == 2 and drawing.count('class="side"') == 2 * len(met.sides)
        assert drawing.count('class="own"') == 1
        counts = [int(count) for count in re.findall(r'class="count[^"]*">(\d+)<', drawing)]
        assert sorted(counts) == sorted((*met.left.shape, *met.right.shape))
        assert " ".join(met.words.split()[:6]) in " ".join(str(result).split())
        if met.numpy:
            join = {"·": np.matmul, "⊙": np.multiply, "−": lambda a, b: np.subtract(a, b, out=a)}[met.sign]
            with pytest.raises(ValueError, match=re.escape(met.numpy)):
                join(np.zeros(met.left.shape), np.zeros(met.right.shape))
    assert "<svg" not in check(trace.network, x, y, view=view, hints=0, grad_w1=np.ones((9, 9)))._repr_html_()


def test_the_link_opens_the_page_at_the_phase_of_the_first_mistake_with_these_numbers() -> None:
    drawn = case("3-4-2", "tanh sigmoid", m=5, reduction="sum")
    trace = trace_of(drawn)
    made = wrong_step(trace, MISTAKES["no-prime-hidden"], 0.7)[0].layers
    given = {"grad_w2": made[1].grad_w, "grad_w1": made[0].grad_w}
    result = check(
        trace.network, drawn.x.T, drawn.y.T, eta=0.7, view="rows", hints=3, **{n: a.T for n, a in given.items()}
    )
    scenario, notes = read_link(dict(parse_qsl(urlsplit(result.link).query)))
    assert notes == () and scenario.phase == "delta-1" and scenario.notation.orientation == "rows"
    again = scenario.start().seek(0)
    assert all(a.grad_w.tobytes() == b.grad_w.tobytes() for a, b in zip(again.layers, trace.layers, strict=True))
    assert scenario.eta == 0.7 and not scenario.ask
    asking = check(trace.network, drawn.x, drawn.y, page="https://backprop.example.org/", **given)
    assert asking.link.startswith("https://backprop.example.org/?")
    assert read_link(dict(parse_qsl(urlsplit(asking.link).query)))[0].ask, "below 3 the page asks before it shows"
    large = backprop(Network.build(*initial_parameters((60, 60, 1), "normal", 0)), np.ones((60, 9)), np.ones((1, 9)))
    assert check(large.network, large.x, large.y, cost=1.0).link == ""


def test_flat_biases_targets_and_costs_are_understood() -> None:
    trace = or_trace()
    flat = {name: array.ravel() for name, array in every(trace).items() if name[0] == "b" or name.startswith("grad_b")}
    assert check(trace.network, OR_X.T, OR_Y.ravel(), eta=0.5, **flat, cost=np.array([trace.cost]))
    assert check(trace.network, OR_X.tolist(), OR_Y.ravel().tolist(), delta2=trace.layers[1].delta.ravel())
    lists = check(trace.network, OR_X, OR_Y, grad_w1=trace.layers[0].grad_w.ravel(), cost=trace.example_costs)
    assert "1 × 4 numbers" in lists["grad_w1"].message and "one per example" in lists["cost"].message


REFUSED = {
    "“gradw1” is not known": {"gradw1": 1},
    "“grad_w3” is of layer 3": {"grad_w3": 1},
    "given twice": {"delta_1": 1, "delta1": 1},
    "Nothing is given": {},
    "needs η": {"w1": 1},
    "The view “cols” is not known": {"cost": 1, "view": "cols"},
    "hints is 4": {"cost": 1, "hints": 4},
    "η is -1": {"cost": 1, "eta": -1},
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_asked_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        check(or_net(), OR_X, OR_Y, **REFUSED[words])


def test_data_that_do_not_fit_are_refused_with_their_shapes() -> None:
    with pytest.raises(ValueError, match=re.escape("x is 3 × 4 and y is 1 × 4, but the network has 2 inputs")):
        check(or_net(), np.ones((3, 4)), OR_Y, cost=1)
    with pytest.raises(ValueError, match="a row with 2 inputs"):
        check(or_net(), OR_X, OR_Y, cost=1, view="rows")


@pytest.mark.parametrize("value", [[[1, 2], [3]], "hello", np.array([np.nan, 1]), [], {"a": 1}, np.array([1j]), None])
def test_what_cannot_be_read_is_answered_with_its_reason(value: object) -> None:
    result = check(or_net(), OR_X, OR_Y, grad_w1=value, cost=or_trace().cost)
    assert result["grad_w1"].verdict == "unreadable" and result["grad_w1"].message.endswith(".")
    assert result.score == 0.5


def test_printed_numbers_are_read_as_text_and_nothing_of_it_becomes_markup() -> None:
    trace = or_trace()
    assert check(trace.network, OR_X, OR_Y, grad_w1=str(trace.layers[0].grad_w))
    page = check(trace.network, OR_X, OR_Y, grad_w1="<img src=x>")._repr_html_()
    assert "<img" not in page


@pytest.mark.parametrize("view", ORIENTATIONS)
def test_show_has_every_number_of_the_mini_batch(view: str) -> None:
    trace = or_trace()
    shown = show(trace, eta=0.5, view=view)
    cells = {float(value) for value in re.findall(r'data-value="([^"]+)"', shown._repr_html_())}
    assert all(value in cells for array in every(trace).values() for value in array.flat)
    named = {f"new {name}" if name[0] in "wb" else name for name in every(trace)}
    assert len(re.findall(r"^\S.*: .* × ", str(shown), flags=re.M)) == len(named) + 2 + 4  # x, y, and w and b before
    assert " data-pick=" not in shown._repr_html_()
    assert "new" not in str(show(trace))
    wide = trace_of(case("2-8-8-1", "tanh tanh sigmoid", m=9))
    assert f"{wide.cost:.4g}" in show(wide)._repr_html_() and "<pre>" in show(wide)._repr_html_()


def test_a_call_takes_less_time_than_every_mistake_computed_by_itself() -> None:
    weights, biases = initial_parameters((2, 8, 8, 1), "normal", 0)
    net, random = Network.build(weights, biases), np.random.default_rng(0)
    trace = backprop(net, random.normal(size=(2, 16)), random.random((1, 16)))
    given = {f"{name}{n}": getattr(trace.layers[n - 1], name) for name in ("grad_w", "grad_b") for n in (1, 2, 3)}

    def each() -> None:
        for mistake in MISTAKES.values():
            for number, form in enumerate(mistake.forms):
                for where in form.wheres(net):
                    wrong_step(trace, mistake, 0.5, number, where)

    def took(run: object) -> float:
        began = time.process_time()
        run()  # type: ignore[operator]
        return time.process_time() - began

    rounds = [(took(lambda: check(net, trace.x, trace.y, **given)), took(each)) for _ in range(7)]
    assert sorted(ours / theirs for ours, theirs in rounds)[3] < 1, rounds


def test_neither_streamlit_nor_plotly_is_loaded() -> None:
    code = "import json, sys, backprop_explorer.notebook; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "backprop_explorer.notebook" in loaded and not {"streamlit", "plotly", "IPython", "torch"} & loaded


def test_phases_of_all_diagnoses_are_phases_of_the_page() -> None:
    trace = or_trace()
    result = check(trace.network, OR_X, OR_Y, eta=0.5, **{name: array + 0.1 for name, array in every(trace).items()})
    assert {each.phase for each in result.diagnoses.values()} <= {*phase_ids(2)}
    assert replace(result["z1"], message="") != result["z1"]
