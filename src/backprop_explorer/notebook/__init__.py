"""check() and show(): the numbers of one's own code beside those of backpropagation, in a notebook or a test."""

from .checking import check
from .result import Result
from .shown import Shown, show

__all__ = ["Result", "Shown", "check", "show"]
