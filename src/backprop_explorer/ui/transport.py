"""The buttons that move the cursor, and the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ..figures.prose import plain
from ..scenario import MAX_STEP, write_link
from ..scenario.link import PARAMETERS
from ..visit.session import Session
from .views import cursor_view


def transport(session: Session) -> None:
    """The row of buttons.

    They have no `help`: Streamlit then puts every button on the page twice, which costs each step.
    """
    start = session.scenario.step == 0
    with st.container(horizontal=True, key="transport"):
        _button("first", "first", session.first, start and _opening(session))
        _button("previous_epoch", "◀ epoch", lambda: session.by_epoch(-1), start)
        _button("previous_batch", "◀ batch", lambda: session.by_batch(-1), start)
        _button("previous_phase", "◀ phase", lambda: session.by_phase(-1), _opening(session))
        still = session.stranded
        _button("next_phase", "phase ▶", lambda: session.by_phase(1), still, primary=True)
        _button("next_batch", "batch ▶", lambda: session.by_batch(1), still)
        _button("next_epoch", "epoch ▶", lambda: session.by_epoch(1), still)
        _button("play", "pause" if session.playing else "play", lambda: _toggle(session), still)


def jump(session: Session) -> None:
    """A box for the number of a step to go to."""
    st.number_input(
        "go to step",
        0,
        MAX_STEP,
        value=None,
        placeholder="go to step",
        label_visibility="collapsed",
        key="go_to_step",
        on_change=lambda: _jump(session),
        width=106,
    )


def _opening(session: Session) -> bool:
    return session.scenario.step == 0 and session.scenario.phase == "batch"


def _button(key: str, label: str, act: Callable[[], None], disabled: bool = False, primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, key=key, on_click=act, disabled=disabled, type=kind)


def _toggle(session: Session) -> None:
    session.playing = not session.playing


def _jump(session: Session) -> None:
    step = st.session_state["go_to_step"]
    if step is not None:
        session.travel(int(step))
        st.session_state["go_to_step"] = None


def progress(session: Session) -> None:
    """How far a longer move has come, with a button that ends it; nothing where there is none."""
    if session.target is None:
        return
    done, whole = session.scenario.step - session.began, max(1, session.target - session.began)
    with st.container(horizontal=True, key="progress"):
        st.button("stop", key="stop", on_click=session.stop)
        words = f"step {session.scenario.step:,} on the way to {session.target:,}".replace(",", "\u202f")
        st.progress(min(1.0, max(0.0, done / whole)), words)


def cursor(session: Session) -> None:
    """Tell the cursor, keep the address, and take the keys: the last thing that a step sends."""
    scenario, run = session.scenario, session.run
    cursor_view(
        {
            "step": scenario.step,
            "phase": scenario.phase,
            "epoch": scenario.step // run.batches_per_epoch,
            "text": plain(session.position),
            "address": write_link(scenario),
            "ours": PARAMETERS,
            "presses": session.presses,
            "playing": session.playing and session.target is None,
        },
        lambda: _keys(session),
    )


def _keys(session: Session) -> None:
    """Answer the keys that the browser has counted since it last told."""
    told = st.session_state["cursor_view"].get("presses") or {}
    count, last = int(told.get("count", 0)), str(told.get("last", ""))
    new = count - session.presses
    session.presses = count
    if new > 0:
        session.press(last[-new:])
