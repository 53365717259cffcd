"""The page's own components: HTML that answers clicks, and the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.components import v2

from ..front import source
from ..lesson.glossary import glossary
from ..lesson.notation import Notation
from ..visit.session import Session

_STYLES = ("base.css", "loop.css", "ledger.css", "step.css", "panels.css")
_SCRIPTS = source("html_view.js", "morph.js", "picks.js", "cells.js", "lit.js", "cross.js")
_html_view = v2.component("html_view", js=_SCRIPTS, css=source(*_STYLES), isolate_styles=False)
_cursor_view = v2.component("cursor_view", js=source("cursor_view.js"), isolate_styles=False)
_extras_view = v2.component(
    "extras_view",
    js=source("extras.js", "glossary.js", "keys.js"),
    css=source("glossary.css"),
    isolate_styles=False,
)


def html_view(key: str, html: str, on_pick: Any) -> None:
    """Show HTML made by the figures room; `on_pick` is called after a click on an element with data-pick."""
    _html_view(key=key, data={"html": html}, on_picked_change=on_pick)


def stage_view(key: str, pieces: Mapping[str, str], on_pick: Any) -> None:
    """Show the network and the HTML below it: `pieces` are loop, tabs, phase and matrices."""
    _html_view(key=key, data=pieces, on_picked_change=on_pick)


def cursor_view(data: dict[str, Any], on_presses: Any) -> None:
    """Say where the cursor is, keep the address in step, and report the arrow keys."""
    _cursor_view(key="cursor_view", data=data, on_presses_change=on_presses)


def extras_view(notation: Notation) -> None:
    """What helps around the page, drawn once: explanations of the terms of this notation, and the keys."""
    _extras_view(key="extras_view", data={"glossary": glossary(notation)})


def complaint(session: Session, field: str) -> None:
    """Say what is wrong with a field of the setup, if anything is."""
    said = session.typed.complaint(field)
    if said:
        st.html(said)
