import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings

from backprop_explorer.engine import Network, Trace, backprop
from backprop_explorer.lesson.doctor import Diagnosis, Doctor, diagnose
from backprop_explorer.lesson.mistakes import MISTAKES, ShapeStory, applies, wrong_step
from backprop_explorer.lesson.notation import Notation, phase_ids

from ..engine.cases import OR_X, OR_Y, Case, cases, or_net, steady
from ..oracles.test_worked_examples import MAZUR
from ..scenario.cases import PLACES
from .pages import NOTATIONS
from .test_mistakes import case, gathered, trace_of
from .wrong_by_hand import SlippedPass

ETA = 0.75
SCENARIOS = int(os.environ.get("BLIND_SCENARIOS", "70"))  # 300 take four times as long
IDS = {*MISTAKES, "transposed", "scaled-by-eta"}

Found = dict[tuple[str, int], np.ndarray]


def typed(array: np.ndarray, digits: int = 6) -> str:
    """The matrix as a learner's program prints it, to so many significant digits."""
    rows = (", ".join(f"{value:.{digits}g}" for value in row) for row in array)
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"


def name(key: tuple[str, int]) -> str:
    return f"{key[0]}-{key[1]}"


def rounds_to(array: np.ndarray, text: str) -> bool:
    """Whether each number of `array` is within half a unit of the last digit typed, and a little more."""
    cells = [[Decimal(value) for value in row.split(",")] for row in text.strip("[]").split("], [")]
    numbers = np.array(cells, dtype=float)
    if numbers.shape != array.shape:
        return False
    unit = np.array([[10.0 ** cell.as_tuple().exponent for cell in row] for row in cells])
    return bool((np.abs(array - numbers) <= 0.5001 * unit + 2e-9 * np.abs(array).max() + 1e-13).all())


def everything_of(trace: Trace) -> dict[str, list[Found]]:
    """What each mistake gives in every form, everywhere and in some layers only."""
    found: dict[str, list[Found]] = {}
    for mistake in MISTAKES.values():
        for number, form in enumerate(mistake.forms):
            for where in form.wheres(trace.network):
                step = wrong_step(trace, mistake, ETA, number, where)
                if not isinstance(step, ShapeStory):
                    found.setdefault(mistake.id, []).append(gathered(*step))
    return found


def misshapen(trace: Trace) -> Iterator[tuple[str, tuple[str, int], np.ndarray]]:
    """What a mistake leaves of a layer where its numbers do not have the shape that is asked for."""
    s = 1 / trace.m if trace.network.reduction == "mean" else 1.0
    for number, layer in enumerate(trace.layers, start=1):
        outer = np.einsum("jx,kx->jk", layer.delta, layer.a_prev)
        n, n_prev = outer.shape
        yield "delta-like-w", ("delta", number), s * outer
        yield "summed-components", ("grad_w", number), np.array([[s * outer.sum()]])
        if n == n_prev:
            yield "hadamard", ("grad_w", number), s * np.array([[sum(row)] for row in layer.delta * layer.a_prev])
        if layer.b is not None:
            yield "bias-not-summed", ("grad_b", number), layer.delta
            yield "delta-like-w", ("grad_b", number), s * outer


def judge(diagnosis: Diagnosis, mistake: str, key: tuple[str, int], text: str, right: Found, every: dict) -> str:
    """How the doctor did with the numbers of a mistake; each coincidence that it claims is proved."""
    if diagnosis.verdict == "correct":
        inside = key[0] == "delta" and "1/m" in diagnosis.message
        assert rounds_to(right[key] / right["m", 0] if inside else right[key], text), f"called right: {text}"
        return "the truth"
    assert mistake in diagnosis.mistakes, f"{mistake}, {key}: {diagnosis.message} {text}"
    if diagnosis.mistakes[0] == mistake:
        return "first"
    for other in diagnosis.mistakes[: diagnosis.mistakes.index(mistake)]:
        other_numbers = [found[key] for found in every.get(other, []) if key in found]
        assert any(rounds_to(array, text) for array in other_numbers) or key[0] in ("grad_w", "grad_b"), other
    return "named"


