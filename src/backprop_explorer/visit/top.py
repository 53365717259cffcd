"""The line on top of the page: what is learned, and the way to the setup and to the question."""

from __future__ import annotations

from ..figures.html import Html, h
from ..lesson.notation import exact, plural
from .cursor import Cursor


def top(cursor: Cursor) -> Html:
    """The line; its links carry data-pick "setup", which the browser answers, "question" or "question:leave"."""
    scenario, run = cursor.scenario, cursor.run
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
        ask = h("b", "Does δ have the shape of w?") + " " + _link("question:leave", "leave the question")
    else:
        ask = "The question behind this page: " + _link("question", "does δ have the shape of w?")
    setup = _link("setup", "change")
    return h("div", h("b", scenario.title), h("span", what), setup, h("span", ask, class_="ask"), class_="top")


def _link(pick: str, words: str) -> Html:
    return h("button", words, class_="link", data_pick=pick)
