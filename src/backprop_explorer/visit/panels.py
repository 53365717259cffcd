"""What the stage shows beside the picture: its panels, the line of tabs, and all matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from ..figures.cells import shape
from ..figures.chain import chain_panel
from ..figures.check import check_panel
from ..figures.code import code_panel
from ..figures.doctor import doctor_panel
from ..figures.example_pictures import batch_of_pictures
from ..figures.folding import folding_panel
from ..figures.html import Html, h
from ..figures.loop.stops import phase_name
from ..figures.nudge import nudge_panel, slider
from ..figures.predict import in_sight, question_panel, summary, withheld
from ..figures.product.laid import Sheet, tallest
from ..figures.prose import prose
from ..figures.published import published_panel
from ..figures.step import phase_panel
from ..figures.switches import example_choice, line_of_panels, picture_choices, position, switch, tabs
from ..lesson.check import checked, choices
from ..lesson.folding import fold
from ..lesson.narration import Narrator
from ..lesson.notation import plural
from ..lesson.phases import cost_after
from ..lesson.published import both_ways, compare, published
from ..scenario import DATASETS, MAX_STEP, is_custom, preset
from .answering import answer_above
from .doctor import about, diagnosis, offered
from .exports import EXPORTS
from .learned import learning
from .picture import picture
from .stage import Stage
from .told import told

PICK_ONE = "Click an edge, a neuron, or a number of a matrix below: its own chain rule is shown here."
NUDGE_ONE = "Only a weight or a bias can be nudged. Click an edge, the square of a bias, or a number of w or b."
SIZES = "Show this for a network in which all sizes differ: 2 inputs, 3 neurons, 4 examples"


def pieces(stage: Stage) -> dict[str, Html | str]:
    """All that the browser needs to draw the stage."""
    stage.session.asking.arrive(stage.session.cursor)
    panel = beside(stage)
    return {
        "loop": picture(stage, panel),
        "tabs": tab_line(stage, panel),
        # While a question is open there is nothing else to look at.
        "phase": ("" if stage.question else answer_above(stage) + line_above(stage, panel)) + PANELS[panel].draw(stage),
        "matrices": matrices(stage),
    }


def matrices(stage: Stage) -> Html:
    """All matrices, in the columns of the network."""
    return replace(stage.ledger, phase=stage.shown, ends=stage.ends, hidden=stage.hidden).html()


def tab_line(stage: Stage, panel: str) -> Html:
    """The groups of panels, what the picture shows, and where the page is."""
    return h("div", *tab_parts(stage, panel), class_="tabline")


def tab_parts(stage: Stage, panel: str) -> tuple[Html, Html, Html]:
    """The three parts of this line: each changes with something else, and with the phase the last one alone."""
    look = "tabs", panel, stage.view, stage.notation, stage.question is None
    groups, choices = stage.once(look, lambda: _tabs(stage, panel))
    return groups, choices, _position(stage)


def _tabs(stage: Stage, panel: str) -> tuple[Html, Html]:
    view, m = stage.view, stage.trace.m
    offered = {each.group for each in PANELS.values() if each.offered(stage)}
    groups = [
        (_of(stage, group, panel), words, PANELS[panel].group == group)
        for group, words in GROUPS.items()
        if group in offered
    ]
    choices = picture_choices(stage.notation, view.edges, stage.neurons, any(stage.biased))
    return (
        Html() if stage.question else tabs(groups),
        h("div", choices, example_choice(view.example, m, view.alone), class_="look"),
    )


def _of(stage: Stage, group: str, panel: str) -> str:
    """The panel that the button of a group opens: the open one, or the first that is offered."""
    if PANELS[panel].group == group:
        return panel
    return next(name for name, each in PANELS.items() if each.group == group and each.offered(stage))


def line_above(stage: Stage, panel: str) -> Html:
    """The panels of the group that is open, where it has several."""
    own = PANELS[panel]
    found = [(n, e.words) for n, e in PANELS.items() if e.group == own.group and e.words and e.offered(stage)]
    return line_of_panels(found, panel)


def _position(stage: Stage) -> Html:
    number = [phase.id for phase in stage.stages].index(stage.phase.id) + 1
    updates = f"{plural(stage.scenario.step, 'update')} so far"
    where = prose(stage.session.cursor.where_at(stage.scenario.step))
    return position(number, len(stage.stages), where, updates, MAX_STEP)


def beside(stage: Stage) -> str:
    """The panel beside the picture: the chosen one, or the phase if a question is open or there is no such panel."""
    return "phase" if stage.question or not PANELS[stage.view.panel].offered(stage) else stage.view.panel


def this_phase(stage: Stage) -> Html:
    """The equation of the phase and its sentences; while its question is open, the question and what is given."""
    said = _question(stage)
    if stage.question is not None:
        return said + in_sight(stage.equation, map(stage.writer.operand, stage.question.given), stage.ends)
    if stage.withheld:
        return said + withheld(stage.equation, map(stage.writer.operand, stage.phase.operands), stage.ends)
    after = cost_after(stage.trace, stage.eta) if stage.phase.id == "update" else None
    sentences = Narrator(stage.trace, stage.notation, stage.eta).tell(stage.phase, after)
    heat, sizes = stage.columns.heat, stage.scenario.sizes
    softmax = stage.trace.layers[-1].activation.name == "softmax"
    tall = tallest(sizes, stage.session.cursor.run.batch_size, heat, softmax)
    sheet = Sheet(stage.ends, heat, stage.view.example, stage.view.form, tall)
    return said + phase_panel(stage.equation, sentences, sheet, stage.view.dropped, told(stage), _examples(stage))


def _examples(stage: Stage) -> Html:
    """The examples of the mini-batch as pictures, where they are and where the mini-batch is shown."""
    recipe = stage.scenario.recipe
    made = None if recipe is None else DATASETS[recipe.name]
    if made is None or made.picture is None or stage.phase.id != "batch":
        return Html()
    lie = "row" if stage.notation.turned("x") else "column"
    return batch_of_pictures(stage.trace.x, stage.trace.y, made.picture, stage.view.example, made.credit, lie)


def _question(stage: Stage) -> Html:
    """The question of the phase with what has become of it, and the answers of a mini-batch at its end."""
    asking, (step, phase) = stage.session.asking, stage.session.cursor.place
    question = asking.question(stage.session.cursor)
    if question is None and asking.left is None:
        return Html()
    said = question_panel(question, asking.asked((step, phase), question), asking.score) if question else Html()
    ended = step if phase == "update" and stage.question is None else asking.left
    if ended is None:
        return said
    closed = asking.closed(ended)
    names = {each.id: phase_name(each, stage.notation) for each in stage.stages}
    rows = [(f"back:{ended}/{name}", names[name], closed[name]) for name in names if name in closed]
    return said + summary(f"the mini-batch of step {ended}", rows)


def one_number(stage: Stage) -> Html:
    """The chain rule of one number, and beside it what a nudge of a weight or bias does."""
    return h("div", chained(stage), h("div", *_nudged(stage), class_="nudging"), class_="one")


def chained(stage: Stage) -> Html:
    """The chain rule of one number."""
    return h("div", chain_panel(stage.chain, stage.notation), h("p", PICK_ONE, class_="hint"), class_="chained")


def _nudged(stage: Stage) -> tuple[Html, ...]:
    """The slider, what comes of it, and whether the picture shows it."""
    if stage.nudge is None:
        return (h("h2", "Nudge it"), h("p", NUDGE_ONE, class_="hint"))
    drawn = stage.view.panel == "nudge"
    words, panel = ("show the network as it is", "weight") if drawn else ("show the nudge in the picture", "nudge")
    show = h("button", words, class_="link", data_pick=f"panel:{panel}")
    return (h("h2", "Nudge it"), slider(stage.view.nudge), nudge_panel(stage.nudge, stage.notation, stage.shown), show)


def batch(stage: Stage) -> Html:
    """How the gradients of a layer are put together from the examples."""
    layer = stage.phase.layer if stage.phase.equation in ("gradients", "hidden_error") else len(stage.trace.layers)
    folding = fold(stage.writer, layer, stage.shown, stage.session.cursor.run.batch_size)
    # The button leads to a preset: numbers of one's own, which no address keeps, would be lost.
    elsewhere = stage.scenario.preset != "xor-2-3-1" and not is_custom(stage.scenario)
    button = h("button", SIZES, class_="link", data_pick="sizes") if elsewhere else ""
    return folding_panel(folding) + button


def check(stage: Stage) -> Html:
    """The gradient check, with the mistake that is switched on."""
    step, mistake = stage.scenario.step, stage.view.mistake
    found = stage.session.once(
        ("check", stage.session.edition, step, mistake),
        lambda: checked(stage.trace, stage.session.cursor.run, mistake),
    )
    return check_panel(found, choices(stage.trace.network, stage.notation), stage.notation)


def doctor(stage: Stage) -> Html:
    """The numbers that were pasted, and the diagnosis."""
    notation, asked = stage.notation, about(stage)
    name, _, layer = asked.partition("-")
    key = (name, int(layer)) if layer else None
    expected = "" if key is None else shape(notation.axes(key, stage.values[key].shape))
    phases = {each.id: phase_name(each, notation) for each in stage.stages}
    return doctor_panel(asked, offered(stage), stage.session.pasted, diagnosis(stage), expected, phases)


def in_print(stage: Stage) -> Html:
    """Published numbers beside those of this page."""
    scenario = preset(stage.scenario.preset)
    facts = published(scenario.preset)
    assert facts is not None, "offered only where there is something in print"
    rows = stage.session.once(
        ("published", scenario.preset, stage.notation),
        lambda: compare(facts, *both_ways(facts, scenario.start()), stage.notation),
    )
    return published_panel(facts, rows, stage.notation)


def _has_print(stage: Stage) -> bool:
    return published(stage.scenario.preset) is not None and not is_custom(stage.scenario)


def code(stage: Stage) -> Html:
    """The export that is looked at."""
    chosen = stage.view.script
    export = EXPORTS[chosen]
    kinds = switch("script", "", [(name, each.words) for name, each in EXPORTS.items()], chosen)
    name = f"{stage.scenario.preset}-step-{stage.scenario.step}.{export.ending}"
    return code_panel(kinds, export.remark, export.write(stage), name)


class Panel(NamedTuple):
    """What can stand below the picture: its group, what draws it, where it is there, and its words in the group."""

    group: str
    draw: Callable[[Stage], Html]
    there: Callable[[Stage], bool] = lambda _: True
    words: str = ""

    def offered(self, stage: Stage) -> bool:
        """Whether it can be opened. Where a teacher has hidden the results, only the phases are left."""
        return self.there(stage) and (self.draw is this_phase or not stage.withholds)


def _not_hidden(name: str) -> Callable[[Stage], bool]:
    return lambda stage: name not in stage.scenario.hide


PANELS: Mapping[str, Panel] = MappingProxyType(
    {
        "phase": Panel("phase", this_phase),
        "batch": Panel("phase", batch),
        "weight": Panel("number", one_number),
        "nudge": Panel("number", one_number),
        "check": Panel("check", check, _not_hidden("check"), "by differences"),
        "doctor": Panel("check", doctor, _not_hidden("doctor"), "your own numbers"),
        "published": Panel("check", in_print, _has_print, "in print"),
        "code": Panel("code", code),
        "learning": Panel("learning", learning),
    }
)
GROUPS: Mapping[str, str] = MappingProxyType(
    {"phase": "This phase", "number": "One number", "check": "Check", "code": "Code", "learning": "Learning"}
)
