"""What a person reads about one mini-batch: phases, notation, equations and sentences."""

from .equations import Equation, Line, Operand, Writer, latex_block
from .narration import GLOSSARY, Narrator, divergence_notice, saturation_notice
from .notation import QUANTITIES, Axis, Key, Notation, plural
from .phases import Phase, cost_after, phase_ids, phases, quantities

__all__ = [
    "GLOSSARY",
    "QUANTITIES",
    "Axis",
    "Equation",
    "Key",
    "Line",
    "Narrator",
    "Notation",
    "Operand",
    "Phase",
    "Writer",
    "cost_after",
    "divergence_notice",
    "latex_block",
    "phase_ids",
    "phases",
    "plural",
    "quantities",
    "saturation_notice",
]
