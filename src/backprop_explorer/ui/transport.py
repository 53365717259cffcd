"""The buttons that move the cursor. In a browser the player (front/player.js) answers most presses itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ..visit.exchange import LABELS, MOVES
from ..visit.session import Session


def transport(session: Session) -> None:
    """The row of buttons.

    They have no `help`: Streamlit then puts every button on the page twice, which costs each step.
    """
    # A press is answered by the cursor that the session has then: another scenario has another.
    still = session.cursor.stranded
    with st.container(horizontal=True, key="transport"):
        for key, label in LABELS.items():
            _button(key, label, _mover(session, key), still, primary=key == "next_phase")
        _button("play", "pause" if session.cursor.playing else "play", lambda: _toggle(session), still)


def _button(key: str, label: str, act: Callable[[], None], disabled: bool = False, primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, key=key, on_click=act, disabled=disabled, type=kind)


def _mover(session: Session, key: str) -> Callable[[], None]:
    return lambda: MOVES[key](session.cursor)


def _toggle(session: Session) -> None:
    session.cursor.playing = not session.cursor.playing


def progress(session: Session) -> None:
    """How far a longer move has come, and a button that stops it; nothing if no move is under way."""
    cursor = session.cursor
    if cursor.target is None:
        return
    step = cursor.scenario.step
    done, whole = step - cursor.began, max(1, cursor.target - cursor.began)
    with st.container(horizontal=True, key="progress"):
        st.button("stop", key="stop", on_click=lambda: session.cursor.stop())
        words = f"step {step:,}, going to step {cursor.target:,}".replace(",", "\u202f")
        st.progress(min(1.0, max(0.0, done / whole)), words)
