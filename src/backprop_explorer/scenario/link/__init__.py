"""What an address says: every scenario as the parameters of a link, and back."""

from .packed import LONGEST
from .reading import read_link
from .tables import NOTATION, NotationSwitch
from .writing import CUSTOM, PARAMETERS, THEIRS, fits, write_link, write_place, write_setup

__all__ = [
    "CUSTOM",
    "LONGEST",
    "NOTATION",
    "PARAMETERS",
    "THEIRS",
    "NotationSwitch",
    "fits",
    "read_link",
    "write_link",
    "write_place",
    "write_setup",
]
