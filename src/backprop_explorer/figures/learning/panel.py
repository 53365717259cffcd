"""The panel of learning: what sets it, a place for each chart, and the words of this mini-batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..html import Html, h
from ..prose import prose
from ..switches import Choices, chooser
from .plotted import Figure

EPOCHS = (1, 10, 100, 1000)  # that a press runs on by
PLAYS = (("phase", "phase"), ("batch", "mini-batch"), ("epoch", "epoch"))
SPEEDS = (("slow", "slow"), ("quick", "3 a second"), ("fast", "10 a second"))


class Chart(NamedTuple):
    """A place for a chart: its name, its heading and what is said beside that.

    `figure` and `words` are there where the mini-batch decides them. Those of a curve come by themselves, as it grows.
    """

    name: str
    heading: str
    more: str = ""
    figure: Figure | None = None
    words: str = ""


def learning_panel(controls: Html, charts: Iterable[Chart], sentences: Iterable[str], shows: str) -> Html:
    """The whole panel; whatever `shows` changes is built anew."""
    return h(
        "div",
        controls,
        h("div", *(h("p", prose(sentence)) for sentence in sentences), h("p", data_kept="ends"), class_="reached"),
        h("div", *map(_chart, charts), class_="charts"),
        class_="learning",
        data_shows=f"learning/{shows}",
    )


def _chart(chart: Chart) -> Html:
    data = None if chart.figure is None else json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":"))
    plot = h("div", class_="plot", data_kept=chart.name, data_figure=data, role="img", aria_label=chart.heading)
    words = h("p", chart.words) if chart.figure is not None else h("p", data_kept=f"{chart.name}-words")
    numbers = h("details", h("summary", "as words and numbers"), words, h("div", class_="drawn", data_kept="drawn"))
    heading = h("h3", chart.heading, h("small", f" {chart.more}") if chart.more else "")
    return h("section", heading, plot, numbers, class_="chart", data_chart=chart.name)


def controls(chosen: Mapping[str, str], beside: Choices) -> Html:
    """How far to run, how to play, and what to draw beside; `chosen` are "play", "speed" and "compare"."""
    buttons = [h("button", f"{count:,}".replace(",", "\u202f"), data_pick=f"run:{count}") for count in EPOCHS]
    field = h(
        "input", type="number", min=1, data_send="run", aria_label="run on by so many epochs", inputmode="numeric"
    )
    return h(
        "div",
        h("span", h("span", "run on by"), *buttons, field, h("span", "epochs"), class_="group"),
        h("button", "same weights again", data_pick="again", class_="plain"),
        chooser("play", "play by", PLAYS, chosen["play"]),
        chooser("speed", "speed", SPEEDS, chosen["speed"]),
        chooser("compare", "beside", beside, chosen["compare"]),
        class_="controls",
    )
