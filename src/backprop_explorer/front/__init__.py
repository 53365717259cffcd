"""What runs in the browser: scripts and styles, each file with one job."""

from __future__ import annotations

from pathlib import Path


def source(*names: str) -> str:
    """The text of these files, one after the other."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)
