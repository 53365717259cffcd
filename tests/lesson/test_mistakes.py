from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from backprop_explorer.engine import Network, Run, Trace, backprop, check_gradients, descend
from backprop_explorer.engine.gradient_check import TOLERANCE
from backprop_explorer.lesson.doctor import Doctor
from backprop_explorer.lesson.mistakes import MISTAKES, ShapeStory, applies, wrong_step
from backprop_explorer.lesson.mistakes.repeated import Repeated
from backprop_explorer.lesson.notation import phase_ids

from ..engine.agreement import assert_agree
from ..engine.cases import Case, cases, steady, targets
from ..oracles.test_worked_examples import MAZUR, RGU, assert_prints_as
from .coincidences import TRUTHS
from .pages import NOTATIONS
from .wrong_by_hand import SlippedPass

ETA = 0.75
TABLE = (
    "updated-w no-prime-output no-prime-hidden sigma-for-prime prime-of-a no-transpose hadamard summed-components "
    "sum-for-mean mean-for-sum last-example bias-not-summed bias-per-weight delta-like-w half double ascent "
    "targets-broadcast softmax-diagonal leaky-zero no-bias output-for-cost"
).split()


def case(sizes: str, activations: str, m: int = 4, cost: str = "quadratic", reduction: str = "mean") -> Case:
    """A network of these sizes, "2-3-1", with random numbers that sit on no kink."""
    counts = [int(size) for size in sizes.split("-")]
    random = np.random.default_rng([*counts, m])
    parts = {
        "weights": [random.standard_normal(shape) for shape in zip(counts[1:], counts, strict=False)],
        "biases": [random.standard_normal(n) for n in counts[1:]],
        "activations": activations.split(),
        "cost": cost,
        "reduction": reduction,
    }
    return Case(parts, random.standard_normal((counts[0], m)), targets(cost, counts[-1], m, random))


def trace_of(drawn: Case) -> Trace:
    return backprop(drawn.net, drawn.x, drawn.y)


def gathered(trace: Trace, after: Network) -> dict[tuple[str, int], np.ndarray]:
    """All that a mistake can change, by quantity and layer."""
    found = {}
    for number, (layer, new) in enumerate(zip(trace.layers, after.layers, strict=True), start=1):
        named = {name: getattr(layer, name) for name in ("z", "a", "delta", "grad_w", "grad_b")} | {
            "w": new.w,
            "b": new.b,
        }
        found |= {(name, number): array for name, array in named.items() if array is not None}
    return found


def made(drawn: Case, mistake: str, form: int = 0) -> dict[tuple[str, int], np.ndarray]:
    step = wrong_step(trace_of(drawn), MISTAKES[mistake], ETA, form)
    assert not isinstance(step, ShapeStory)
    return gathered(*step)


def right(drawn: Case) -> dict[tuple[str, int], np.ndarray]:
    trace = trace_of(drawn)
    return gathered(trace, descend(trace.network, trace, ETA))


def assert_same(found, expected) -> None:
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert_agree(found[key], array, 1e-10, floor=1e-4, name=str(key))


def test_the_catalogue_holds_every_mistake_of_the_table():
    assert set(TABLE) <= set(MISTAKES)
    assert all(mistake.id == key for key, mistake in MISTAKES.items())


@given(cases())
@steady(40)
def test_each_mistake_gives_the_numbers_of_the_slip_made_by_hand(drawn: Case):
    trace = trace_of(drawn)
    for mistake in MISTAKES.values():
        if not applies(mistake, drawn.net):
            continue
        step = wrong_step(trace, mistake, ETA)
        if isinstance(step, ShapeStory):
            assert mistake.id in ("no-transpose", "hadamard", "bias-not-summed")
            continue
        slipped = SlippedPass(drawn.net, drawn.x, drawn.y, ETA, mistake.id)
        assert_same(gathered(*step), slipped.numbers())


@given(cases())
@steady(30)
def test_the_gradient_check_is_red_where_a_gradient_is_wrong_and_green_where_only_the_update_is(drawn: Case):
    truth = check_gradients(drawn.net, drawn.x, drawn.y)
    for mistake in MISTAKES.values():
        for number, form in enumerate(mistake.forms):
            if not form.layers(drawn.net) or form.kind == "shape":
                continue
            equations = mistake.equations(drawn.net, ETA, number)
            if mistake.id == "no-transpose" and isinstance(wrong_step(trace_of(drawn), mistake, ETA), ShapeStory):
                continue
            check = check_gradients(drawn.net, drawn.x, drawn.y, equations)
            if form.kind == "update":
                assert check.relative_error <= TOLERANCE, mistake.id
                continue
            for found, expected in zip(check.matrices, truth.matrices, strict=True):
                smooth = ~expected.kinks
                off = np.linalg.norm((found.analytic - expected.analytic)[smooth])
                if off > 1e-5 * max(np.linalg.norm(expected.analytic[smooth]), expected.floor):
                    assert found.error > 1e-7, f"{mistake.id}: {found.quantity} of layer {found.layer} is not red"
                    assert check.relative_error > TOLERANCE


