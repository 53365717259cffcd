"""The page, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.fragment import _fragment, _FragmentLifetime

from ..figures.attempt import attempt_panel
from ..front import source
from ..visit.exchange import answer, hear
from ..visit.gallery import OWN, is_wanted
from ..visit.notices import notices
from ..visit.session import Session
from ..visit.top import top
from .charting import pack
from .gallery import draw_gallery
from .process import VISITS, settle
from .setup import sidebar
from .transport import progress, transport
from .views import extras_view, html_view, stage_view, told

EXTRAS = ("glossary.css", "present.css", "share.css", "tour.css", "gallery.css", "motion.css", "learning.css")
STAGE = ("loop.css", "ledger.css", "step.css", "panels.css", "exhibits.css", "answer.css", "examples.css")
CSS = source("page.css", "values.css", "base.css", *STAGE, *EXTRAS)


class Style(NamedTuple):
    """A style sheet in the form that Streamlit takes as it is: the lines of a string it would read in every run."""

    css: str

    def _repr_html_(self) -> str:
        return f"<style>{self.css}</style>"


def render() -> None:
    """Draw the page of this session."""
    if "session" in st.session_state:
        _listen(st.session_state["session"])
    own = OWN in st.query_params
    st.set_page_config("Backprop Explorer", layout="wide", initial_sidebar_state="expanded" if own else "collapsed")
    st.html(Style(CSS + source("embed.css") if st.context.is_embedded else CSS))
    if is_wanted(st.query_params.to_dict()):
        draw_gallery()
        return
    if "session" not in st.session_state:
        st.session_state["session"] = Session.open(st.query_params.to_dict())
    session: Session = st.session_state["session"]
    session.sets_up = session.sets_up or own
    session.fresh, session.frame = True, _frame(session)
    VISITS.add(session)
    sidebar(session, own)
    html_view("top", top(session))
    explorer()
    scenario = session.cursor.scenario
    extras_view(scenario.notation, scenario.rule != "descent" or scenario.l2 > 0)
    settle()


@st.fragment
def explorer() -> None:
    """The transport and what it moves, and the messages in between."""
    session: Session = st.session_state["session"]
    _listen(session)
    if not session.fresh and session.frame[:1] != _frame(session)[:1]:  # the line on top changes, too
        st.rerun(scope="app")
    whole, session.fresh = session.fresh, False
    session.work()
    if session.asking.open_question(session.cursor) is not None:
        session.cursor.pause()
    transport(session)
    with st.container():  # whatever comes and goes in here, the stage below it stays where it is
        said = notices(session)
        if said:
            html_view("notices", said)
        progress(session)
        if session.cursor.attempt is not None:
            html_view("attempt", attempt_panel(session.cursor.attempt))
    session.frame, session.frames, session.whole = _frame(session), session.frames + 1, True
    stage()
    if session.cursor.target is not None:
        st.rerun(scope="app" if whole else "fragment")


def _lasting(draw: Callable[[], None]) -> Callable[[], None]:
    """A fragment that Streamlit keeps while the page stands.

    A run of the explorer that is broken off before it comes to the stage would drop a plain fragment; the next message
    from the stage would then draw nothing, and the browser would take the stage away. Public fragments do not have this
    choice (clear_stale_descendants in streamlit/runtime/fragment.py).
    """
    lifetime = _FragmentLifetime.FULL_APP_SCOPED
    return _fragment(draw, lifetime=lifetime)  # type: ignore[arg-type, return-value]  # the types know no function here


@_lasting
def stage() -> None:
    """The stage, and with it the mini-batches through which the browser steps by itself.

    It is drawn by itself when the browser asks for another one; where more has changed, the whole page is drawn.
    """
    session: Session = st.session_state["session"]
    _listen(session)
    if _frame(session) != session.frame:
        st.rerun(scope="app")
    if session.learns:
        pack()
    stage_view("stage", answer(session), lambda: _told(session))


def _frame(session: Session) -> tuple[object, ...]:
    """What stands around the stage: if it changes, a new stage is not enough."""
    cursor, scenario = session.cursor, session.cursor.scenario
    moving = cursor.target is not None
    shown = session.edition, scenario.question, scenario.notation, session.asking.on
    return shown, session.sets_up, cursor.playing, moving, cursor.stranded, id(cursor.attempt), notices(session)


def _told(session: Session) -> None:
    """Answer what the player says, once in each run.

    Streamlit asks for an answer as often as a message says the same: a forged one, thousands of times.
    """
    if not session.answered:
        session.answered = True
        hear(session, told("stage"))


def _listen(session: Session) -> None:
    """Be ready for the next message.

    Each run of the script begins with this, whatever it draws: a run may be broken off by the next message before
    anything has been drawn.
    """
    session.answered = False
