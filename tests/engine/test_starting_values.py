import numpy as np
import pytest

from backprop_explorer.engine import INITIALISERS, initial_parameters
from backprop_explorer.engine.datasets import gate, spirals

SIZES = (200, 300, 100)
# The standard deviation of w for each n_(l−1) and n_l.
SPREADS = {
    "normal": lambda n_prev, n: 1.0,
    "xavier": lambda n_prev, n: np.sqrt(2 / (n_prev + n)),
    "he": lambda n_prev, n: np.sqrt(2 / n_prev),
    "uniform": lambda n_prev, n: 1 / np.sqrt(3 * n_prev),
}


@pytest.mark.parametrize("initialiser", INITIALISERS)
def test_starting_values_have_the_shapes_of_the_layers(initialiser):
    weights, biases = initial_parameters((2, 3, 1), initialiser, 0)
    assert [w.shape for w in weights] == [(3, 2), (1, 3)]
    assert [b.shape for b in biases] == [(3, 1), (1, 1)]


@pytest.mark.parametrize("initialiser", SPREADS)
def test_weights_have_mean_zero_and_the_spread_of_their_initialiser(initialiser):
    weights, _ = initial_parameters(SIZES, initialiser, 1)
    for w, n_prev, n in zip(weights, SIZES, SIZES[1:], strict=False):
        spread = SPREADS[initialiser](n_prev, n)
        # Five standard errors of a mean, and of a standard deviation.
        assert abs(w.mean()) < 5 * spread / np.sqrt(w.size)
        assert abs(w.std() / spread - 1) < 5 / np.sqrt(2 * w.size)


def test_uniform_weights_lie_within_one_over_the_root_of_the_inputs():
    for w, n_prev in zip(initial_parameters(SIZES, "uniform", 1)[0], SIZES, strict=False):
        assert 0.99 < abs(w).max() * np.sqrt(n_prev) <= 1


def test_normal_biases_are_spread_like_the_weights():
    _, biases = initial_parameters((1, 10_000), "normal", 1)
    assert abs(biases[0].mean()) < 0.05
    assert abs(biases[0].std() - 1) < 0.05


@pytest.mark.parametrize("initialiser", sorted(set(INITIALISERS) - {"normal"}))
def test_other_biases_start_at_zero(initialiser):
    assert not any(b.any() for b in initial_parameters(SIZES, initialiser, 1)[1])


def test_zeros_are_zero_without_a_minus():
    for array in (array for part in initial_parameters((5, 5), "zeros", 1) for array in part):
        assert not array.any()
        assert not np.signbit(array).any()


@pytest.mark.parametrize("initialiser", SPREADS)
def test_a_seed_gives_the_same_numbers_again_and_another_gives_others(initialiser):
    first, again, other = (initial_parameters((2, 3, 1), initialiser, seed)[0] for seed in (7, 7, 8))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_biases_can_be_left_out():
    assert initial_parameters((2, 3, 1), "normal", 0, biases=False)[1] is None


def test_an_unknown_initialiser_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'nguyen' is not known; there are normal, xavier, he, uniform, zeros"):
        initial_parameters((2, 1), "nguyen", 0)


def test_a_gate_lists_the_pairs_in_counting_order():
    x, y = gate((0, 1, 1, 0))
    assert x.T.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [[0, 1, 1, 0]]


def test_spirals_take_their_classes_in_turn():
    x, y = spirals(3, classes=4, per_class=6)
    assert (x.shape, y.shape) == ((2, 24), (4, 24))
    assert y.argmax(axis=0).tolist() == [0, 1, 2, 3] * 6
    assert y.sum(axis=0).tolist() == [1] * 24


def test_spirals_without_noise_turn_outwards_arm_beside_arm():
    x, _ = spirals(0, classes=3, per_class=10, noise=0)
    arms = x.reshape(2, 10, 3)
    radius = np.hypot(*arms)
    angle = np.unwrap(np.arctan2(arms[1], arms[0]), axis=0)
    assert np.allclose(radius, np.linspace(0.15, 1, 10)[:, None])
    assert (np.diff(angle, axis=0) > 0).all()
    assert np.allclose(np.exp(1j * (angle[:, 1] - angle[:, 0])), np.exp(2j * np.pi / 3))


def test_the_noise_of_spirals_comes_from_the_seed():
    clean = spirals(0, per_class=500, noise=0)[0]
    noise = spirals(1, per_class=500, noise=0.1)[0] - clean
    assert abs(noise.std() - 0.1) < 0.01
    assert np.array_equal(spirals(1)[0], spirals(1)[0])
    assert not np.array_equal(spirals(1)[0], spirals(2)[0])