@given(cases())
@steady(40)
def test_where_a_mistake_claims_to_be_right_it_is(drawn: Case):
    trace = trace_of(drawn)
    for mistake in MISTAKES.values():
        if not TRUTHS[mistake.id](trace):
            continue
        step = wrong_step(trace, mistake, ETA)
        assert not isinstance(step, ShapeStory), mistake.id
        assert_same(gathered(*step), right(drawn))


BIASED = case("2-3-2", "tanh tanh")
ABOVE = case("2-3-2", "tanh linear")

# One network for each line of the table that says "the truth".
TRUTH = {
    "updated-w": case("2-3", "sigmoid"),
    "no-prime-output": case("2-3-2", "tanh linear"),
    "no-prime-hidden": case("2-3-2", "linear tanh"),
    "prime-of-a": case("2-3-3-1", "relu leaky-relu linear"),
    "hadamard": case("1-1-1", "tanh tanh"),
    "summed-components": case("1-1-1", "tanh tanh"),
    "sum-for-mean": case("2-3-1", "tanh tanh", m=1),
    "mean-for-sum": case("2-3-1", "tanh tanh", m=1, reduction="sum"),
    "last-example": case("2-3-1", "tanh tanh", m=1),
    "bias-not-summed": case("2-3-1", "tanh tanh", m=1),
    "bias-per-weight": case("1-1-2", "tanh tanh"),
    "targets-broadcast": case("2-3-1", "tanh tanh", m=1),
    "no-transpose": case("2-1-1", "tanh tanh"),
    "no-bias": replace(BIASED, parts=BIASED.parts | {"biases": [np.zeros(3), np.zeros(2)]}),
    "output-for-cost": replace(ABOVE, y=trace_of(ABOVE).layers[-1].a - 1.0),
}


@pytest.mark.parametrize("mistake", TRUTH)
def test_a_mistake_coincides_with_the_truth_where_the_table_says_so(mistake):
    drawn = TRUTH[mistake]
    assert TRUTHS[mistake](trace_of(drawn))
    assert_same(made(drawn, mistake), right(drawn))


def test_leaky_relu_without_a_negative_z_does_not_tell_its_slopes_apart():
    drawn = case("2-3-1", "leaky-relu leaky-relu")
    high = {**drawn.parts, "biases": [np.full(3, 50.0), np.full(1, 500.0)]}
    drawn = replace(drawn, parts=high)
    assert TRUTHS["leaky-zero"](trace_of(drawn))
    assert_same(made(drawn, "leaky-zero"), right(drawn))


@pytest.mark.parametrize(
    ("one", "other", "reduction"), [("sum-for-mean", "double", "mean"), ("mean-for-sum", "half", "sum")]
)
def test_with_two_examples_s_and_a_factor_of_two_cannot_be_told_apart(one, other, reduction):
    drawn = case("2-3-1", "tanh tanh", m=2, reduction=reduction)
    first, second = made(drawn, one), made(drawn, other)
    for key in first:
        if key[0] != "delta":
            assert_agree(first[key], second[key], 1e-12, name=str(key))


def test_with_two_inputs_a_bias_moved_once_per_weight_moves_as_if_doubled():
    drawn = case("2-2-1", "tanh tanh")
    for layer in (1, 2):
        assert_agree(made(drawn, "bias-per-weight")["grad_b", layer], made(drawn, "double")["grad_b", layer], 1e-12)


def test_the_mean_taken_within_delta_or_after_it_gives_the_same_gradients():
    drawn = case("2-3-1", "tanh tanh", m=3, reduction="sum")
    after, within = made(drawn, "mean-for-sum", 0), made(drawn, "mean-for-sum", 1)
    assert_agree(after["grad_w", 1], within["grad_w", 1], 1e-12)
    assert_agree(3 * within["delta", 1], after["delta", 1], 1e-12)


def test_a_forgotten_bias_is_found_in_z_in_a_and_in_the_cost():
    drawn = case("2-3-2", "sigmoid sigmoid")
    doctor, slipped = Doctor(trace_of(drawn), ETA), SlippedPass(drawn.net, drawn.x, drawn.y, ETA, "no-bias")
    for number in (1, 2):
        for name, arrays in (("z", slipped.z), ("a", slipped.a)):
            found = doctor.diagnose(f"{name}-{number}", str(arrays[number].tolist()))
            assert (found.mistakes[0], found.phase) == ("no-bias", "z-1"), found.message
    cost = 0.5 * ((slipped.a[2] - drawn.y) ** 2).sum() / 4
    found = doctor.diagnose("cost", repr(float(cost)))
    assert (found.mistakes, found.phase) == (("no-bias",), "z-1")


def test_a_bias_forgotten_in_one_layer_is_found_there():
    drawn = case("2-3-2", "sigmoid sigmoid")
    trace = trace_of(drawn)
    found = Doctor(trace, ETA).diagnose("z-2", str((trace.layers[1].w @ trace.layers[1].a_prev).tolist()))
    assert (found.mistakes, found.phase) == (("no-bias",), "z-2")
    assert found.message.endswith("at the output only.")


