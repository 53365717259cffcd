"""The line on top of the page: what is learned, how the page is read, and the way to the setup and to the question."""

from __future__ import annotations

from ..figures.html import Html, h
from ..figures.switches import reading
from ..lesson.notation import exact, plural
from ..scenario import Scenario
from ..scenario.link import fits
from .session import Session

GALLERY = "all questions, networks and data"


def top(session: Session) -> Html:
    """The line; the browser answers the picks "setup" and "present", the server "question" and "question:leave"."""
    scenario = session.cursor.scenario
    asked = bool(scenario.question)
    question = (
        ("leave the question",) if asked else ("Question", h("span", ": does δ have the shape of w?", class_="more"))
    )
    return h(
        "header",
        h("b", scenario.title),
        h("button", *_summary(session), class_="plain sum", data_pick="setup", title="change the setup"),
        h("button", "☰", class_="plain menu", popovertarget="menu", aria_label="menu"),
        h(
            "nav",
            reading(scenario.notation, session.asking.on),
            h("button", *question, class_="plain ask", data_pick="question:leave" if asked else "question"),
            h(
                "a",
                "Gallery",
                href="?gallery=1",
                target=_where(session),
                class_="plain",
                title=GALLERY,
            ),
            h("button", "Share", class_="plain", data_pick="share"),
            h("button", "Present", class_="plain", data_pick="present"),
            h("button", "?", class_="plain", data_pick="help", aria_label="keys and words"),
            id="menu",
            popover="auto",
        ),
        class_="top",
    )


def _where(session: Session) -> str:
    """The tab in which the gallery opens: a new one where the way back would lose what no address holds."""
    return "_self" if fits(session.cursor.setup_link) else "_blank"


def _summary(session: Session) -> tuple[str, Html]:
    """The layer sizes; its functions and its data, for which a narrow window has no room."""
    scenario, run = session.cursor.scenario, session.cursor.run
    sizes = "-".join(map(str, scenario.sizes))
    names = list(dict.fromkeys(scenario.activations))
    batch = (
        "1 example"
        if run.examples == 1
        else f"{plural(run.examples, 'example')} in one batch"
        if run.batches_per_epoch == 1
        else f"{plural(run.examples, 'example')} in batches of {run.batch_size}"
    )
    held = scenario.held_count
    batch += f", {held} more held out" if held else ""
    rest = f" · {' and '.join(names)} · {scenario.cost} cost · η = {exact(scenario.eta)}{_rule(scenario)} · {batch}"
    return sizes, h("span", rest, class_="more")


def _rule(scenario: Scenario) -> str:
    """The update rule and the L2 term, unless it is plain descent."""
    rule = {"descent": "", "momentum": f" · momentum μ = {exact(scenario.momentum)}", "adam": " · Adam"}[scenario.rule]
    return rule + (f" · L2 λ = {exact(scenario.l2)}" if scenario.l2 else "")
