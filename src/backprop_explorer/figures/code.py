"""The exports as HTML: what was written, to read, to copy and to keep as a file."""

from __future__ import annotations

import base64
from html import escape
from typing import NamedTuple


class Export(NamedTuple):
    """One thing to take away: its id, the words on its button, the end of its file's name, and a remark."""

    id: str
    words: str
    ending: str
    remark: str


EXPORTS = (
    Export("numpy", "NumPy", "py", "Runs with NumPy alone and prints the numbers of this page."),
    Export("torch", "PyTorch", "torch.py", "The same by PyTorch's autograd, in float64."),
    Export("latex", "LaTeX of the phase", "tex", "The formula and the matrices of this phase, for amsmath."),
    Export("csv", "CSV", "csv", "Every matrix of the mini-batch, every number in full."),
    Export("json", "JSON", "json", "Every matrix of the mini-batch, every number in full."),
)
SHOWN = 20_000  # characters that are shown; the file holds all of them


def code_panel(chosen: str, text: str, name: str) -> str:
    """The export called `chosen`, with `text` in it; `name` begins the name of its file."""
    export = next(export for export in EXPORTS if export.id == chosen)
    buttons = "".join(
        f'<button class="{"on" if one is export else ""}" aria-pressed="{str(one is export).lower()}" '
        f'data-pick="script:{one.id}">{escape(one.words)}</button>'
        for one in EXPORTS
    )
    # The mark at its beginning tells spreadsheets that a CSV file has Greek letters.
    data = base64.b64encode(text.encode("utf-8-sig" if export.id == "csv" else "utf-8")).decode("ascii")
    cut = f'<p class="cut">The first {SHOWN} characters; the file holds all.</p>' if len(text) > SHOWN else ""
    return (
        f'<div class="export"><div class="pickers"><span class="group">{buttons}</span>'
        f'<span class="group"><button data-copy>copy</button>'
        f'<a download="{escape(name)}.{export.ending}" href="data:text/plain;base64,{data}">download</a></span></div>'
        f"<p>{escape(export.remark)}</p><pre>{escape(text[:SHOWN])}</pre>{cut}</div>"
    )
