"""What people have looked at and approved, kept in files."""

import os
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
