"""An oracle for what a number is computed from: change one operand by a little, and look which numbers move.

It knows nothing but the equations; a matrix has columns of examples.
"""

from collections.abc import Callable, Mapping

import numpy as np

Cell = tuple[str, int, int]
"""A matrix, "w-2", a row and a column."""

Equation = tuple[Callable[..., np.ndarray], tuple[str, ...]]
"""How a matrix is computed, and from which."""


def sigma(z: np.ndarray) -> np.ndarray:
    """Stands for every σ that works on each number by itself."""
    return 1 / (1 + np.exp(-z))


def prime(z: np.ndarray) -> np.ndarray:
    return sigma(z) * (1 - sigma(z))


def softmax(z: np.ndarray) -> np.ndarray:
    return np.exp(z) / np.exp(z).sum(0)


def equations(depth: int, classes: bool, biased: bool = True) -> dict[str, Equation]:
    """All matrices of a network; with `classes` its end is softmax with cross-entropy, else σ with ½ Σ (a − y)²."""
    found: dict[str, Equation] = {}
    for layer in range(1, depth + 1):
        below = f"a-{layer - 1}" if layer > 1 else "x-0"
        bias = (f"b-{layer}",) if biased else ()
        found[f"z-{layer}"] = (lambda w, a, b=0.0: w @ a + b), (f"w-{layer}", below, *bias)
        found[f"a-{layer}"] = (softmax if classes and layer == depth else sigma), (f"z-{layer}",)
        back = (f"w-{layer + 1}", f"delta-{layer + 1}", f"z-{layer}")
        found[f"delta-{layer}"] = (lambda w, d, z: (w.T @ d) * prime(z)), back
        found[f"grad_w-{layer}"] = (lambda d, a: d @ a.T), (f"delta-{layer}", below)
        if biased:
            found[f"grad_b-{layer}"] = (lambda d: d.sum(1, keepdims=True)), (f"delta-{layer}",)
        for name in ("w", "b")[: 1 + biased]:
            found[f"{name}_new-{layer}"] = (lambda p, g: p - 0.5 * g), (f"{name}-{layer}", f"grad_{name}-{layer}")
    ends = (f"a-{depth}", f"y-{depth}")
    if classes:
        found[f"delta-{depth}"] = (lambda a, y: a - y), ends
    else:
        found[f"delta-{depth}"] = (lambda a, y, z: (a - y) * prime(z)), (*ends, f"z-{depth}")
    return found


def moved_by(equation: Equation, name: str, shapes: Mapping[str, tuple[int, int]]) -> dict[Cell, set[Cell]]:
    """For each entry of a matrix the entries of others that move it; the numbers are drawn, none of them is 0."""
    random = np.random.default_rng(7)
    compute, operands = equation
    values = [random.normal(size=shapes[operand]) for operand in operands]
    before = compute(*values)
    found: dict[Cell, set[Cell]] = {(name, *place): set() for place in np.ndindex(before.shape)}
    for number, operand in enumerate(operands):
        for place in np.ndindex(values[number].shape):
            changed = [value.copy() for value in values]
            changed[number][place] += 1e-3
            for moved in np.argwhere(compute(*changed) != before):
                found[name, *map(int, moved)].add((operand, *place))
    return found


def partner(cell: Cell) -> set[Cell]:
    """The weight of a gradient, and the gradient of a weight: they share an edge, or a neuron."""
    name, layer = cell[0].rsplit("-", 1)
    other = {"w": "grad_w", "b": "grad_b", "grad_w": "w", "grad_b": "b"}.get(name)
    return {(f"{other}-{layer}", *cell[1:])} if other else set()
