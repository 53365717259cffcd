"""An export as HTML: a text to read, to copy and to download."""

from __future__ import annotations

import base64

from .html import Html, h

SHOWN = 20_000  # characters that are shown; the file holds all of them


def code_panel(kinds: Html, remark: str, text: str, name: str) -> Html:
    """`text` with a link to a file called `name`, below the buttons of all `kinds`."""
    # The mark at its beginning tells spreadsheets that a CSV file has Greek letters.
    data = base64.b64encode(text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8")).decode("ascii")
    link = h("a", "download", download=name, href=f"data:text/plain;base64,{data}")
    cut = (
        h("p", f"The first {SHOWN} characters are shown. The file has all of them.", class_="cut")
        if len(text) > SHOWN
        else ""
    )
    take = h("span", h("button", "copy", data_copy=True), link, class_="group")
    buttons = h("div", kinds, take, class_="pickers")
    return h("div", buttons, h("p", remark), h("pre", text[:SHOWN], tabindex=0), cut, class_="export")