def test_the_numbers_of_every_mistake_are_blindly_recognised():
    seen: dict[str, Counter] = {mistake: Counter() for mistake in MISTAKES}

    @given(cases())
    @settings(steady(1), max_examples=SCENARIOS)
    def look_at(drawn: Case) -> None:
        trace = trace_of(drawn)
        doctor = Doctor(trace, ETA)
        slips = SlippedPass(drawn.net, drawn.x, drawn.y, ETA)
        right = slips.numbers() | {("m", 0): np.array(trace.m)}
        every = everything_of(trace)
        chance = np.random.default_rng(trace.m + 10 * len(trace.layers))
        for mistake in every:
            wrong = SlippedPass(drawn.net, drawn.x, drawn.y, ETA, mistake).numbers() if _whole(trace, mistake) else None
            if wrong is None:
                continue
            keys = [key for key in wrong if not np.allclose(wrong[key], right[key], rtol=1e-5, atol=1e-12)]
            for place in chance.permutation(len(keys))[:3]:
                key, text = keys[place], typed(wrong[keys[place]])
                seen[mistake][judge(doctor.diagnose(name(key), text), mistake, key, text, right, every)] += 1

        for mistake, key, array in misshapen(trace):
            if array.shape != right[key].shape and np.abs(array).max() > 1e-9:
                found = doctor.diagnose(name(key), typed(array))
                assert mistake in found.mistakes, f"{mistake}, {key}: {found.message} {typed(array)}"
                seen[mistake]["first" if found.mistakes[0] == mistake else "named"] += 1

    look_at()
    if "BLIND_SCENARIOS" in os.environ:
        print(*(f"{mistake}: {dict(counts)}" for mistake, counts in seen.items()), sep="\n")
    for mistake, counts in seen.items():
        assert counts["first"] > 0, f"{mistake} was never recognised: {counts}"


def _whole(trace: Trace, mistake: str) -> bool:
    return not isinstance(wrong_step(trace, MISTAKES[mistake], ETA), ShapeStory)


WRITERS = [
    *(lambda array, digits=digits: typed(array, digits) for digits in (1, 2, 3, 4, 6, 9, 17)),
    lambda array: str(np.round(array, 5).tolist()),
    lambda array: str(array.tolist()),
    lambda array: str(array.astype(np.float32).astype(float).tolist()),
    lambda array: np.array2string(array, threshold=10**6),
    lambda array: np.array2string(array, precision=3, suppress_small=True, threshold=10**6),
    lambda array: (
        "\n".join("\t".join(f"{value:.4e}" for value in row) for row in array)
        if array.shape[1] > 1
        else str(array.ravel().tolist())
    ),
]


@given(cases())
@steady(12)
def test_right_numbers_are_never_called_wrong_however_they_are_written(drawn: Case):
    trace = trace_of(drawn)
    doctor = Doctor(trace, ETA)
    numbers = SlippedPass(drawn.net, drawn.x, drawn.y, ETA).numbers()
    numbers |= {("z", n): layer.z for n, layer in enumerate(trace.layers, start=1)}
    numbers |= {("a", n): layer.a for n, layer in enumerate(trace.layers, start=1)}
    for key, array in numbers.items():
        for number, write in enumerate(WRITERS):
            text = write(array)
            if not set(text) & set("123456789"):
                continue  # nothing but noughts, which a test of its own looks at
            answer = doctor.diagnose(name(key), text)
            assert answer.verdict == "correct", f"{key}, writer {number}: {text}\n{array}\n{answer.message}"
    assert doctor.diagnose("cost", f"{trace.cost:.6g}").verdict == "correct"


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "no biases"])
def test_numbers_are_read_as_the_notation_shows_them_and_told_in_its_names(place, notation):
    scenario = PLACES[place]
    trace = scenario.start().seek(scenario.step)
    doctor = Doctor(trace, scenario.eta, notation)
    for number, layer in enumerate(trace.layers, start=1):
        for quantity in ("z", "delta", "grad_w", "grad_b"):
            array = getattr(layer, quantity)
            if array is None:
                assert doctor.diagnose(f"{quantity}-{number}", "1").verdict == "unreadable"
                continue
            shown = notation.display((quantity, number), array)
            answer = doctor.diagnose(f"{quantity}-{number}", str(shown.tolist()))
            assert answer.verdict == "correct"
            assert notation.text((quantity, number)) in answer.message
            assert answer.phase in phase_ids(len(trace.layers))
            turned = doctor.diagnose(f"{quantity}-{number}", str(shown.T.tolist()))
            if shown.shape != (1, 1):
                assert turned.mistakes[0] == "transposed", turned.message
            off = doctor.diagnose(f"{quantity}-{number}", str((shown + 0.123456).tolist()))
            assert off.verdict == "unknown"
            entry = notation.entry((quantity, number), 0, 0 if quantity == "grad_w" else None)
            each = " of example 1" if quantity in ("z", "delta") else ""
            assert off.evidence[0].cell == entry + each
            assert off.evidence[0].cell in off.message
            if notation.letters == "code":
                assert "δ" not in off.message + turned.message + answer.message


def or_gate() -> Trace:
    return backprop(or_net(), OR_X, OR_Y)


