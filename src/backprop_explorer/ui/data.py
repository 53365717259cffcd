"""The data set, in the sidebar: which one, and what can be asked of it."""

from __future__ import annotations

import streamlit as st

from ..scenario import ASKED, DATASETS, typed_data
from ..visit.session import Session
from .views import complaint

OWN = ""  # examples that were typed
HELP = {
    "data": "Examples that are ready to be learned. The network stays as far as it fits them.",
    "points": "How many examples there are, those that are held out among them.",
    "classes": "How many classes the outputs tell apart.",
    "noise": "How far a point lies off its place: the standard deviation of each coordinate.",
    "dataseed": "A number that determines the noise and which examples are held out: the same seed gives the same "
    "examples again.",
    "held": "So many per cent of the examples are never trained on. What the network makes of them shows whether it "
    "has learned more than its examples.",
}
LONGEST = 24  # characters of a field


def data_set(session: Session) -> None:
    """The fields of the data, each with a sentence below it if its text could not be used."""
    current = typed_data(session.cursor.scenario)
    names = [*((OWN,) if not current["data"] else ()), *DATASETS]
    st.selectbox(
        "data set",
        names,
        index=names.index(current["data"]),
        format_func=lambda name: DATASETS[name].words if name else "examples in rows",
        key=_key(session, "data"),
        help=HELP["data"],
        on_change=lambda: _apply(session),
    )
    complaint(session, "data")
    for name in list(current)[1:]:
        st.text_input(
            ASKED[name].words,
            current[name],
            max_chars=LONGEST,
            key=_key(session, name),
            help=HELP[name],
            on_change=lambda: _apply(session),
        )
        complaint(session, name)
    recipe = session.cursor.scenario.recipe
    if recipe is not None and DATASETS[recipe.name].credit:
        st.caption(DATASETS[recipe.name].credit)


def _key(session: Session, field: str) -> str:
    return f"data_{field}_{session.edition}"


def _apply(session: Session) -> None:
    fields = {name: st.session_state.get(_key(session, name)) for name in ASKED}
    session.choose_data({name: str(value)[:LONGEST] for name, value in fields.items() if value is not None})
