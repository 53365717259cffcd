"""The slope of a σ at a z so large that the output a no longer holds it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

SLOPE_OF_OUTPUT: Mapping[str, str] = MappingProxyType({"sigmoid": "a(1 − a)", "tanh": "1 − a²"})
"""The activations whose outputs come to an end of their range, which a double reaches, with σ′ as code has it."""


def true_slope(activation: str, z: float) -> float:
    """σ′(z) of sigmoid or tanh from z itself: right to the last digits where 1 − a is rounded to 0.

    σ′(z) = e^(−|z|) / (1 + e^(−|z|))², and tanh′(z) = 4 e^(−2|z|) / (1 + e^(−2|z|))². Far below 1e−308 it is 0.
    """
    times, factor = {"sigmoid": (1.0, 1.0), "tanh": (2.0, 4.0)}[activation]
    small = math.exp(-times * abs(z))
    return factor * small / (1.0 + small) ** 2
