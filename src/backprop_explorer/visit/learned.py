"""The group Learning: the panel of a mini-batch, and the curves of the session, which come beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from ..engine import evaluate
from ..figures.html import Html
from ..figures.learning import words
from ..figures.learning.curves import cost_chart, gradient_chart, right_chart, weights_chart
from ..figures.learning.maps import over_the_input, plane, small_maps
from ..figures.learning.panel import Chart, controls, learning_panel
from ..lesson.classes import classes_of
from ..lesson.maps import COARSE, FINE, answers, grid, neuron_maps
from ..lesson.notation import exact, plural
from ..lesson.written import number
from .learning import choices, held_out
from .session import Session
from .stage import Stage


def learning(stage: Stage) -> Html:
    """The panel at one mini-batch, the same in all its phases."""
    view, notation = stage.view, stage.notation
    cost = Chart("cost", "Cost C", "a click goes there")
    gradient = Chart("gradient", f"Size of {notation.word('grad_w')}", "of each layer")
    maps = stage.once("maps", lambda: tuple(_maps(stage)))
    named = classes_of(stage.session.cursor.run.y) is not None
    right = (Chart("right", "Right answers", "at the beginning of each epoch"),) if named else ()
    charts = (cost, gradient, *maps, *right, Chart("weights", "Weights"))
    chosen = {"play": view.play, "speed": view.speed, "compare": view.compare}
    shows = f"{view.compare}/{notation}"
    return learning_panel(controls(chosen, choices(stage.scenario)), charts, (_now(stage),), shows)


def _now(stage: Stage) -> str:
    """Where the run stands."""
    step, run = stage.scenario.step, stage.session.cursor.run
    cost, outputs = stage.once("everything", lambda: evaluate(stage.trace.network, run.x, run.y))
    said = f"After {plural(step, 'update')} C of this [[mini-batch]] is {number(stage.trace.cost)}"
    if run.batches_per_epoch > 1:
        said += f", and the mean of Cₓ over all {plural(run.examples, 'example')} is {number(cost)}"
    classes = classes_of(run.y)
    if classes is None:
        return f"{said}."
    right = int(classes.right(outputs, run.y).sum())
    return f"{said}; {right} of {plural(run.examples, 'answer')} {'is' if right == 1 else 'are'} right."


def _maps(stage: Stage) -> Iterator[Chart]:
    """What the network answers over the space of its inputs, where that can be drawn."""
    run, net, notation = stage.session.cursor.run, stage.trace.network, stage.notation
    inputs = len(run.x)
    if inputs > 2:
        return
    data, classes = (run.x, run.y), classes_of(run.y)
    held = held_out(stage.scenario)
    fine = grid(run.x, FINE)
    _, outputs = evaluate(net, *data)
    said, output = words.plane_words(outputs, data, classes), notation.text(("a", len(net.layers)))
    if inputs == 1:
        yield Chart("plane", f"{output} over x", "", over_the_input(fine, answers(net, fine), data, held), said)
        return
    heading, more = (
        (f"{output} over the plane", "")
        if classes is None
        else (f"Where {output} = {exact(classes.middle)}", "the line between the classes")
        if classes.middle is not None
        else ("The regions of the classes", "the sign is the target")
    )
    yield Chart("plane", heading, more, plane(fine, answers(net, fine), data, held, classes), said)
    if len(net.layers) > 1:
        coarse = grid(run.x, COARSE)
        maps, total = neuron_maps(net, coarse), sum(net.sizes[1:-1])
        figure = small_maps(coarse, maps, notation)
        yield Chart("neurons", "What each hidden neuron answers", "", figure, words.maps_words(maps, total, notation))


def version(session: Session) -> str:
    """A digest of the curves as they are now; "" while the group is closed."""
    if not session.learns:
        return ""
    scenario = session.cursor.scenario
    state = session.edition, session.learning.state, scenario.notation, scenario.view.compare
    return sha256(repr(state).encode()).hexdigest()[:16]


def curves(session: Session) -> bytes:
    """The figures of all curves with their words, and what two runs have come to, as JSON."""
    runs, notation = session.learning.curves, session.cursor.scenario.notation
    own = runs[0]
    made = {
        "cost": (cost_chart(runs), words.cost_words(runs)),
        "gradient": (gradient_chart(own, notation), words.gradient_words(own, notation)),
        "weights": (weights_chart(own, notation), words.weights_words(own, notation)),
    }
    if own.epochs[0].right is not None:
        made["right"] = right_chart(runs), words.right_words(runs)
    ends = session.learning.refused or (words.ends_words(runs) if len(runs) > 1 else "")
    told = {name: {**figure, "words": said} for name, (figure, said) in made.items()}
    return json.dumps({"ends": ends, "figures": told}, ensure_ascii=False, separators=(",", ":")).encode()
