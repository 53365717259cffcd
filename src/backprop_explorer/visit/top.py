"""The line on top of the page: what is learned, and the way to the setup and to the question."""

from __future__ import annotations

from ..figures.html import Html, h
from ..lesson.notation import exact, plural
from ..scenario import preset, question_scenario
from .session import Session


def top(session: Session) -> Html:
    """The line, with links that carry data-pick "setup", "question" or "leave"."""
    scenario, run = session.cursor.scenario, session.cursor.run
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
    if scenario.question:
        ask = h("b", "Does δ have the shape of w?") + " " + _link("leave", "back to the beginning")
    else:
        ask = "The question this page grew from: " + _link("question", "does δ have the shape of w?")
    setup = _link("setup", "change")
    return h("div", h("b", scenario.title), h("span", what), setup, h("span", ask, class_="ask"), class_="top")


def pick_above(session: Session, what: str) -> None:
    """Answer a click on that line; the setup is opened by the browser itself."""
    if what == "question":
        session.show(question_scenario())
    elif what == "leave":
        session.show(preset(session.cursor.scenario.preset))


def _link(pick: str, words: str) -> Html:
    return h("button", words, class_="link", data_pick=pick)
