"""The buttons that move the cursor, and the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ..figures.prose import plain
from ..scenario import write_link
from ..scenario.link import PARAMETERS
from ..visit.session import Session
from .views import cursor_view


def transport(session: Session) -> None:
    """The row of buttons.

    They have no `help`: Streamlit then puts every button on the page twice, which costs each step.
    """
    # A press is answered by the cursor that the session has then: another scenario has another.
    cursor = session.cursor
    first_step, still = cursor.scenario.step == 0, cursor.stranded
    opening = cursor.place == (0, "batch")
    with st.container(horizontal=True, key="transport"):
        _button("previous_phase", "◀ phase", lambda: session.cursor.by_phase(-1), opening)
        _button("next_phase", "phase ▶", lambda: session.cursor.by_phase(1), still, primary=True)
        _button("first", "first", lambda: session.cursor.first(), opening)
        _button("previous_epoch", "◀ epoch", lambda: session.cursor.by_epoch(-1), first_step)
        _button("previous_batch", "◀ batch", lambda: session.cursor.by_batch(-1), first_step)
        _button("next_batch", "batch ▶", lambda: session.cursor.by_batch(1), still)
        _button("next_epoch", "epoch ▶", lambda: session.cursor.by_epoch(1), still)
        _button("play", "pause" if cursor.playing else "play", lambda: _toggle(session), still)


def _button(key: str, label: str, act: Callable[[], None], disabled: bool = False, primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, key=key, on_click=act, disabled=disabled, type=kind)


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


def tell_cursor(session: Session) -> None:
    """Tell the cursor, keep the address, and take the keys: the last thing that a step sends."""
    cursor, scenario = session.cursor, session.cursor.scenario
    cursor_view(
        {
            "step": scenario.step,
            "phase": scenario.phase,
            "epoch": scenario.step // cursor.run.batches_per_epoch,
            "text": plain(cursor.position),
            "address": write_link(scenario),
            "ours": PARAMETERS,
            "presses": session.presses,
            "playing": cursor.playing and cursor.target is None,
        },
        lambda: _keys(session),
    )


def _keys(session: Session) -> None:
    """Answer the keys that were pressed since the last report of the browser."""
    told = st.session_state["cursor_view"].get("presses") or {}
    count, last = int(told.get("count", 0)), str(told.get("last", ""))
    new = count - session.presses
    session.presses = count
    if new > 0:
        session.cursor.press(last[-new:])
