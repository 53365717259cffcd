"""The address of the page with this network and these data in it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from ..engine import Trace
from ..lesson.notation import Notation
from ..scenario import Scenario, SetupError, custom, write_link
from ..scenario.link import fits

PAGE = "http://localhost:8501/"
"""Where `streamlit run app.py` shows the page."""


def link(trace: Trace, eta: float, phase: str, notation: Notation, asks: bool, page: str) -> str:
    """The address of a phase of this mini-batch; "" where an address cannot hold its numbers.

    If it `asks`, the page asks for the result of each phase before it shows it.
    """
    scenario = _scenario(trace, eta)
    if scenario is None or phase not in scenario.phase_ids:
        return ""
    query = write_link(replace(scenario, phase=phase, notation=notation, ask=asks))
    return f"{page}?{urlencode(query)}" if fits(query) else ""


def _scenario(trace: Trace, eta: float) -> Scenario | None:
    """The mini-batch as a scenario; None beyond the limits of the page."""
    net = trace.network
    biases = [layer.b for layer in net.layers]
    given = [b for b in biases if b is not None]
    if given and len(given) < len(biases):
        return None
    try:
        return custom(
            trace.x.T,
            trace.y.T,
            [layer.w for layer in net.layers],
            given or None,
            activations=[layer.activation.name for layer in net.layers],
            cost=net.cost.name,
            reduction=net.reduction,
            eta=eta,
            batch_size=trace.m,
            train_biases=net.train_biases,
            l2=net.l2,
        )
    except SetupError:
        return None
