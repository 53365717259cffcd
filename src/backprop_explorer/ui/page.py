"""The page, from top to bottom."""

from __future__ import annotations

import streamlit as st

from ..figures.attempt import attempt_panel
from ..front import source
from ..visit.notices import notices
from ..visit.panels import pieces
from ..visit.picks import pick
from ..visit.session import Session
from ..visit.stage import Stage
from ..visit.top import top
from .setup import sidebar
from .transport import progress, tell_cursor, transport
from .views import extras_view, html_view, stage_view

CSS = source("page.css")


def render() -> None:
    """Draw the page of this session."""
    st.set_page_config("Backprop Explorer", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{CSS}</style>")
    if "session" not in st.session_state:
        st.session_state["session"] = Session.open(st.query_params.to_dict())
    session: Session = st.session_state["session"]
    session.fresh, session.drawn = True, session.edition
    sidebar(session)
    html_view("top", top(session), lambda: _picked(session, "top"))
    explorer()
    extras_view(session.cursor.scenario.notation)


@st.fragment
def explorer() -> None:
    """All that changes with a step."""
    session: Session = st.session_state["session"]
    if session.drawn != session.edition:  # another scenario: the line on top changes, too
        st.rerun(scope="app")
    whole, session.fresh = session.fresh, False
    session.cursor.work()
    transport(session)
    said = notices(session)
    if said:
        html_view("notices", said, lambda: None)
    progress(session)
    if session.cursor.attempt is not None:
        html_view("attempt", attempt_panel(session.cursor.attempt), lambda: _picked(session, "attempt"))
    if not session.cursor.stranded:
        stage_view("stage", pieces(Stage(session)), lambda: _picked(session, "stage"))
    tell_cursor(session)
    if session.cursor.target is not None:
        st.rerun(scope="app" if whole else "fragment")


def _picked(session: Session, view: str) -> None:
    picked = st.session_state[view].get("picked")
    if picked:
        pick(session, str(picked))
