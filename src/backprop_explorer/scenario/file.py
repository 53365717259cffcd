"""A scenario as a file: what a link says, with room for more numbers."""

from __future__ import annotations

import json

from .link import read_link, write_link
from .scenario import Scenario
from .setup import SetupError

MARK = "backprop-explorer"
LONGEST_FILE = 400_000  # bytes


def write_file(scenario: Scenario) -> bytes:
    """The file from which `read_file` gives the same scenario."""
    return json.dumps({MARK: 1, **write_link(scenario)}, indent=1, ensure_ascii=False).encode()


def read_file(data: bytes) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario of a file, and one sentence for all in it that was ignored, or none.

    Raises SetupError where the file is none of this page, or is larger than LONGEST_FILE.
    """
    if len(data) > LONGEST_FILE:
        raise SetupError({"": f"This file has {len(data)} bytes; a file of this page has at most {LONGEST_FILE}."})
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or MARK not in found:
        raise SetupError({"": "This file is not from this page. Choose one that the button “save as a file” gave."})
    return read_link({name: text for name, text in found.items() if name != MARK}, LONGEST_FILE)
