"""The ready-made data sets: the same numbers everywhere, what is held out, and that each preset learns its own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import backprop
from backprop_explorer.scenario import SetupError, preset, read_link, write_link
from backprop_explorer.scenario.asked_data import apply_data, typed_data
from backprop_explorer.scenario.data import DATASETS, Recipe, examples_of, usual
from backprop_explorer.scenario.data.sets import width
from backprop_explorer.scenario.fitting import adapted
from backprop_explorer.scenario.presets import LEARNED

from ..engine.cases import steady
from .cases import CLASSES, OR

# The first and the last example of each data set as it is usually made. If these change, links that people sent show
# other numbers than they did.
PINNED = {
    "moons": ([0.5126, -0.3164], [0], [1.5586, 0.2944], [1]),
    "circles": ([1.0126, -0.0664], [0], [0.5576, 0.013], [1]),
    "spirals": ([0.1563, -0.0332], [1, 0], [-0.6794, 0.7277], [0, 1]),
    "blobs": ([1.0314, -0.1659], [1, 0, 0, 0], [0.1466, -0.889], [0, 0, 0, 1]),
    "sine": ([0.6566], [0.6611], [0.9192], [0.4159]),
}


@st.composite
def recipes(draw):
    name = draw(st.sampled_from(tuple(DATASETS)))
    made = DATASETS[name]
    return Recipe(
        name,
        draw(st.integers(made.points[0], made.points[2])),
        0.0 if made.noise is None else draw(st.floats(0, 2)),
        0 if made.classes is None else draw(st.integers(made.classes[0], made.classes[2])),
        draw(st.integers(0, 2**32 - 1)),
    )


@given(recipes())
@steady(100)
def test_a_recipe_makes_what_it_says_and_the_same_each_time(recipe):
    x, y = examples_of(recipe)
    inputs, targets = width(recipe)
    assert x.shape == (inputs, recipe.points) and y.shape == (targets, recipe.points)
    assert np.isfinite(x).all()
    again = examples_of(recipe)
    assert np.array_equal(x, again[0]) and np.array_equal(y, again[1])
    assert np.array_equal(x, np.round(x, 4)) and not np.signbit(x[x == 0]).any()
    kind = DATASETS[recipe.name].targets
    if kind == "classes":
        assert ((y == 0) | (y == 1)).all() and (y.sum(axis=0) == 1).all()
        counts = y.sum(axis=1)
        assert counts.max() - counts.min() <= 1, "the classes take turns"
    elif kind == "binary":
        assert ((y == 0) | (y == 1)).all()


@pytest.mark.parametrize("name", PINNED)
def test_the_numbers_of_a_data_set_stay_as_they_are(name):
    x, y = examples_of(usual(name))
    first_x, first_y, last_x, last_y = PINNED[name]
    assert (x[:, 0].tolist(), y[:, 0].tolist()) == (first_x, first_y)
    assert (x[:, -1].tolist(), y[:, -1].tolist()) == (last_x, last_y)


def test_without_noise_the_points_lie_on_their_shapes():
    x, y = examples_of(Recipe("circles", 101))
    assert np.hypot(*x) == pytest.approx(np.where(y[0] == 0, 1.0, 0.5), abs=1e-4)
    x, y = examples_of(Recipe("moons", 100))
    centres = np.where(y == 0, [[-0.5], [-0.25]], [[0.5], [0.25]])
    assert np.hypot(*(x - centres)) == pytest.approx(1.0, abs=2e-4)
    assert ((x - centres)[1] * np.where(y[0] == 0, 1, -1) >= -1e-4).all(), "one half of each circle"
    x, y = examples_of(Recipe("sine", 50))
    assert y == pytest.approx(np.sin(np.pi * x), abs=5e-4)
    x, y = examples_of(Recipe("blobs", 60, 0.0, 5))
    assert len({*map(tuple, x.T.tolist())}) == 5 and np.hypot(*x) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "blobs"])
def test_the_noise_has_the_size_that_was_asked_for_and_comes_from_the_seed(name):
    quiet = replace(usual(name), points=2000, noise=0.0)
    clean, noisy = examples_of(quiet)[0], examples_of(replace(quiet, noise=0.2, seed=5))[0]
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.05)
    assert not np.array_equal(noisy, examples_of(replace(quiet, noise=0.2, seed=6))[0])


@pytest.mark.parametrize(
    ("name", "truth"), [("and", min), ("or", max), ("nand", lambda a: 1 - min(a)), ("xor", lambda a: sum(a) % 2)]
)
def test_a_gate_is_its_truth_table(name, truth):
    x, y = examples_of(usual(name))
    assert sorted(map(tuple, x.T.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert y[0].tolist() == [truth(pair) for pair in x.T.tolist()]


def test_the_digits_are_sixteen_grey_levels_and_look_like_digits():
    x, y = examples_of(usual("digits"))
    assert {*np.unique(x * 16)} == {*range(17)}
    assert y.sum(axis=1).tolist() == [60.0] * 10
    means = np.array([x[:, y[digit] == 1].mean(axis=1) for digit in range(10)])
    nearest = ((x[:, :, None] - means.T[:, None, :]) ** 2).sum(axis=0).argmin(axis=1)
    assert (nearest == y.argmax(axis=0)).mean() > 0.9, "each digit is near the mean of its class"


def test_what_is_held_out_and_what_is_trained_on_are_all_examples_and_never_the_same():
    scenario = preset("moons")
    x, y = scenario.all_data()
    own, held = scenario.data(), scenario.held_out()
    assert own[0].shape[1] == scenario.examples == 160 and held[0].shape[1] == held[1].shape[1] == 40
    together = sorted(map(tuple, np.hstack([np.vstack(own), np.vstack(held)]).T.tolist()))
    assert together == sorted(map(tuple, np.vstack([x, y]).T.tolist()))
    assert np.array_equal(scenario.start().x, own[0])
    other = replace(scenario, recipe=replace(scenario.recipe, seed=1))
    assert not np.array_equal(other.held_out()[0], held[0])


@given(st.integers(1, 60), st.integers(0, 50))
@steady(60)
def test_a_share_of_typed_examples_can_be_held_out_too(count, share):
    x = tuple((float(k), 0.5) for k in range(count))
    scenario = replace(OR, x=x, y=((1.0,),) * count, batch_size=1, held=share)
    held = scenario.held_out()
    left = 0 if held is None else held[0].shape[1]
    assert left == count * share // 100
    assert scenario.examples == count - left == scenario.data()[0].shape[1] >= 1
    assert scenario.start().seek(0).m == 1


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "xor-2-3-1", "three-classes"])
def test_the_presets_with_rows_of_their_own_hold_nothing_out(name):
    assert preset(name).held_out() is None


# How many epochs, and the least share of right answers after them.
LEARNED_BY = {"moons": (50, 0.95), "circles": (50, 0.9), "spirals": (150, 0.95), "blobs": (20, 0.95)}
LEARNED_BY |= {"digits": (20, 0.9)}


def right(scenario, network, x, y):
    """The share of examples whose class is found, by a calculation of its own."""
    a = x
    for layer in network.layers:
        z = layer.w @ a + layer.b
        a = np.tanh(z) if layer.activation.name == "tanh" else z
    if len(y) == 1:
        return ((a > 0) == (y == 1)).mean()
    return (a.argmax(axis=0) == y.argmax(axis=0)).mean()


@pytest.mark.parametrize("name", LEARNED_BY)
def test_a_preset_learns_its_data_and_knows_those_that_were_held_out(name):
    scenario, (epochs, enough) = preset(name), LEARNED_BY[name]
    run = scenario.start()
    network = run.seek(epochs * run.batches_per_epoch).network
    assert right(scenario, network, *scenario.held_out()) >= enough
    assert right(scenario, network, *scenario.data()) >= enough


def test_the_sine_is_learned_almost_down_to_its_noise():
    scenario = preset("sine")
    run, held = scenario.start(), scenario.held_out()
    assert backprop(run.network, *held).cost > 0.2
    network = run.seek(300 * run.batches_per_epoch).network
    assert backprop(network, *held).cost < 0.012, "half the variance of the noise is 0.005"


@pytest.mark.parametrize("name", ["and-gate-2-1", "nand-gate-2-1"])
def test_one_neuron_learns_its_gate(name):
    trace = preset(name).start().seek(200)
    assert ((trace.layers[-1].a > 0.5) == (trace.y > 0.5)).all()


def test_a_few_words_in_a_link_are_a_data_set():
    scenario, notes = read_link({"data": "moons", "points": "120", "noise": "0.25", "dataseed": "3"})
    assert notes == ()
    assert scenario.recipe == Recipe("moons", 120, 0.25, 0, 3)
    assert scenario.start().network.sizes == (2, 6, 1)
    link = write_link(scenario)
    assert sum(map(len, (*link, *link.values()))) < 120 and "d" not in link
    assert read_link(link) == (scenario, ())


@pytest.mark.parametrize("name", DATASETS)
def test_the_name_of_a_data_set_alone_opens_a_network_that_learns_it(name):
    scenario, notes = read_link({"data": name})
    assert notes == () and scenario.preset == LEARNED[name]
    assert np.array_equal(np.sort(scenario.all_data()[0]), np.sort(examples_of(usual(name))[0]))


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ({"data": "stars"}, "stars"),
        ({"data": "moons", "points": "5000"}, "5000"),
        ({"data": "moons", "noise": "-1"}, "-1"),
        ({"data": "moons", "noise": "nan"}, "nan"),
        ({"data": "moons", "classes": "3"}, "classes"),
        ({"data": "blobs", "classes": "900"}, "900"),
        ({"data": "xor", "noise": "0.1"}, "noise"),
        ({"points": "50"}, "typed"),
        ({"data": "moons", "held": "90"}, "90"),
    ],
)
def test_what_a_data_set_does_not_have_is_said_in_one_sentence(link, word):
    scenario, notes = read_link(link)
    assert len(notes) == 1 and word in notes[0]
    scenario.start().seek(0)


@pytest.mark.parametrize("start", [OR, CLASSES, preset("sine"), preset("digits")], ids=lambda each: each.preset)
@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_can_be_chosen_on_any_page_and_the_network_fits(start, name):
    new = apply_data(start, {"data": name})
    trace = new.start().seek(0)
    assert np.isfinite(trace.flat).all() and new.sizes[1:-1] == start.sizes[1:-1]
    said = " ".join(adapted(start, new))
    assert (new.sizes != start.sizes) == ("layer sizes" in said)
    assert (new.activations[-1] != start.activations[-1]) == ("outputs" in said)
    assert apply_data(new, typed_data(new)) is new


def test_fields_that_cannot_be_used_keep_everything_and_are_told_of_together():
    with pytest.raises(SetupError) as refused:
        apply_data(preset("blobs"), {"points": "1", "noise": "loud", "classes": "2"})
    assert refused.value.sentences.keys() == {"points", "noise"}
    assert all(sentence.endswith(".") for sentence in refused.value.sentences.values())
