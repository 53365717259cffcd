from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backprop_explorer.engine import ACTIVATIONS, COSTS, INITIALISERS, REDUCTIONS, Network
from backprop_explorer.scenario import (
    PRESETS,
    Scenario,
    SetupError,
    apply_setup,
    beginning,
    is_custom,
    new_weights,
    preset,
    typed_setup,
)

from ..engine.cases import steady
from .cases import CLASSES, MAZUR, ONE_NEURON, OR, PLACES, XOR

presets = st.sampled_from([OR, ONE_NEURON, MAZUR, XOR, CLASSES])
odd = st.text(max_size=70) | st.sampled_from(
    ("", " ", "\x00", "nan", "inf", "-inf", "1e400", "1e-400", "٣", "1_0", "²", "9" * 300, "<b>", "[[δ]]", "2--1", "-")
)


def shaped(scenario: Scenario) -> st.SearchStrategy[str]:
    """Layer lists that mostly begin and end as the data do."""
    ends = scenario.width
    inner = st.lists(st.integers(0, 70), max_size=8)
    return inner.map(lambda hidden: "-".join(map(str, (ends[0], *hidden, ends[1]))))


@st.composite
def typed_fields(draw: st.DrawFn) -> tuple[Scenario, dict[str, str]]:
    """A preset and what a person may have typed and chosen; boxes hold anything, choices what they offer."""
    scenario = draw(presets)
    fields = {
        "sizes": shaped(scenario) | odd,
        "hidden": st.sampled_from([name for name in ACTIVATIONS if name != "softmax"]),
        "output": st.sampled_from(sorted(ACTIVATIONS)),
        "cost": st.sampled_from(sorted(COSTS)),
        "reduction": st.sampled_from(REDUCTIONS),
        "eta": st.floats(1e-3, 1e3).map(str) | st.sampled_from(("0", "-1", "1e308", "5e-324", "−2", "0.5")) | odd,
        "batch_size": st.integers(-1, 300).map(str) | odd,
        "initialiser": st.sampled_from(INITIALISERS),
        "seed": st.integers(-1, 2**33).map(str) | odd,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=5))
    return scenario, {name: draw(fields[name]) for name in chosen}


@given(typed_fields())
@steady(200)
@example((OR, {"eta": "1e308"}))
@example((CLASSES, {"hidden": "linear", "initialiser": "normal", "sizes": "2-64-64-64-64-64-3", "seed": "4294967295"}))
def test_whatever_is_accepted_runs_and_whatever_is_not_is_refused_with_sentences(case):
    scenario, typed = case
    try:
        new = apply_setup(scenario, typed)
    except SetupError as error:
        assert error.sentences
        assert error.sentences.keys() <= {*typed, ""}
        assert all(sentence.endswith(".") for sentence in error.sentences.values())
        return
    trace = new.start().seek(0)
    assert np.isfinite(trace.flat).all() and np.isfinite(trace.cost)
    assert_within_limits(new)
    assert new is scenario or (new.step, new.phase, new.question) == (0, "batch", "")
    assert hash(new) == hash(replace(new))


def assert_within_limits(scenario: Scenario) -> None:
    """The limits of the design, section 9."""
    assert 1 <= scenario.depth <= 6
    assert all(1 <= n <= 64 for n in scenario.sizes[1:]) and scenario.sizes[0] <= 784
    assert sum(n * (k + 1) for k, n in pairwise(scenario.sizes)) <= 100_000
    assert 1 <= scenario.batch_size <= min(256, scenario.examples)
    assert 0 < scenario.eta < float("inf")
    assert 0 <= scenario.seed < 2**32


