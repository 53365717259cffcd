"""The arithmetic of a learner with pencil and paper: σ number by number, a line of numbers read from left to right."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from backprop_explorer.lesson.operands import Line, Operand


def logistic(z: float) -> float:
    """1/(1 + e^(−z)), from whichever power does not overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


SIGMA: Mapping[str, Callable[[float], float]] = {
    "sigmoid": logistic,
    "tanh": lambda z: 2 * logistic(2 * z) - 1,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky-relu": lambda z: z if z > 0 else z / 10,
    "linear": lambda z: z,
}

SIGMA_PRIME: Mapping[str, Callable[[float], float]] = {
    "sigmoid": lambda z: logistic(z) * logistic(-z),
    "tanh": lambda z: 1 / math.cosh(z) ** 2,
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "leaky-relu": lambda z: 1.0 if z > 0 else 0.1,
    "linear": lambda z: 1.0,
}

# C_x from the outputs a and the targets y of one example, and ∇_a C_x where δ is computed with it.
COST: Mapping[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "quadratic": lambda a, y: sum((a - y) ** 2) / 2,
    "squared-error": lambda a, y: sum((a - y) ** 2),
    "mean-squared-error": lambda a, y: sum((a - y) ** 2) / len(a),
    "binary-cross-entropy": lambda a, y: (
        -sum(
            t * math.log(p)
            if t == 1
            else (1 - t) * math.log1p(-p)
            if t == 0
            else t * math.log(p) + (1 - t) * math.log1p(-p)
            for p, t in zip(a, y, strict=True)
        )
    ),
    "cross-entropy": lambda a, y: -sum(t * math.log(p) for p, t in zip(a, y, strict=True) if t),
}
COST_SLOPE: Mapping[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "quadratic": lambda a, y: a - y,
    "squared-error": lambda a, y: 2 * (a - y),
    "mean-squared-error": lambda a, y: 2 * (a - y) / len(a),
}


def softmax(z: np.ndarray) -> np.ndarray:
    """Shares of one example."""
    powers = np.array([math.exp(value - max(z)) for value in z])
    return powers / sum(powers)


def sigma(name: str, z: np.ndarray) -> np.ndarray:
    """σ(z), columns as examples."""
    if name == "softmax":
        return np.array([softmax(column) for column in z.T]).T
    return np.vectorize(SIGMA[name], otypes=[float])(z)


def sigma_prime(name: str, z: np.ndarray) -> np.ndarray:
    """σ′(z), number by number."""
    return np.vectorize(SIGMA_PRIME[name], otypes=[float])(z)


def read_off(line: Line, activate: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, Operand]:
    """What stands left of a line's equals sign, worked out from its displayed numbers, and the operand right of it."""
    value: np.ndarray | None = None
    sign = ""
    for part in line.parts:
        if isinstance(part, Operand):
            if sign.endswith("="):
                assert value is not None and part is line.parts[-1]
                return value, part
            value = _combine(value, sign, part, activate)
            sign = ""
        elif part.startswith("÷ "):
            value = value / float(part.removeprefix("÷ "))
        else:
            assert not sign, f"two signs in a row: {sign} {part}"
            sign = part
    raise AssertionError(f"there is no equals sign in {line.parts}")


def _combine(value: np.ndarray | None, sign: str, part: Operand, activate: Callable) -> np.ndarray:
    """`value` and the next operand; numbers set side by side are multiplied as matrices."""
    right = part.array
    if value is None:
        summed = [i for i, axis in enumerate(part.axes) if axis.summed]
        return {
            "": lambda: right,
            "σ": lambda: activate(right),
            "softmax": lambda: activate(right),
            "Σ": lambda: right.sum(axis=summed[0], keepdims=True),
        }[sign]()
    if sign in ("⊙", "−"):
        assert value.shape == right.shape, f"{value.shape} {sign} {right.shape}"
    return {
        "": lambda: value @ right,
        "+": lambda: value + right,
        "−": lambda: value - right,
        "⊙": lambda: value * right,
    }[sign]()
