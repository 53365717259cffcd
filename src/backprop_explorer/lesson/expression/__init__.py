"""Every equation once, as a value: a tree from which all that is shown of it is read."""

from .formula import Formula, entry_formula, formula, text
from .numpy_code import code
from .rules import Rules
from .tree import Call, Each, Expression, Factor, Mul, Num, Part, Q, Scale, Sum, T, addends, laid, lights, value

__all__ = [
    "Call",
    "Each",
    "Expression",
    "Factor",
    "Formula",
    "Mul",
    "Num",
    "Part",
    "Q",
    "Rules",
    "Scale",
    "Sum",
    "T",
    "addends",
    "code",
    "entry_formula",
    "formula",
    "laid",
    "lights",
    "text",
    "value",
]
