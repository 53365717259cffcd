"""What is mutated, which tests may notice, and how long they may take."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "backprop_explorer"

ROOMS = ("lesson", "figures", "visit")
TESTS = tuple(f"tests/{room}" for room in ("lesson", "figures", "visit", "scenario", "notebook"))

# The tests that look at nearly everything that the page says and draws.
WHOLE_PAGES = "test_approved"

# The tests of one mutant, the quickest first, are taken until they need this long together: a mutant that only the rest
# would notice counts as survived.
MOST_SECONDS = 60

# A mutant that computes for longer than the tests took without it, three times over and this much more, is stuck.
TIMES, MORE_SECONDS = 3, 20
MOST_BYTES = 6 * 2**30


def named_alike(path: Path, test: str) -> bool:
    """Whether the file of a test bears a word of the name of a module: such tests are the likeliest to notice."""
    name = path.parent.name if path.stem == "__init__" else path.stem
    return any(word in test.partition("::")[0] for word in name.split("_"))