def test_only_the_numbers_of_a_forgotten_bias_need_biases():
    net = case("2-3-2", "sigmoid softmax", cost="cross-entropy").net
    bare = Network.build([layer.w for layer in net.layers], None, ["sigmoid", "softmax"], "cross-entropy")
    assert (applies(MISTAKES["no-bias"], net), applies(MISTAKES["no-bias"], bare)) == (True, False)
    assert not applies(MISTAKES["output-for-cost"], net), "the outputs of softmax always sum to 1"


SHAPES = {
    "no-transpose": ("2-3-1", "@", (1, 3), (1, 4), "core dimension"),
    "hadamard": ("2-3-1", "*", (3, 4), (2, 4), "could not be broadcast together with shapes (3,4) (2,4)"),
    "bias-not-summed": ("2-3-1", "-=", (3, 1), (3, 4), "doesn't match the broadcast shape (3,4)"),
}


@pytest.mark.parametrize("mistake", SHAPES)
def test_shapes_that_do_not_fit_are_told_in_the_words_of_numpy(mistake):
    sizes, sign, left, right_shape, words = SHAPES[mistake]
    story = wrong_step(trace_of(case(sizes, "tanh tanh")), MISTAKES[mistake], ETA)
    assert isinstance(story, ShapeStory)
    assert (story.sign, *story.shapes) == (sign, left, right_shape)
    assert words in story.words
    assert story.phase in phase_ids(2)
    for notation in NOTATIONS:
        (_, first), (_, second) = story.sides(notation)
        joined = {"@": np.matmul, "*": np.multiply, "-=": lambda a, b: np.subtract(a, b, out=a.copy())}[sign]
        with pytest.raises(ValueError) as refusal:
            joined(np.ones(first), np.ones(second))
        assert story.numpy_says(notation) == str(refusal.value).strip()


def test_the_words_for_rows_speak_of_the_shapes_shown_as_rows():
    story = wrong_step(trace_of(case("2-3-1", "tanh tanh")), MISTAKES["bias-not-summed"], ETA)
    rows = next(notation for notation in NOTATIONS if notation.orientation == "rows" and notation.letters == "code")
    assert isinstance(story, ShapeStory)
    assert [shape for _, shape in story.sides(rows)] == [(1, 3), (4, 3)]
    assert "(1,3)" in story.numpy_says(rows)


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_each_line_is_said_in_the_letters_of_the_notation(notation):
    for mistake in MISTAKES.values():
        told = mistake.told(notation)
        assert "{" not in told
        assert not told.endswith(".")
        if notation.letters == "code":
            assert "δ" not in told


@pytest.mark.parametrize("facts", ["published_from_the_updated_w2", "float64_from_the_updated_w2"])
def test_a_whole_run_from_the_updated_w_prints_what_mazur_printed(facts):
    expected = MAZUR.facts[facts]
    run = MAZUR.run(MISTAKES["updated-w"].equations(MAZUR.net, MAZUR.eta))
    assert_prints_as(run.seek(1).cost, expected["cost_after_1"], "cost")
    assert_prints_as(run.seek(10_000).layers[1].a[:, 0], expected["a2_after_10000"], "a2")


def test_one_step_from_the_updated_w_prints_what_rgu_printed():
    step = wrong_step(RGU.trace(), MISTAKES["updated-w"], RGU.eta)
    assert not isinstance(step, ShapeStory)
    assert_prints_as(step[1].layers[0].w, RGU.facts["float64_from_the_updated_w2"]["w1_after"], "w1")


@given(cases())
@steady(30)
def test_a_run_with_a_mistake_goes_where_single_steps_with_it_go(drawn: Case):
    for mistake in MISTAKES.values():
        trace = trace_of(drawn)
        step = wrong_step(trace, mistake, 0.01)
        if not applies(mistake, drawn.net) or isinstance(step, ShapeStory):
            continue
        equations = mistake.equations(drawn.net, 0.01)
        second = Run(drawn.net, drawn.x, drawn.y, 0.01, drawn.x.shape[1], equations=equations, memory=10**5).seek(1)
        for layer, new in zip(second.layers, step[1].layers, strict=True):
            assert np.array_equal(layer.w, new.w), mistake.id


@given(cases())
@steady(20)
def test_mistakes_computed_one_after_the_other_in_one_record_have_the_same_bits(drawn: Case):
    trace = trace_of(drawn)
    repeated = Repeated(trace, ETA)
    for mistake in MISTAKES.values():
        for form in range(len(mistake.forms)):
            step = wrong_step(trace, mistake, ETA, form)
            if isinstance(step, ShapeStory):
                continue
            flat, after = repeated.compute(mistake.equations(trace.network, ETA, form))
            for (name, number), array in gathered(*step).items():
                named = f"{name}_new" if name in ("w", "b") else name
                found = repeated.matrices(named, number, flat[None], after[None])
                assert found is not None and found[0].tobytes() == array.tobytes(), (mistake.id, form, name, number)
