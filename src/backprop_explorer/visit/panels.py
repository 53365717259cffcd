"""What the stage shows: the picture, what stands beside it, and all matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..figures.chain import chain_panel
from ..figures.check import check_panel
from ..figures.code import code_panel
from ..figures.doctor import doctor_panel, subjects
from ..figures.folding import folding_panel
from ..figures.matrices import all_matrices, phase_panel, shape
from ..figures.network_graph import NetworkGraph
from ..figures.nudge import is_drawn, nudge_panel, slider
from ..figures.predict import question_panel
from ..figures.published import published_panel
from ..figures.strip import example_switch, phase_name, phase_strip, pickers, tabs
from ..lesson.check import checked, choices
from ..lesson.equations import OF_THE_BATCH
from ..lesson.export import matrices_csv, matrices_json, numpy_script, phase_latex, torch_script
from ..lesson.folding import fold
from ..lesson.narration import Narrator
from ..lesson.phases import cost_after, quantities
from ..lesson.published import both_ways, compare, published
from ..scenario import is_custom, preset
from .doctor import about, diagnosis
from .stage import Stage

PICK_ONE = "A click on an edge, a neuron, or a number of All matrices shows its own chain rule."
NUDGE_ONE = (
    "A weight or a bias can be nudged: click an edge, the square of a bias, or a number of w, b or their gradients."
)
SIZES = "The same with all sizes different: 2 inputs, 3 neurons, 4 examples"


def pieces(stage: Stage) -> dict[str, Any]:
    """All that the browser needs to draw the stage."""
    scenario, view = stage.scenario, stage.view
    matrices = all_matrices(stage.values, stage.shown, stage.notation, stage.ends, stage.session.opened, stage.hidden)
    return {
        "strip": phase_strip(stage.stages, stage.phase, stage.notation, stage.session.cursor.position),
        "pickers": pickers(stage.notation, view.edges, view.neurons, view.example, stage.trace.m, any(stage.biased)),
        "tabs": tabs("" if stage.question else stage.panel, _in_print(stage)),
        "phase": PANELS.get(stage.panel, this_phase)(stage),
        "matrices": matrices,
        "figure": _figure(stage),
        "place": f"{scenario.step}/{scenario.phase}",
        "lit": _lit(stage),
    }


def _figure(stage: Stage) -> dict[str, Any]:
    view = stage.view
    # What the question calls the edges of each layer, on the question's page.
    marks = {1: "yellow in the question", 2: "red in the question"} if stage.scenario.question else None
    moved = stage.nudge if stage.nudge and is_drawn(stage.nudge, stage.shown) else None
    return NetworkGraph(
        moved.after if moved else stage.trace,
        quantities(moved.after, stage.eta) if moved else stage.values,
        stage.shown,
        stage.notation,
        stage.ends,
        stage.eta,
        stage.theme,
        view.edges,
        "a" if moved and view.neurons == "auto" else view.neurons,
        view.example,
        marks,
        stage.hidden,
        moved,
    ).figure()


def _lit(stage: Stage) -> list[str]:
    """The marks and edges of the picture that belong to the selected number."""
    if stage.panel not in ("weight", "nudge"):
        return []
    edges = [f"w-{layer}-{j}-{k}" for layer, j, k in stage.chain.edges]
    return edges + [f"neuron-{layer}-{j}" for layer, j in stage.chain.neurons]


def _in_print(stage: Stage) -> bool:
    scenario = stage.scenario
    return published(scenario.preset) is not None and not is_custom(scenario)


def this_phase(stage: Stage) -> str:
    """The equation of the phase and its sentences, or the question that comes before it."""
    session = stage.session
    if stage.question is not None:
        return question_panel(stage.question, session.asking.answers.get(session.cursor.place), session.asking.score)
    answered = session.asking.answers.get(session.cursor.place)
    asked = session.asking.question(session.cursor) if answered is not None else None
    said = question_panel(asked, answered, session.asking.score) if asked else ""
    after = cost_after(stage.trace, stage.eta) if stage.phase.id == "update" else None
    sentences = Narrator(stage.trace, stage.notation, stage.eta).tell(stage.phase, after)
    place, view, m = stage.stages.index(stage.phase), stage.view, stage.trace.m
    both = m > 1 and stage.phase.equation not in OF_THE_BATCH
    switch = example_switch(view.example, m, view.alone) if both else ""
    return said + phase_panel(stage.equation, place, sentences, stage.ends, view.dropped, switch)


def one_weight(stage: Stage) -> str:
    """The chain rule of one number."""
    return f'<p class="hint">{PICK_ONE}</p>{chain_panel(stage.chain, stage.notation)}'


def nudged(stage: Stage) -> str:
    """What a nudge of the selected weight or bias does."""
    if stage.nudge is None:
        return f'<p class="hint">{NUDGE_ONE}</p>'
    return slider(stage.view.nudge) + nudge_panel(stage.nudge, stage.notation, stage.shown)


def batch(stage: Stage) -> str:
    """How the gradients of a layer are put together from the examples."""
    layer = stage.phase.layer if stage.phase.equation in ("gradients", "hidden_error") else len(stage.trace.layers)
    folding = fold(stage.writer, layer, stage.shown, stage.session.cursor.run.batch_size)
    button = f'<button class="link" data-pick="sizes">{SIZES}</button>'
    scenario = stage.scenario
    # It leads to a preset: numbers of one's own, which no address keeps, would be lost.
    elsewhere = scenario.preset != "xor-2-3-1" and not is_custom(scenario)
    return folding_panel(folding) + (button if elsewhere else "")


def check(stage: Stage) -> str:
    """The gradient check, with the mistake that is switched on."""
    found = checked(stage.trace, stage.session.cursor.run, stage.view.mistake)
    return check_panel(found, choices(stage.trace.network, stage.notation), stage.notation)


def doctor(stage: Stage) -> str:
    """The numbers that were pasted, and the diagnosis."""
    session, notation = stage.session, stage.notation
    names = subjects(len(stage.trace.layers), stage.biased, notation)
    asked, said = about(session, stage.phase), diagnosis(session, stage.phase)
    name, _, tail = asked.partition("-")
    key = (name, int(tail)) if tail else None
    expected = "" if key is None else shape(notation.axes(key, stage.values[key].shape))
    phases = {each.id: phase_name(each, notation) for each in stage.stages}
    return doctor_panel(asked, names, session.pasted, said, expected, phases)


def in_print(stage: Stage) -> str:
    """What others printed, beside what is computed here."""
    scenario = preset(stage.scenario.preset)
    facts = published(scenario.preset)
    if facts is None:
        return ""
    rows = stage.session.once(
        ("published", scenario.preset, stage.notation),
        lambda: compare(facts, *both_ways(facts, scenario.start()), stage.notation),
    )
    return published_panel(facts, rows, stage.notation)


def code(stage: Stage) -> str:
    """The export that is looked at."""
    kind, scenario = stage.view.script, stage.scenario
    if kind == "latex":
        text = phase_latex(stage.equation)
    else:
        write = {"numpy": numpy_script, "torch": torch_script, "csv": matrices_csv, "json": matrices_json}[kind]
        text = write(stage.trace, stage.eta, stage.notation)
    return code_panel(kind, text, f"{scenario.preset}-step-{scenario.step}")


PANELS: Mapping[str, Callable[[Stage], str]] = MappingProxyType(
    {
        "phase": this_phase,
        "weight": one_weight,
        "nudge": nudged,
        "batch": batch,
        "check": check,
        "doctor": doctor,
        "published": in_print,
        "code": code,
    }
)
