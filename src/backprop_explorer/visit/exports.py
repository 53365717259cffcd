"""What can be downloaded from a phase: scripts, LaTeX and files of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..engine import Trace
from ..lesson.export import matrices_csv, matrices_json, numpy_script, phase_latex, torch_script
from ..lesson.notation import Notation
from .stage import Stage


class Export(NamedTuple):
    """The words on its button, the end of its file's name, what writes it, and a remark."""

    words: str
    ending: str
    write: Callable[[Stage], str]
    remark: str


def _whole(write: Callable[[Trace, float, Notation], str]) -> Callable[[Stage], str]:
    """What `write` makes of the whole mini-batch."""
    return lambda stage: write(stage.trace, stage.eta, stage.notation)


_EVERY_DIGIT = "Every matrix of the mini-batch, every number with all its digits."
_NUMPY = "This script needs only NumPy. It prints the numbers of this page."
_TORCH = "This script computes the same numbers with PyTorch's autograd, in float64."
_LATEX = "The formula and the matrices of this phase. They need the LaTeX package amsmath."

EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "numpy": Export("NumPy", "py", _whole(numpy_script), _NUMPY),
        "torch": Export("PyTorch", "torch.py", _whole(torch_script), _TORCH),
        "latex": Export("LaTeX of the phase", "tex", lambda stage: phase_latex(stage.equation), _LATEX),
        "csv": Export("CSV", "csv", _whole(matrices_csv), _EVERY_DIGIT),
        "json": Export("JSON", "json", _whole(matrices_json), _EVERY_DIGIT),
    }
)
