"""Writes a lesson as one file: python -m backprop_explorer.handout PRESET|"?query" --steps 0-2 -o lesson.html."""

import gc

from ..process import prepare

prepare()  # before NumPy is loaded
gc.disable()  # nothing that is made here goes before the end, and to look for it takes a tenth of the time

from .command import main  # noqa: E402

if __name__ == "__main__":
    main()
