"""The cost of one example, C_x, as a formula for KaTeX and as a line of NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# @ stands for the outputs, y for the targets.
COST_LATEX: Mapping[str, str] = MappingProxyType(
    {
        "quadratic": r"\tfrac{1}{2}\sum_j (@_j - y_j)^2",
        "squared-error": r"\sum_j (@_j - y_j)^2",
        "mean-squared-error": r"\tfrac{1}{n}\sum_j (@_j - y_j)^2",
        "binary-cross-entropy": r"-\sum_j [\,y_j \ln @_j + (1 - y_j)\ln(1 - @_j)\,]",
        "cross-entropy": r"-\sum_j y_j \ln @_j",
    }
)

COST_CODE: Mapping[str, str] = MappingProxyType(
    {
        "quadratic": "0.5 * (({a} - {y})**2).sum(axis={axis})",
        "squared-error": "(({a} - {y})**2).sum(axis={axis})",
        "mean-squared-error": "(({a} - {y})**2).mean(axis={axis})",
        "binary-cross-entropy": "-({y} * log({a}) + (1 - {y}) * log(1 - {a})).sum(axis={axis})",
        "cross-entropy": "-({y} * log({a})).sum(axis={axis})",
    }
)