WRONG = [
    ("sizes", "2-x-1", ["x", "64"]),
    ("sizes", "", ["64"]),
    ("sizes", "3-2-1", ["3", "2 inputs"]),
    ("sizes", "2-2-2", ["2", "1 target"]),
    ("sizes", "2-65-1", ["65", "64"]),
    ("sizes", "2-0-1", ["0", "64"]),
    ("sizes", "2", ["1 number", "2", "7"]),
    ("sizes", "2-1-1-1-1-1-1-1", ["8 numbers", "7"]),
    ("eta", "0", ["“0”"]),
    ("eta", "-1", ["“-1”", "above 0"]),
    ("eta", "fast", ["fast"]),
    ("eta", "nan", ["nan"]),
    ("eta", "1e999", ["1e999"]),
    ("batch_size", "0", ["“0”", "1", "4 examples"]),
    ("batch_size", "5", ["“5”", "4 examples"]),
    ("batch_size", "2.5", ["2.5", "4 examples"]),
    ("seed", "-1", ["-1", "0", str(2**32 - 1)]),
    ("seed", str(2**32), [str(2**32), str(2**32 - 1)]),
    ("seed", "1e3", ["1e3"]),
]


@pytest.mark.parametrize(("field", "typed", "told"), WRONG, ids=lambda part: part if isinstance(part, str) else "")
def test_a_field_that_cannot_be_used_is_told_what_was_found_and_what_is_needed(field, typed, told):
    with pytest.raises(SetupError) as refused:
        apply_setup(OR, {field: typed})
    assert list(refused.value.sentences) == [field]
    for words in told:
        assert words in refused.value.sentences[field]


def test_several_fields_are_told_of_at_once():
    typed = {"sizes": "2-x-1", "eta": "0", "batch_size": "9", "seed": "-1", "cost": "quadratic"}
    with pytest.raises(SetupError) as refused:
        apply_setup(OR, typed)
    assert refused.value.sentences.keys() == {"sizes", "eta", "batch_size", "seed"}
    assert all(sentence in str(refused.value) for sentence in refused.value.sentences.values())


@pytest.mark.parametrize(
    ("scenario", "typed", "told"),
    [
        (OR, {"cost": "cross-entropy"}, ["cross-entropy", "softmax", "sigmoid"]),
        (OR, {"cost": "binary-cross-entropy", "output": "tanh"}, ["binary-cross-entropy", "sigmoid", "tanh"]),
        (OR, {"output": "softmax"}, ["1 output", "2 or more"]),
        (CLASSES, {"output": "sigmoid"}, ["cross-entropy", "softmax", "sigmoid"]),
    ],
)
def test_choices_that_do_not_go_together_are_told_together(scenario, typed, told):
    with pytest.raises(SetupError) as refused:
        apply_setup(scenario, typed)
    assert list(refused.value.sentences) == [""]
    for words in told:
        assert words in refused.value.sentences[""]


def test_a_text_of_any_length_is_quoted_in_part():
    with pytest.raises(SetupError) as refused:
        apply_setup(OR, {field: "7" * 10_000 for field in ("sizes", "eta", "batch_size", "seed")})
    assert len(refused.value.sentences) == 4
    assert all(len(sentence) < 400 for sentence in refused.value.sentences.values())


@pytest.mark.parametrize("place", PLACES)
def test_a_setup_that_is_typed_as_it_stands_changes_nothing(place):
    scenario = replace(PLACES[place], step=3, phase="cost")
    if len(set(scenario.activations[:-1])) > 1:
        return  # the setup has one box for the activation of all hidden layers
    assert apply_setup(scenario, typed_setup(scenario)) is scenario
    assert apply_setup(scenario, {}) is scenario


@given(presets, st.floats(5e-324, 1e308, allow_nan=False), st.integers(1, 4))
@steady(100)
@example(OR, 0.12345678, 2)
def test_changing_one_field_leaves_the_learning_rate_as_it_was_typed(scenario, eta, batch_size):
    assume(batch_size <= scenario.examples)
    own = apply_setup(scenario, {"eta": repr(eta)})
    assert own.eta == eta
    # The page sends every box at each change.
    changed = apply_setup(own, typed_setup(own) | {"batch_size": str(batch_size)})
    assert (changed.eta, changed.batch_size) == (eta, batch_size)


