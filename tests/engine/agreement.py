"""Compares matrices; a failure prints both."""

import numpy as np
from numpy.typing import ArrayLike


def assert_agree(found: ArrayLike, expected: ArrayLike, relative: float, floor: float = 0.0, name: str = "") -> None:
    """‖found − expected‖ is at most `relative` times the larger norm, or times `floor` if that is more."""
    first, second = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    assert first.shape == second.shape, f"{name} has the shape {first.shape}, expected {second.shape}"
    difference = float(np.linalg.norm(first - second))
    scale = max(float(np.linalg.norm(first)), float(np.linalg.norm(second)), floor)
    assert difference <= relative * scale, (
        f"{name} differs by {difference:.3g}, allowed {relative * scale:.3g}\nfound    {first}\nexpected {second}"
    )
