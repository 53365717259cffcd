"""The small data sets of the presets, one example per column."""

from __future__ import annotations

import numpy as np

from .activations import Array

CORNERS = ((0.0, 0.0, 1.0, 1.0), (0.0, 1.0, 0.0, 1.0))


def gate(outputs: tuple[float, float, float, float]) -> tuple[Array, Array]:
    """x `(2, 4)`, the four pairs of 0 and 1 in counting order, and y `(1, 4)`, a truth table."""
    return np.array(CORNERS), np.array([outputs])


def spirals(seed: int, classes: int = 3, per_class: int = 50, noise: float = 0.08) -> tuple[Array, Array]:
    """Points of `classes` spiral arms in the plane, x `(2, classes·per_class)`, and one-hot y.

    The classes take turns, so that a mini-batch in the data's order holds some of each. `noise` is the
    standard deviation of each coordinate; the arms reach from radius 0.15 to 1.
    """
    random = np.random.default_rng(seed)
    turn = np.linspace(0.0, 1.0, per_class)
    radius = 0.15 + 0.85 * turn
    x = np.empty((2, per_class, classes))
    for arm in range(classes):
        angle = 2 * np.pi * arm / classes + 2.4 * turn
        x[:, :, arm] = radius * np.array([np.cos(angle), np.sin(angle)])
    x += noise * random.standard_normal(x.shape)
    return x.reshape(2, -1), np.tile(np.eye(classes), (1, per_class))
