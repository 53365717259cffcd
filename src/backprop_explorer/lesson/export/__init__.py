"""What a learner can download from the page: scripts, a piece of LaTeX, and files of numbers."""

from .matrix_files import matrices_csv, matrices_json
from .phase_latex import phase_latex
from .script_numpy import numpy_script
from .script_torch import torch_script

__all__ = ["matrices_csv", "matrices_json", "numpy_script", "phase_latex", "torch_script"]
