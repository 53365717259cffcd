"""Saving what the page shows as a lesson in one file, in the sidebar."""

from __future__ import annotations

import streamlit as st

from ..handout.document import document
from ..handout.lesson import Lesson, LessonError
from ..handout.size import about, in_words
from ..lesson.notation import ORIENTATIONS, plural
from ..visit.session import Session
from ..visit.stretch import TURNS

COUNTS = (1, 2, 3)
MADE = "lesson"  # in the state of the session: what was made last, and of what


def save_lesson(session: Session) -> None:
    """How much of the run is saved, how large that will be, and the button that makes it."""
    scenario, key = session.cursor.scenario, f"lesson_{session.edition}"
    st.caption("A lesson is one file that opens in any browser, without this server.")
    count = st.selectbox("mini-batches in the lesson", COUNTS, key=f"{key}_count")
    every = st.checkbox("all three orientations", key=f"{key}_every")
    names = tuple(ORIENTATIONS) if every else (scenario.notation.orientation,)
    size = in_words(about(scenario, count, len(names)))
    st.caption(f"It begins after {plural(scenario.step, 'update')}. The file will have about {size}.")
    asked = session.edition, scenario.step, scenario.notation, count, names
    if st.button("make the lesson", key="make_lesson"):
        _make(session, count, names, asked)
    made = st.session_state.get(MADE)
    if made is not None and made[0] == asked:
        name = f"{scenario.preset}-lesson.html"
        st.download_button("save as lesson", made[1], name, "text/html", key="save_lesson")
    elif made is not None:
        del st.session_state[MADE]


def _make(session: Session, count: int, names: tuple[str, ...], asked: tuple[object, ...]) -> None:
    """Make it, and show how far the work has come."""
    scenario = session.cursor.scenario
    bar = st.progress(0.0, "The lesson is being made.")

    def told(done: int, whole: int) -> None:
        bar.progress(done / whole, f"{done} of {plural(whole, 'part')} made")

    try:
        with TURNS:
            text = document(Lesson.of(scenario, range(scenario.step, scenario.step + count), names), told)
    except LessonError as error:
        st.warning(str(error))
    else:
        st.session_state[MADE] = asked, text
    bar.empty()