@pytest.mark.parametrize("typed", [{"eta": "0.25"}, {"batch_size": "1"}, {"cost": "squared-error"}, {"hidden": "tanh"}])
@pytest.mark.parametrize("scenario", [OR, XOR], ids=["given weights", "drawn weights"])
def test_the_weights_stay_while_sizes_initialiser_and_seed_do(scenario, typed):
    changed = apply_setup(replace(scenario, step=9, phase="cost"), typed)
    assert (changed.step, changed.phase) == (0, "batch")
    assert is_custom(changed)
    assert_same_parameters(changed.network(), scenario.network(), same=True)


@pytest.mark.parametrize("typed", [{"seed": "5"}, {"initialiser": "xavier"}, {"initialiser": "zeros"}])
@pytest.mark.parametrize("scenario", [OR, XOR], ids=["given weights", "drawn weights"])
def test_another_seed_or_initialiser_draws_other_weights(scenario, typed):
    changed = apply_setup(scenario, typed)
    assert_same_parameters(changed.network(), scenario.network(), same=False)
    assert_same_parameters(changed.network(), apply_setup(scenario, typed).network(), same=True)


def assert_same_parameters(one: Network, other: Network, same: bool) -> None:
    for first, second in zip(one.layers, other.layers, strict=True):
        assert np.array_equal(first.w, second.w) == same


def test_the_same_weights_again_are_the_same_setup_at_its_first_step():
    there = replace(XOR, step=40, phase="delta-1", view=replace(XOR.view, example=3, edges="grad_w"))
    again = beginning(there)
    assert (again.step, again.phase, again.view.example, again.view.edges) == (0, "batch", 0, "grad_w")
    assert again.setup() == there.setup()


@pytest.mark.parametrize("name", PRESETS)
def test_new_weights_are_those_of_the_next_seed_and_nothing_else_changes(name):
    start = replace(preset(name), step=40, phase="cost")
    new = new_weights(start)
    assert (new.step, new.phase, new.seed) == (0, "batch", start.seed + 1)
    assert replace(new, weights=start.weights, biases=start.biases, seed=start.seed) == beginning(start)
    assert_same_parameters(new.network(), start.network(), same=False)
    assert_same_parameters(new.network(), new_weights(start).network(), same=True)


def test_after_the_last_seed_comes_the_first():
    assert new_weights(replace(XOR, seed=2**32 - 1)).seed == 0


@pytest.mark.parametrize("typed", ["2-4-4-1", " 2 - 4 - 4 - 1 ", "2,4,4,1", "2–4–4–1"])
def test_a_layer_list_may_be_written_with_dashes_or_commas(typed):
    changed = apply_setup(OR, {"sizes": typed})
    assert changed.sizes == (2, 4, 4, 1)
    assert changed.activations == ("sigmoid",) * 3
    assert [layer.w.shape for layer in changed.network().layers] == [(4, 2), (4, 4), (1, 4)]


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("l2", "-0.1", "λ is “-0.1”; it has to be a number from 0 to 10"),
        ("l2", "much", "λ is “much”"),
        ("momentum", "1", "μ is “1”; it has to be a number from 0 to below 1"),
        ("beta1", "nan", "β₁ is “nan”"),
        ("beta2", "1.5", "β₂ is “1.5”"),
        ("epsilon", "0", "ε is “0”; it has to be a number above 0"),
    ],
)
def test_a_number_of_an_update_rule_that_cannot_be_used_gets_a_sentence(field, text, words):
    with pytest.raises(SetupError) as refused:
        apply_setup(OR, {"rule": "adam", field: text})
    assert refused.value.sentences[field].startswith(words)


def test_another_update_rule_keeps_the_weights_and_begins_anew():
    after = apply_setup(replace(OR, step=5, phase="update"), {"rule": "momentum", "momentum": "0.5", "l2": "0.01"})
    assert (after.rule, after.momentum, after.l2, after.step, after.phase) == ("momentum", 0.5, 0.01, 0, "batch")
    assert after.weights == OR.weights
    assert "velocity" in after.phase_ids and "velocity" not in OR.phase_ids
