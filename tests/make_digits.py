"""Makes src/backprop_explorer/scenario/data/digits.txt; needs scikit-learn, which holds 1,797 of these digits.

pip install scikit-learn
python tests/make_digits.py
"""

from pathlib import Path

from sklearn.datasets import load_digits

PER_DIGIT = 60
LEVELS = "0123456789abcdefg"
FILE = Path(__file__).parents[1] / "src/backprop_explorer/scenario/data/digits.txt"
HEAD = """\
# 600 handwritten digits, 60 of each: the first of each digit in the test part of
# Optical Recognition of Handwritten Digits, by E. Alpaydin and C. Kaynak (1998),
# UCI Machine Learning Repository, https://doi.org/10.24432/C50P49
# Licence: Creative Commons Attribution 4.0 International (CC BY 4.0),
# https://creativecommons.org/licenses/by/4.0/
# Changed: a part was chosen and put into another order, and the numbers are written as letters.
# A line is a digit, a space, and its 8 x 8 pixels row by row: 0 (paper) to g = 16 (ink).
# Made by tests/make_digits.py.
"""


def main() -> None:
    """Write the file: the ten digits take turns."""
    found = load_digits()
    by_digit: list[list[str]] = [[] for _ in range(10)]
    for pixels, label in zip(found.data, found.target, strict=True):
        by_digit[label].append(f"{label} " + "".join(LEVELS[int(value)] for value in pixels))
    lines = [by_digit[digit][turn] for turn in range(PER_DIGIT) for digit in range(10)]
    FILE.write_text(HEAD + "\n".join(lines) + "\n", "ascii")


if __name__ == "__main__":
    main()
