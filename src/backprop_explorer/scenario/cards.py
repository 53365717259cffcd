"""What the gallery says of each preset, group by group."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CARDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Networks to begin with": {
            "or-gate-2-2-1": "The question this page grew from",
            "two-inputs-one-output": "All by hand",
            "mazur-2-2-2": "His printed numbers, both ways",
            "schiendorfer-batch-of-two": "A worked example, gradients summed",
            "rgu-2-2-1": "A worked example in print",
            "dead-relu": "A neuron that never learns again",
            "xor-2-3-1": "All sizes different",
            "three-classes": "Softmax, batches of 10",
        },
        "Data to learn": {
            "and-gate-2-1": "One neuron is enough",
            "nand-gate-2-1": "One neuron, the other way round",
            "moons": "Two classes that reach into each other",
            "circles": "One class around the other",
            "spirals": "Two arms: slow, then learned",
            "blobs": "Four clouds, four outputs",
            "sine": "A curve, one input and one output",
            "digits": "8 × 8 pixels, 600 of them",
        },
    }
)
