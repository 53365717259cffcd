"""How large a lesson will be, roughly: a person is told before it is made."""

from __future__ import annotations

from ..scenario import Scenario

CODE = 48  # kB: scripts and styles
LEAST, EACH, MOST = 10, 0.09, 125  # kB of one view of a mini-batch, and of each of its numbers
TURNED = 0.35  # what a further orientation takes, as a share of the first: most pieces are the same


def about(scenario: Scenario, steps: int, orientations: int) -> int:
    """The size in kB, to two digits, measured on the presets; one lesson may differ from it by a half."""
    examples = min(scenario.batch_size, scenario.examples)
    pairs = zip(scenario.sizes, scenario.sizes[1:], strict=False)
    numbers = sum(3 * before * after + (before + 3 * after) * examples for before, after in pairs)
    one = min(LEAST + EACH * numbers, MOST) * (2 + examples / 2)
    size = CODE + one * steps * (1 + TURNED * (orientations - 1))
    return int(float(f"{size:.2g}"))


def in_words(size: int) -> str:
    """A size in kB as text: "400 kB", "2.2 MB"."""
    return f"{size} kB" if size < 1000 else f"{size / 1000:.2g} MB"
