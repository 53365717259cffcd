"""Which quantity each name means: grad_w1, delta_2, cost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..lesson.doctor import key_of
from ..lesson.notation import Key

NAME = re.compile(r"(z|a|delta|grad_w|grad_b|w|b)[_-]?([0-9]{1,3})")
KNOWN = "z, a, delta, grad_w, grad_b, w and b with the number of a layer (grad_w1, delta_2), and cost"
NO_ETA = 1.0  # what η is where nothing that is asked for depends on it


def same_name(name: str) -> str:
    """One spelling for "grad_w1", "grad_w_1" and "grad_w-1"."""
    match = NAME.fullmatch(name)
    return name if match is None else f"{match[1]}-{int(match[2])}"


def named(key: Key) -> str:
    """The quantity as the doctor takes it: "w-1" is w¹ after the update."""
    return "cost" if key[0] == "cost" else f"{key[0].removesuffix('_new')}-{key[1]}"


def keys_of(names: Iterable[str], depth: int, biased: Iterable[bool]) -> dict[str, Key]:
    """The quantity of each name in a network with so many layers. Raises ValueError with a sentence."""
    has_bias = list(biased)
    found: dict[str, Key] = {}
    for name in names:
        key = key_of(same_name(name), depth)
        if key is None:
            raise ValueError(f"“{name[:40]}” is not known. There are {KNOWN}.")
        if key[0] != "cost" and not 1 <= key[1] <= depth:
            raise ValueError(f"“{name}” is of layer {key[1]}, but this network has the layers 1 to {depth}.")
        if key[0] in ("grad_b", "b_new") and not has_bias[key[1] - 1]:
            raise ValueError(f"“{name}” is of a layer without biases, so there is nothing to compare it with.")
        if key in found.values():
            raise ValueError(f"“{name}” is given twice. Give each quantity once.")
        found[name] = key
    if not found:
        raise ValueError(f"Nothing is given to check. Add a quantity, as in grad_w1=mine. There are {KNOWN}.")
    return found
