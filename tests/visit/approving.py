"""What people have looked at and approved, kept in files."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "approved"


def assert_approved(name: str, lines: Iterable[str]) -> None:
    """The lines are those that were approved; with APPROVE=1 in the environment they are written anew."""
    found = "\n".join(lines) + "\n"
    file = FOLDER / f"{name}.txt"
    if os.environ.get("APPROVE"):
        file.write_text(found, encoding="utf-8")
    approved = file.read_text(encoding="utf-8") if file.exists() else ""
    assert found.splitlines() == approved.splitlines()


def rounded(text: str, number: re.Pattern[str]) -> str:
    """Numbers to 3 digits, and none that is but the rounding error of another: the rest is proved elsewhere."""

    def short(match: re.Match[str]) -> str:
        value = float(match[0].replace("\N{MINUS SIGN}", "-"))
        return f"{value:.3g}" if abs(value) > 1e-6 else "~0"

    return number.sub(short, text)
