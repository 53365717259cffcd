"""What can be downloaded from a phase: scripts, LaTeX and files of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..lesson.export import matrices_csv, matrices_json, numpy_script, phase_latex, torch_script
from .stage import Stage


class Export(NamedTuple):
    """The words on its button, the end of its file's name, a remark, and what writes it."""

    words: str
    ending: str
    remark: str
    write: Callable[[Stage], str]


EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "numpy": Export(
            "NumPy",
            "py",
            "This script needs only NumPy. It prints the numbers of this page.",
            lambda stage: numpy_script(stage.trace, stage.eta, stage.notation),
        ),
        "torch": Export(
            "PyTorch",
            "torch.py",
            "This script computes the same numbers with PyTorch's autograd, in float64.",
            lambda stage: torch_script(stage.trace, stage.eta, stage.notation),
        ),
        "latex": Export(
            "LaTeX of the phase",
            "tex",
            "The formula and the matrices of this phase. They need the LaTeX package amsmath.",
            lambda stage: phase_latex(stage.equation),
        ),
        "csv": Export(
            "CSV",
            "csv",
            "Every matrix of the mini-batch, every number with all its digits.",
            lambda stage: matrices_csv(stage.trace, stage.eta, stage.notation),
        ),
        "json": Export(
            "JSON",
            "json",
            "Every matrix of the mini-batch, every number with all its digits.",
            lambda stage: matrices_json(stage.trace, stage.eta, stage.notation),
        ),
    }
)
