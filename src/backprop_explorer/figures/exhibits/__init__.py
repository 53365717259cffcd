"""The small pictures that stand below the answer of a question, by the id of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..html import Html
from .exhibited import Exhibited
from .products import maths_or_code

__all__ = ["EXHIBITS", "Exhibited"]

EXHIBITS: Mapping[str, Callable[[Exhibited], Html]] = MappingProxyType(
    {
        "maths-or-code": maths_or_code,
    }
)
"""A picture is empty where the network of the scenario has nothing of the kind to show."""