def test_the_example_of_the_contract_is_right():
    found = diagnose(or_gate(), "grad_w-2", "[[0.0088, 0.0090]]", eta=3.0)
    assert (found.verdict, found.mistakes) == ("correct", ())


def test_new_weights_from_the_updated_w_are_told_from_the_right_ones():
    trace = MAZUR.trace()
    printed = "[[0.149780716, 0.19956143], [0.24975114, 0.29950229]]"
    assert diagnose(trace, "w-1", printed, MAZUR.eta).verdict == "correct"
    step = wrong_step(trace, MISTAKES["updated-w"], MAZUR.eta)
    assert not isinstance(step, ShapeStory)
    found = diagnose(trace, "w-1", typed(step[1].layers[0].w, 9), MAZUR.eta)
    assert found.mistakes == ("updated-w",)
    assert "already updated w" in found.message
    assert found.phase == "delta-1"


def test_delta_divided_by_m_is_right_under_a_mean_and_this_is_said():
    trace = or_gate()
    for number, layer in enumerate(trace.layers, start=1):
        found = diagnose(trace, f"delta-{number}", typed(layer.delta / 4, 9), 3.0)
        assert found.verdict == "correct"
        assert "sum" in found.message and f"∂C/∂b{'¹²'[number - 1]}" in found.message
    summed = backprop(or_net(reduction="sum"), OR_X, OR_Y)
    assert diagnose(summed, "delta-2", typed(summed.layers[1].delta / 4, 9), 3.0).mistakes == ("mean-for-sum",)


def test_delta_halved_with_two_examples_is_right_with_the_mean_inside_and_half_is_named():
    trace = trace_of(case("2-3-1", "tanh tanh", m=2))
    found = diagnose(trace, "delta-2", typed(trace.layers[1].delta / 2), ETA)
    assert (found.verdict, found.mistakes) == ("correct", ("half",))


@pytest.mark.parametrize("rate", [3.0, -3.0])
def test_a_gradient_times_eta_is_recognised(rate):
    found = diagnose(or_gate(), "grad_w-1", typed(rate * or_gate().layers[0].grad_w), 3.0)
    assert (found.verdict, found.mistakes) == ("mistake", ("scaled-by-eta",))


def test_a_mistake_in_some_layers_only_is_told_with_these_layers():
    trace = trace_of(case("2-3-2-1", "tanh tanh tanh"))
    for where, words in (({3}, "at the output only"), ({1, 2}, "hidden layers only"), ({2}, "in layer 2 only")):
        step = wrong_step(trace, MISTAKES["sigma-for-prime"], ETA, where=frozenset(where))
        assert not isinstance(step, ShapeStory)
        found = diagnose(trace, "grad_w-1", typed(step[0].layers[0].grad_w), ETA)
        assert found.mistakes[0] == "sigma-for-prime"
        assert words in found.message


def test_wrong_shapes_are_told_in_terms_of_the_picture():
    trace = or_gate()
    said = diagnose(trace, "w-1", "[0.5, 0.5]", 3.0)
    assert said.verdict == "unknown"
    assert said.message == (
        "new w¹ has the shape of w¹. w¹ joins 2 inputs to 2 neurons: 4 edges, so 2 × 2 numbers, one per edge. "
        "This list has 2 numbers, as many as one per neuron."
    )
    assert "2 neurons, 4 examples, so 2 × 4" in diagnose(trace, "delta-1", "[1, 2, 3]", 3.0).message
    assert "one number for the whole" in diagnose(trace, "cost", "[1, 2, 3, 4]", 3.0).message


WRONG_SHAPES = {
    "delta-like-w": ("delta-1", lambda layer: layer.delta @ layer.a_prev.T),
    "bias-not-summed": ("grad_b-1", lambda layer: layer.delta),
    "summed-components": ("grad_w-1", lambda layer: np.array([[layer.grad_w.sum()]])),
    "hadamard": ("grad_w-1", lambda layer: (layer.delta * layer.a_prev).mean(axis=1, keepdims=True)),
}


@pytest.mark.parametrize("mistake", WRONG_SHAPES)
def test_numbers_of_a_wrong_shape_are_recognised_by_their_mistake(mistake):
    what, compute = WRONG_SHAPES[mistake]
    trace = or_gate()
    found = diagnose(trace, what, typed(compute(trace.layers[0])), 3.0)
    assert (found.verdict, found.mistakes[0]) == ("mistake", mistake)


