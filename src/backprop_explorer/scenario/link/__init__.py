"""What an address says: every scenario as the parameters of a link, and back."""

from .packed import LONGEST
from .reading import read_link, with_second
from .second import compared, differences, said_of
from .tables import NOTATION, SPEEDS, STRIDES, NotationSwitch
from .writing import CUSTOM, PARAMETERS, THEIRS, fits, write_link, write_place, write_setup

__all__ = [
    "CUSTOM",
    "LONGEST",
    "NOTATION",
    "PARAMETERS",
    "SPEEDS",
    "STRIDES",
    "THEIRS",
    "NotationSwitch",
    "compared",
    "differences",
    "fits",
    "read_link",
    "said_of",
    "with_second",
    "write_link",
    "write_place",
    "write_setup",
]
