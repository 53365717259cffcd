"""Small data sets, one example per column; what is random in them comes from a seed."""

from __future__ import annotations

import numpy as np

from .activations import Array

CORNERS = ((0.0, 0.0, 1.0, 1.0), (0.0, 1.0, 0.0, 1.0))


def gate(outputs: tuple[float, float, float, float]) -> tuple[Array, Array]:
    """x `(2, 4)`, the four pairs of 0 and 1 in counting order, and y `(1, 4)`, a truth table."""
    return np.array(CORNERS), np.array([outputs])


def spirals(
    seed: int, classes: int = 3, per_class: int = 50, noise: float = 0.08, turn: float = 2.4
) -> tuple[Array, Array]:
    """Points of `classes` spiral arms in the plane, x `(2, classes·per_class)`, and one-hot y.

    The classes take turns, so that a mini-batch in the data's order holds some of each. `noise` is the
    standard deviation of each coordinate; the arms reach from radius 0.15 to 1 and turn by `turn` radians.
    """
    random = np.random.default_rng(seed)
    along = np.linspace(0.0, 1.0, per_class)
    radius = 0.15 + 0.85 * along
    x = np.empty((2, per_class, classes))
    for arm in range(classes):
        angle = 2 * np.pi * arm / classes + turn * along
        x[:, :, arm] = radius * np.array([np.cos(angle), np.sin(angle)])
    x += noise * random.standard_normal(x.shape)
    return x.reshape(2, -1), np.tile(np.eye(classes), (1, per_class))


def moons(seed: int, points: int, noise: float) -> tuple[Array, Array]:
    """Two half circles that reach into each other, x `(2, points)`, and y `(1, points)`: 0 above, 1 below.

    Here and in the data below the classes take turns, and `noise` is the standard deviation of what is added to each
    coordinate.
    """
    which = np.arange(points) % 2
    angle = np.pi * _along(points, 2)
    side = 1.0 - 2.0 * which
    x = np.array([side * np.cos(angle) + which - 0.5, side * np.sin(angle) + 0.5 * which - 0.25])
    return x + _noise(seed, noise, x.shape), which[np.newaxis].astype(np.float64)


def circles(seed: int, points: int, noise: float) -> tuple[Array, Array]:
    """A circle of radius 1 around one of radius 0.5, x `(2, points)`, and y `(1, points)`: 0 outside, 1 inside."""
    which = np.arange(points) % 2
    per_circle = -(-points // 2)
    angle = 2 * np.pi * (np.arange(points) // 2) / per_circle
    x = (1.0 - 0.5 * which) * np.array([np.cos(angle), np.sin(angle)])
    return x + _noise(seed, noise, x.shape), which[np.newaxis].astype(np.float64)


def blobs(seed: int, points: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Round clouds with their centres on a circle of radius 1, x `(2, points)`, and one-hot y `(classes, points)`."""
    which = np.arange(points) % classes
    angle = 2 * np.pi * which / classes
    x = np.array([np.cos(angle), np.sin(angle)])
    return x + _noise(seed, noise, x.shape), np.eye(classes)[:, which]


def sine(seed: int, points: int, noise: float) -> tuple[Array, Array]:
    """x `(1, points)`, even over [−1, 1] and in random order, and y = sin(πx) with noise, `(1, points)`."""
    random = np.random.default_rng(seed)
    x = random.permutation(np.linspace(-1.0, 1.0, points))[np.newaxis]
    return x, np.sin(np.pi * x) + noise * random.standard_normal(x.shape)


def _along(points: int, classes: int) -> Array:
    """How far each point is on the way through its class, from 0 to 1."""
    per_class = -(-points // classes)
    return (np.arange(points) // classes) / max(1, per_class - 1)


def _noise(seed: int, noise: float, shape: tuple[int, ...]) -> Array:
    return noise * np.random.default_rng(seed).standard_normal(shape)