def test_a_table_of_every_output_against_every_target_is_recognised():
    trace = or_gate()
    output = trace.layers[1]
    table = (output.a - trace.y.T) * output.a * (1 - output.a)  # row: target, column: output
    assert diagnose(trace, "delta-2", typed(table), 3.0).mistakes == ("targets-broadcast",)
    cost = 0.5 * ((output.a - trace.y.T) ** 2).mean()
    assert diagnose(trace, "cost", f"{cost:.6g}", 3.0).mistakes == ("targets-broadcast",)


COSTS = {"double": 2.0, "half": 0.5, "sum-for-mean": 4.0}


@pytest.mark.parametrize("mistake", COSTS)
def test_a_cost_off_by_a_factor_is_recognised(mistake):
    assert diagnose(or_gate(), "cost", f"{COSTS[mistake] * or_gate().cost:.6g}", 3.0).mistakes == (mistake,)


def test_few_digits_are_right_where_they_fit_and_the_doubt_is_said():
    found = diagnose(or_gate(), "grad_w-2", "[[0.0, 0.0]]", 3.0)
    assert found.verdict == "correct"
    assert "More digits" in found.message
    assert diagnose(or_gate(), "grad_w-2", "[[0, 0]]", 3.0).verdict == "unknown"
    assert "More digits" not in diagnose(or_gate(), "grad_w-2", "[[0.0088, 0.0090]]", 3.0).message


def test_a_dead_slope_typed_as_nought_is_not_taken_for_a_small_number():
    drawn = replace(case("2-3-1", "leaky-relu tanh"), y=np.full((1, 4), 2.0))
    trace = trace_of(drawn)
    step = wrong_step(trace, MISTAKES["leaky-zero"], ETA)
    assert not isinstance(step, ShapeStory)
    assert (step[0].layers[0].delta == 0).any()
    assert diagnose(trace, "delta-1", typed(step[0].layers[0].delta), ETA).mistakes == ("leaky-zero",)


def test_a_bare_one_is_one_before_it_is_a_rounded_half():
    net = Network.build([[[0.0]]], cost="binary-cross-entropy")
    trace = backprop(net, [[1.0, 2.0, 3.0]], [[0.0, 0.0, 0.0]])
    assert trace.layers[0].delta.tolist() == [[0.5, 0.5, 0.5]]
    found = diagnose(trace, "delta-1", "[[1, 1, 1]]", ETA)
    assert found.mistakes == ("double",)
    assert "if you rounded yours, they are right" in found.message
    assert diagnose(trace, "delta-1", "[[0.5, 0.5, 0.5]]", ETA).verdict == "correct"


@pytest.mark.parametrize("what", ["w-0", "delta-3", "grad_b-x", "x-0", "", "w-99999", "__class__-1"])
def test_a_quantity_that_is_not_there_is_answered_with_a_sentence(what):
    found = diagnose(or_gate(), what, "1", 3.0)
    assert found.verdict == "unreadable"
    assert found.message.endswith(".")


@pytest.mark.parametrize("text", ["", "0,5", "nan", "[[1, 2], [3]]", "__import__('os')"])
def test_what_cannot_be_read_is_answered_with_its_reason(text):
    found = diagnose(or_gate(), "grad_w-1", text, 3.0)
    assert found.verdict == "unreadable"
    assert found.mistakes == ()


@pytest.mark.parametrize("text", ["1e308", "[[1e300, 1], [1, 1]]", "[[[1]]]", "[[[[1]]]]", "1e-400", "[[0]]"])
def test_strange_numbers_are_answered_too(text):
    for what in ("cost", "delta-1", "grad_w-1", "w-2", "b-1"):
        assert diagnose(or_gate(), what, text, 3.0).verdict in ("unknown", "unreadable")


def test_right_numbers_too_large_for_a_computer_are_answered_with_a_sentence():
    trace = backprop(Network.build([[[1e155, 1e155]]], [[0]], "linear"), OR_X, OR_Y)
    for text in ("1", "[1e308]", "[[0]]"):
        found = diagnose(trace, "cost", text, 3.0)
        assert found.verdict == "unknown"
        assert "too large" in found.message


def test_every_mistake_that_is_named_is_in_the_catalogue_or_is_a_way_of_pasting():
    trace = or_gate()
    for mistake in MISTAKES.values():
        if applies(mistake, trace.network):
            step = wrong_step(trace, mistake, 3.0)
            if not isinstance(step, ShapeStory):
                found = diagnose(trace, "w-1", typed(step[1].layers[0].w), 3.0, Notation())
                assert set(found.mistakes) <= IDS


def test_parameters_of_before_the_update_are_told():
    trace = or_gate()
    for number, layer in enumerate(trace.layers, start=1):
        found = diagnose(trace, f"w-{number}", typed(layer.w), 3.0)
        assert found.verdict == "unknown" and "before the update" in found.message
