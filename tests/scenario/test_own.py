from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backprop_explorer.lesson.notation import LETTERS, NUMBERINGS, ORIENTATIONS, Notation
from backprop_explorer.scenario import PRESETS, Scenario, SetupError, is_custom, new_weights, preset
from backprop_explorer.scenario.fitting import adapted
from backprop_explorer.scenario.own import TITLE, own_data, own_weights, read_data, typed_rows

from ..engine.cases import OUTPUTS, steady, targets
from .cases import CLASSES, MAZUR, ONE_NEURON, OR, XOR

notations = st.builds(
    Notation, st.sampled_from([*ORIENTATIONS]), st.sampled_from([*NUMBERINGS]), st.sampled_from([*LETTERS])
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Data and weights of any kind that the engine takes, in any notation."""
    cost = draw(st.sampled_from(sorted(OUTPUTS)))
    output = draw(st.sampled_from(OUTPUTS[cost]))
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))
    sizes += (draw(st.integers(2 if output == "softmax" else 1, 4)),)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = 10.0 ** draw(st.integers(-9, 2))
    m = draw(st.integers(1, 5))
    weights = tuple(tuple(map(tuple, (scale * random.standard_normal((n, k))).tolist())) for k, n in pairwise(sizes))
    biases = tuple(tuple((scale * random.standard_normal(n)).tolist()) for n in sizes[1:])
    biased = draw(st.booleans())
    return Scenario(
        preset="xor-2-3-1",
        title=TITLE,
        x=tuple(map(tuple, random.standard_normal((m, sizes[0])).tolist())),
        y=tuple(map(tuple, targets(cost, sizes[-1], m, random).T.tolist())),
        sizes=sizes,
        activations=(*("tanh",) * (len(sizes) - 2), output),
        cost=cost,
        weights=weights,
        biases=biases if biased else None,
        biased=biased,
        batch_size=draw(st.integers(1, m)),
        notation=draw(notations),
    )


def blank(scenario: Scenario) -> Scenario:
    """The same with other numbers: all inputs, weights and biases are 9."""
    nines = [np.full((n, n_prev), 9.0).tolist() for n_prev, n in pairwise(scenario.sizes)]
    x = np.full((len(scenario.x), scenario.sizes[0]), 9.0).tolist()
    weights = tuple(tuple(map(tuple, w)) for w in nines)
    biases = tuple((9.0,) * n for n in scenario.sizes[1:])
    return replace(scenario, x=tuple(map(tuple, x)), weights=weights, biases=biases, biased=True)


@given(scenarios())
@steady(150)
def test_the_typed_numbers_are_read_back_as_the_same_scenario(scenario):
    typed = typed_rows(scenario)
    weighed = own_weights(blank(scenario), typed["weights"], typed["biases"])
    assert weighed == replace(scenario, x=blank(scenario).x)
    assert own_data(weighed, typed["x"], typed["y"]) == scenario
    assert own_weights(scenario, typed["weights"], typed["biases"]) is scenario
    assert own_data(scenario, typed["x"], typed["y"]) is scenario


@given(scenarios(), st.sampled_from([*ORIENTATIONS]))
@steady(60)
def test_weights_are_typed_as_the_notation_shows_them(scenario, orientation):
    turned = replace(scenario, notation=Notation(orientation))
    shown = [
        Notation(orientation).display(("w", number), layer.w).tolist()
        for number, layer in enumerate(scenario.network().layers, start=1)
    ]
    typed = "\n\n".join(str(w) for w in shown)
    assert own_weights(blank(turned), typed, typed_rows(turned)["biases"]).weights == turned.weights


@pytest.mark.parametrize("name", [name for name in PRESETS if preset(name).recipe is None])
def test_a_preset_that_is_typed_back_is_the_preset_again(name):
    scenario, typed = preset(name), typed_rows(preset(name))
    assert own_data(replace(scenario, title=TITLE, x=blank(scenario).x), typed["x"], typed["y"]) == scenario
    own = own_weights(new_weights(scenario), typed["weights"], typed["biases"])
    assert all(
        np.array_equal(one.w, two.w) for one, two in zip(own.network().layers, scenario.network().layers, strict=True)
    )


HOSTILE = (
    "",
    " ",
    "__import__('os').system('true')",
    "[" * 3000 + "]" * 3000,
    "[[1e999]]",
    "[[1e308, 1e308]]",
    "nan",
    "[[nan, 1]]",
    "[[−1, 2], [0, 1]]",
    "0,5",
    "[[0,5 0,25]]",
    "[[1, 2], [3]]",
    "[[[1]]]",
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "[[δ]]",
    "1 " * 40_000,
    "[[0.3, 0.4], [0.1]]",
    "[[1, 1], [1]]",
    "[[], []]",
    "5",
    "[1, 2, 3]",
    "[[0, 0], [0, 1], [1, 0], [1, 1]]",
    "[0, 1, 1, 1]",
)
hostile = st.sampled_from(HOSTILE) | st.text(max_size=30) | st.text("[](),.- 0123456789e−\n", max_size=30)


@given(st.sampled_from([OR, ONE_NEURON, MAZUR, XOR, CLASSES, preset("dead-relu")]), notations, hostile, hostile)
@steady(400)
def test_whatever_is_typed_gives_a_scenario_that_runs_or_sentences(start, notation, first, second):
    scenario = replace(start, notation=notation)
    for read, fields in ((own_data, {"x", "y"}), (own_weights, {"weights", "biases"})):
        try:
            new = read(scenario, first, second)
        except SetupError as error:
            assert error.sentences and error.sentences.keys() <= {*fields, ""}
            for sentence in error.sentences.values():
                assert sentence.endswith((".", "[0.3, 0.4]]")) and len(sentence) < 900, sentence
            continue
        trace = new.start().seek(0)
        assert np.isfinite(trace.flat).all()
        assert (new.step, new.phase, new.notation) == (0, "batch", notation)
        assert is_custom(new) or new == scenario


def told(read, *texts) -> dict[str, str]:
    with pytest.raises(SetupError) as refused:
        read(*texts)
    return refused.value.sentences


def test_the_question_s_first_attempt_is_told_in_terms_of_the_picture():
    sentences = told(own_weights, OR, "[[0.3, 0.4], [0.1]]", "[[1, 1], [1]]")
    assert sentences == {
        "weights": "w¹ joins 2 inputs to 2 neurons: 4 edges, so 2 × 2 numbers, one per edge. This list has 2, one per "
        "neuron. w² joins 2 inputs to 1 neuron: 2 edges, so 1 × 2 numbers, one per edge. This list has 1, one per "
        "neuron."
    }


WRONG = [
    (own_weights, "[[1, 2, 3], [4, 5, 6]]\n\n[[1, 2]]", "", "weights", ["4 edges", "This list is 2 × 3."]),
    (own_weights, "[[1, 2], [3, 4]]\n\n[[1], [2]]", "", "weights", ["1 × 2", "2 × 1", "it is transposed"]),
    (own_weights, "[[1, 2], [3, 4]]", "", "weights", ["There is 1 matrix", "2 layers"]),
    (own_weights, "[[1,2],[3,4]]\n\n[[1,2]]\n\n[[1]]", "", "weights", ["There are 3 matrices", "2 layers"]),
    (own_weights, "[1, 2, 3, 4]\n\n[1, 2]", "", "weights", ["This list has 4, but without rows."]),
    (own_weights, "[[1, 2], [3, 4]]\n\n[[1, 2]]", "[[1], [1]]", "biases", ["b¹", "2 neurons", "This list has 1."]),
    (own_weights, "[[1, 2], [3, 4]]\n\n[[1, 2]]", "[1, 2, 3]", "biases", ["There is 1 list", "2 layers"]),
    (own_weights, "[[1, 2], [3, 4]]\n\n[[1, 2]]", "one", "biases", ["“one”"]),
    (own_data, "[0, 1]", "[[1], [0]]", "x", ["flat list of 2 numbers", "[[0.5, 1]]"]),
    (own_data, "5", "5", "x", ["one number"]),
    (own_data, "[[0, 1], [1, 0]]", "[[1, 0, 1]]", "y", ["2 examples", "targets for 1", "column", "2 and 3"]),
    (own_data, "[[0, 1], [1, 0]]", "[1, 0, 1]", "y", ["2 examples", "targets for 3"]),
    (own_data, "[[[0, 1]]]", "[[1]]", "x", ["3 deep"]),
    (own_data, "[[" + "0, " * 784 + "0]]", "[[1]]", "x", ["785", "784"]),
    (own_data, "[[1]]", "[[" + "0, " * 64 + "0]]", "y", ["65", "64"]),
    (own_data, "[[1], " * 1 + "[1], " * 1999 + "[1]]", "[[1]]", "x", ["2001", "2000"]),
]


@pytest.mark.parametrize(("read", "first", "second", "field", "words"), WRONG)
def test_what_does_not_fit_is_told_with_what_was_found_and_needed(read, first, second, field, words):
    sentences = told(read, OR, first, second)
    assert list(sentences) == [field]
    for word in words:
        assert word in sentences[field]


def test_both_fields_are_told_of_at_once():
    assert told(own_data, OR, "[1, 2]", "").keys() == {"x", "y"}
    assert told(own_weights, OR, "[[1]]", "[1; 2; 3]").keys() == {"weights", "biases"}


def test_targets_that_the_cost_does_not_take_are_refused():
    (sentence,) = told(own_data, CLASSES, "[[0, 1]]", "[[2, 0, 1]]").values()
    assert "cross-entropy" in sentence


def test_fewer_examples_lower_the_batch_size_and_it_is_said():
    own = own_data(replace(OR, step=7, phase="cost"), "[[0, 0], [1, 1]]", "[0, 1]")
    assert (own.batch_size, own.sizes, own.weights, own.y) == (2, OR.sizes, OR.weights, ((0.0,), (1.0,)))
    assert (own.title, is_custom(own), own.step, own.phase) == ("Own numbers", True, 0, "batch")
    assert adapted(OR, own) == ("The batch size went from 4 to 2, because there are 2 examples.",)
    assert own.start().seek(0).m == 2


@pytest.mark.parametrize("start", [OR, preset("rgu-2-2-1"), XOR], ids=["biases", "no biases", "drawn"])
def test_data_of_another_width_change_the_outer_layers_and_draw_new_weights(start):
    own = own_data(start, "[[1, 2, 3]]", "[[1, 0]]")
    assert own.sizes == (3, *start.sizes[1:-1], 2)
    assert own.weights is None and own.seed == start.seed
    assert all((layer.b is None) == (start.network().layers[0].b is None) for layer in own.network().layers)
    said = " ".join(adapted(start, own))
    assert "3-" in said and "new" in said and "seed" in said


def test_an_empty_text_stands_for_no_biases():
    own = own_weights(OR, typed_rows(OR)["weights"], "")
    assert own.weights == OR.weights and own.biases is None
    assert own.network().layers[0].b is None and not own.biased
    assert new_weights(own).network().layers[0].b is None
    assert adapted(OR, own) == ()


@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=2), min_size=1, max_size=6))
@steady(50)
def test_own_data_are_what_the_first_mini_batch_holds(x):
    assume(x != [list(row) for row in OR.x])
    own = own_data(replace(OR, batch_size=1), str(x), str([0.5] * len(x)))
    assert own.start().seek(0).x.ravel().tolist() == x[0]
    assert own.data()[0].T.tolist() == x


LAYOUTS = [
    # x, y, and what is read: the way, the examples, the inputs, and the other way, if there is one
    ("[[0, 0, 1, 1], [0, 1, 0, 1]]", "[[0, 1, 1, 1]]", ("column", 4, 2, None)),
    ("[[0, 0], [0, 1], [1, 0], [1, 1]]", "[[0], [1], [1], [1]]", ("row", 4, 2, None)),
    ("[[0, 0], [0, 1], [1, 0], [1, 1]]", "[0, 1, 1, 1]", ("row", 4, 2, None)),
    ("[[0, 0, 1], [0, 1, 0]]", "[0, 1, 1]", ("column", 3, 2, None)),
    ("[[0, 0], [0, 1]]", "[0, 1]", ("row", 2, 2, "column")),
    ("[[1, 2, 3], [4, 5, 6]]", "[[1, 0, 1], [0, 1, 0]]", ("row", 2, 3, "column")),
    ("[[0, 1], [1, 0]]", "[[1, 0]]", ("column", 2, 2, None)),
]


@pytest.mark.parametrize(("x", "y", "expected"), LAYOUTS)
def test_examples_are_read_as_rows_or_columns_and_it_is_said(x, y, expected):
    own, taken = read_data(OR, x, y)
    way, examples, inputs, other = expected
    assert (taken.layout, own.examples, own.width[0], taken.other) == (way, examples, inputs, other)
    assert f"{examples} examples of {inputs} inputs, one example a {way}" in taken.sentence
    assert (f"One example a {other}" in taken.sentence) == (other is not None)
    if way == "column":
        assert own.data()[0].tolist() == np.array(eval(x)).tolist(), "as the engine holds them"


def test_the_way_that_fits_the_layers_is_taken_where_both_can_be_meant():
    x, y = "[[1, 2, 3], [4, 5, 6]]", "[[0, 1, 0], [1, 0, 1]]"  # 2 × 3 both, for 2 inputs and 2 targets
    own, taken = read_data(MAZUR, x, y)
    assert (taken.layout, own.sizes, own.weights) == ("column", MAZUR.sizes, MAZUR.weights)
    turned, taken = read_data(MAZUR, x, y, "row")
    assert (taken.layout, taken.other, turned.x) == ("row", "column", ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)))
    assert turned.sizes == (3, 2, 3) and turned.weights is None


@given(scenarios(), st.sampled_from(("row", "column")))
@steady(100)
def test_columns_are_the_same_examples_as_rows(scenario, layout):
    x, y = scenario.data()
    texts = [str(array.T.tolist() if layout == "row" else array.tolist()) for array in (x, y)]
    other = replace(scenario, x=tuple((9.0,) * len(row) for row in scenario.x))
    assert read_data(other, *texts, layout)[0] == scenario
