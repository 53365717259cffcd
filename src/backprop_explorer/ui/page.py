"""The page, from top to bottom."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from ..figures import colours
from ..figures.attempt import attempt_panel
from ..figures.prose import prose
from ..figures.strip import notation_bar
from ..lesson.equations import Writer, latex_block
from ..lesson.narration import divergence_notice, saturation_notice
from ..lesson.notation import exact, plural
from ..lesson.phases import phases, quantities
from ..scenario import preset, question_scenario
from .panels import pieces
from .picks import pick
from .session import Session
from .setup import sidebar
from .stage import Stage
from .transport import cursor, jump, progress, transport
from .views import html_view, stage_view

CSS = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def render() -> None:
    """Draw the page of this session."""
    st.set_page_config("Backprop Explorer", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{CSS}</style>")
    if "session" not in st.session_state:
        st.session_state["session"] = Session.open(st.query_params.to_dict())
    session: Session = st.session_state["session"]
    session.fresh, session.drawn = True, session.edition
    sidebar(session)
    with st.container(horizontal=True, key="top_row"):
        html_view("top", _top(session), lambda: _top_pick(session))
        jump(session)
    _formulas(session)
    with st.container(key="notation_bar"):
        html_view(
            "notation", notation_bar(session.scenario.notation, session.asking), lambda: _picked(session, "notation")
        )
    explorer()


@st.fragment
def explorer() -> None:
    """All that changes with a step."""
    session: Session = st.session_state["session"]
    if session.drawn != session.edition:  # another scenario: the line on top and the formulas change, too
        st.rerun(scope="app")
    whole, session.fresh = session.fresh, False
    session.work()
    transport(session)
    notices = "".join(f'<div class="note {kind}">{prose(text)}</div>' for kind, text in _notices(session))
    if notices:
        html_view("notices", notices, lambda: None)
    progress(session)
    if session.attempt is not None:
        html_view("attempt", attempt_panel(session.attempt), lambda: _picked(session, "attempt"))
    theme = colours.THEMES.get(st.context.theme.type or "light", colours.LIGHT)
    if not session.stranded:
        stage_view("stage", pieces(Stage(session, theme)), lambda: _picked(session, "stage"))
    cursor(session)
    if session.target is not None:
        st.rerun(scope="app" if whole else "fragment")


def _formulas(session: Session) -> None:
    """All formulas of the scenario, typeset once: the stage copies the one that it needs."""
    scenario, trace = session.scenario, session.trace
    values = quantities(trace, scenario.eta)
    writer = Writer(trace, values, scenario.notation, scenario.eta)
    blocks = [f"$$\n{latex_block(writer.write(phase).latex)}\n$$" for phase in phases(trace, scenario.eta)]
    with st.container(key="formulas"):
        st.markdown("\n\n".join(blocks))


def _picked(session: Session, view: str) -> None:
    picked = st.session_state[view].get("picked")
    if picked:
        pick(session, str(picked))


def _top_pick(session: Session) -> None:
    picked = st.session_state["top"].get("picked")
    if picked == "question":
        session.show(question_scenario())
    elif picked == "leave":
        session.show(preset(session.scenario.preset))


def _top(session: Session) -> str:
    """What is learned, the way to the setup and to the question, and what has to be said."""
    scenario, run = session.scenario, session.run
    sizes = "-".join(map(str, scenario.sizes))
    names = list(dict.fromkeys(scenario.activations))
    batch = (
        "1 example"
        if run.examples == 1
        else f"all {plural(run.examples, 'example')} in one batch"
        if run.batches_per_epoch == 1
        else f"{plural(run.examples, 'example')} in batches of {run.batch_size}"
    )
    what = f"{sizes} · {' and '.join(names)} · {scenario.cost} cost · η = {exact(scenario.eta)} · {batch}"
    ask = (
        '<b>Does δ have the shape of w?</b> <button class="link" data-pick="leave">back to the beginning</button>'
        if scenario.question
        else 'The question this page grew from: <button class="link" data-pick="question">'
        "does δ have the shape of w?</button>"
    )
    return (
        f'<div class="top"><b>{escape(scenario.title)}</b><span>{escape(what)}</span>'
        f'<button class="link" data-pick="setup">change</button><span class="ask">{ask}</span></div>'
    )


def _notices(session: Session) -> list[tuple[str, str]]:
    """What has to be said before anything else, each with its kind."""
    notation = session.scenario.notation
    found = [("warn", note) for note in session.notes]
    # What is wrong with weights that do not fit stands beside their picture.
    shown = () if session.attempt is None else ("weights", "biases")
    found += [("warn", sentence) for field, sentence in session.errors.items() if field not in shown]
    end = session.diverged
    if end is not None:
        found.append(("warn", divergence_notice(end.layer, end.quantity, end.step, notation)))
    saturated = saturation_notice(session.trace)
    if saturated:
        found.append(("warn", saturated))
    if session.scenario.question:
        found.append(("", _answer(session)))
    return found


def _answer(session: Session) -> str:
    """The question's answer, in its own numbering."""
    trace, text = session.trace, session.scenario.notation.text
    last, m = len(trace.layers), trace.m
    delta, below, w, b = text(("delta", last)), text(("a", last - 1)), text(("w", last)), text(("b", last))
    n, n_prev = trace.layers[-1].w.shape
    return (
        f"No: {delta} has one number per neuron for each example, {n} × {m}. Times {below} it gives one number per "
        f"edge, {n} × {n_prev}, the shape of {w}: nothing is added up but the {m} examples, and ÷ {m} makes that the "
        f"mean. {b} moves by η times the mean of {delta}. Layers are numbered as in the question: your {delta} is δ² "
        f"when inputs are layer 0; its yellow edges are {text(('w', 1))}, its red edges {w}."
    )
