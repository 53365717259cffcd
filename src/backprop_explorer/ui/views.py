"""The page's own components: HTML that answers clicks, and the stage with its player."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components import v1, v2

from .. import front
from ..lesson.glossary import glossary
from ..lesson.notation import Notation
from ..visit.session import Session
from .charting import ADDRESS

_FOLDER = Path(front.__file__).parent
_HASH = sha256(front.source(*sorted(path.name for path in _FOLDER.glob("*.js"))).encode()).hexdigest()[:12]
# The scripts are served as files: code that is given to a component travels with each of its messages. Their folder
# has the hash of all of them in its name, so that no browser mixes two versions.
_SCRIPTS = v1.declare_component(f"front_{_HASH}", path=str(_FOLDER))


def _component(name: str, script: str) -> Any:
    """A component that loads its script from the folder."""
    path = f"component/{_SCRIPTS.name}/{script}"
    # Two lines: Streamlit takes one line for the name of a file.
    load = f'const url = new URL("{path}", document.baseURI);\n'
    load += "export default async (it) => (await import(url.href)).default(it);"
    return v2.component(name, js=load, isolate_styles=False)


_html_view = _component("html_view", "html_view.js")
_stage_view = _component("stage_view", "player.js")
_extras_view = _component("extras_view", "extras.js")


def html_view(key: str, html: str) -> None:
    """Show HTML made by the figures room; the stage tells of a click on an element with data-pick in it."""
    _html_view(key=key, data={"html": html})


def stage_view(key: str, answer: bytes, on_told: Any) -> None:
    """Show the stage; `answer` is made by visit/exchange.py, and `on_told` is called when the browser says more."""
    _stage_view(key=key, data=answer, on_told_change=on_told)


def told(key: str) -> object:
    """The last message of the stage's browser."""
    view = st.session_state.get(key)
    return None if view is None else view.get("told")


def extras_view(notation: Notation, rules: bool) -> None:
    """What helps around the page, drawn once: explanations of the terms of this notation, keys, presenter, tour.

    With `rules`, the terms of L2, momentum and Adam are explained, too.
    """
    data = {"glossary": glossary(notation, rules), "plotly": ADDRESS}
    _extras_view(key="extras_view", data=data, on_again_change=lambda: None)


def complaint(session: Session, field: str) -> None:
    """Say what is wrong with a field of the setup, if anything is."""
    said = session.typed.complaint(field)
    if said:
        st.html(said)


def drawer(label: str, key: str, content: Callable[[], None], opened: bool = False) -> None:
    """A box that opens and closes. Its content is drawn only while it is open.

    Tables to edit took half of the server's time for a first page, though nobody saw them.
    """
    with st.expander(label, opened, key=key, on_change="rerun") as box:
        if box.open:
            content()
