"""Writes a lesson as one file: python -m backprop_explorer.handout PRESET|"?query" --steps 0-2 -o lesson.html."""

from ..process import prepare

prepare()  # before NumPy is loaded

from .command import main  # noqa: E402

if __name__ == "__main__":
    main()
