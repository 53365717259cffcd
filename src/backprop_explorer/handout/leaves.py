"""The pieces of one mini-batch in one notation, each kept by what it depends on."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..figures.check import check_panel
from ..figures.html import Html, h
from ..figures.step import without_transpose
from ..lesson.check import Checked, checked, choices, right_costs
from ..lesson.selection import Selection
from ..lesson.what_if import drop_transpose
from ..scenario import question_scenario
from ..visit import panels
from ..visit.answering import answer_above
from ..visit.exports import EXPORTS
from ..visit.notices import of_the_place
from ..visit.panels import PANELS
from ..visit.picture import picture
from ..visit.stage import Stage
from .asks import asks
from .batch import Batch, Keep

OFFERED = ("phase", "batch", "weight", "check", "published", "code")
"""The panels of a lesson. What the others need is made by the server: nudges, numbers that are pasted, and curves."""

MOST_NUMBERS = 1_000
"""Numbers of a mini-batch up to which the calculation of each is in a lesson; of more there is none."""

FILE = re.compile('(?<=base64,)([^"]*)')
PRE = '<pre tabindex="0">'
TEXT, PACKED = "\x01", "\x02"
"""Where the text of an export stands in its panel, and where its file: the browser puts the one text in both places."""


def leaves(batch: Batch, keep: Keep) -> dict[str, Any]:
    """All that a lesson shows of a mini-batch."""
    return {
        "text": [each.spoken for each in batch.turned],
        "said": keep("said", of_the_place(batch.stage)),
        "loop": _of_examples("loop", lambda stage: picture(stage, "phase"), batch.together, keep),
        "matrices": _of_examples("matrices", panels.matrices, batch.together, keep),
        "phase": _of_examples("phase", panels.this_phase, batch.together, keep),
        "alone": _of_examples("phase", panels.this_phase, batch.alone, keep),
        "above": _above(batch, keep),
        "dropped": _dropped(batch, keep),
        "asks": asks(batch, keep),
        "usual": [each.selected.id for each in batch.turned],
        **_tabs(batch, keep),
        **{name: DRAWN[name](batch, keep) for name in offered(batch.stage) if name in DRAWN},
    }


def offered(stage: Stage) -> list[str]:
    """The panels that this lesson has."""
    return [name for name in OFFERED if PANELS[name].offered(stage)]


def _of_examples(kind: str, draw: Callable[[Stage], str], examples: list[list[Stage]], keep: Keep) -> list[list[int]]:
    """What `draw` makes of each phase, for each example."""
    found = [[keep(kind, draw(each)) for each in phases] for phases in examples]
    return [list(phase) for phase in zip(*found, strict=True)]


def _above(batch: Batch, keep: Keep) -> list[list[int]]:
    """The answer to the question of a lesson: it stands at the phase and the panel of its evidence."""
    name = batch.stage.scenario.question
    if not name:
        return []
    panel = question_scenario(name).view.panel
    examples = [[each.seen(panel=panel) for each in phases] for phases in batch.together]
    return _of_examples("above", answer_above, examples, keep)


def _tabs(batch: Batch, keep: Keep) -> dict[str, Any]:
    """The three parts of the line below the picture: by panel, by example, and by phase; and the line of a panel."""

    def part(stage: Stage, panel: str, number: int) -> int:
        return keep("tabs", panels.tab_parts(stage, panel)[number])

    names = offered(batch.stage)
    looks = zip(batch.together, batch.alone, strict=True)
    return {
        "groups": {name: part(batch.stage, name, 0) for name in names},
        "lines": {name: keep("tabs", panels.line_above(batch.stage, name)) for name in names},
        "look": [[part(every[0], "phase", 1), part(one[0], "phase", 1)] for every, one in looks],
        "position": [part(each, "phase", 2) for each in batch.turned],
    }


def _dropped(batch: Batch, keep: Keep) -> dict[str, dict[int, list[int]]]:
    """What each line of a phase becomes without its ᵀ: for each example among all, then for each alone."""
    ways = [*batch.together, *batch.alone]
    found = {phase: dict(_lines(list(stages), keep)) for phase, *stages in zip(batch.phases, *ways, strict=True)}
    return {phase: lines for phase, lines in found.items() if lines}


def _lines(ways: list[Stage], keep: Keep) -> Iterator[tuple[int, list[int]]]:
    """The lines that have a ᵀ, by their numbers; one example alone may have fewer lines."""
    lines = [way.equation.lines for way in ways]
    for number in range(max(map(len, lines))):
        found = [drop_transpose(of[number]) if number < len(of) else None for of in lines]
        if any(found):
            yield number, [keep("dropped", without_transpose(each, ways[0].ends) if each else "") for each in found]


def _folding(batch: Batch, keep: Keep) -> list[int]:
    return [keep("batch", panels.batch(each)) for each in batch.turned]


def _numbers(batch: Batch, keep: Keep) -> dict[str, Any]:
    """The calculation of each number: the phase that it waits for, what it lights, and before and after that phase.

    A weight stands for its gradient. Orientations that write the edges alike, w_jk or W_kj, have the same calculations.
    """
    lies = f"numbers {batch.stage.notation.turned('w')}"
    return batch.stage.once(lies, lambda: _all_numbers(batch, keep))


def _all_numbers(batch: Batch, keep: Keep) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for each in numbers(batch.stage):
        name = f"grad_{each.id}" if each.name in ("w", "b") else each.id
        if name not in found:
            found[name] = _number(name, each.per_example, batch, keep)
        found[each.id] = found[name]
    return found


def numbers(stage: Stage) -> list[Selection]:
    """The numbers of the mini-batch whose calculations are in the lesson."""
    every = [
        Selection(name, layer, row, column)
        for (name, layer), array in stage.values.items()
        for row in range(array.shape[0])
        for column in range(array.shape[1])
    ]
    return every if len(every) <= MOST_NUMBERS else []


def _number(name: str, whole: bool, batch: Batch, keep: Keep) -> list[Any]:
    """One of them; `whole` says that it is the same whichever example is chosen."""
    last = [phases[-1] for phases in (batch.together[:1] if whole else batch.together)]
    begin, ends = batch.stage.seen(selected=name), [each.seen(selected=name) for each in last]
    waits, known = begin.chain.waits, ends[0].chain
    at = 0 if waits is None else batch.phases.index(waits.id)
    lit = [f"w-{layer}-{j}-{k}" for layer, j, k in known.edges]
    lit += [f"neuron-{layer}-{j}" for layer, j in known.neurons]
    before = keep("waits", calculation(begin)) if at else -1
    return [at, " ".join(lit), before, [keep("weight", calculation(each)) for each in ends]]


def calculation(stage: Stage) -> Html:
    """The panel of one number without its nudge."""
    return h("div", panels.chained(stage), class_="one")


def _checks(batch: Batch, keep: Keep) -> dict[str, int]:
    """The check with the right equations, under the name "", and with each mistake."""
    stage = batch.stage
    named = choices(stage.trace.network, stage.notation)
    found = {name: _checked(stage, name) for name in ("", *(name for name, _ in named))}
    return {name: keep("check", check_panel(each, named, stage.notation)) for name, each in found.items()}


def _checked(stage: Stage, mistake: str) -> Checked:
    """One check, the same in all notations."""
    trace, run = stage.trace, stage.session.cursor.run
    right = stage.once("right", lambda: right_costs(trace, run))
    return stage.once(f"check {mistake}", lambda: checked(trace, run, mistake, right))


def _published(batch: Batch, keep: Keep) -> int:
    return keep("published", panels.in_print(batch.stage))


def _exports(batch: Batch, keep: Keep) -> dict[str, Any]:
    """The exports: of the mini-batch one each, and of each phase one of all examples, then one of each alone."""
    found: dict[str, Any] = {name: _export(batch.stage, name, keep) for name in EXPORTS if name != "latex"}
    ways = zip(batch.turned, *batch.alone, strict=True)
    return {**found, "latex": [[_export(each, "latex", keep) for each in stages] for stages in ways]}


def _export(stage: Stage, name: str, keep: Keep) -> list[int]:
    """The panel of an export with the places for its text, and its text as its file has it."""
    before, packed, rest = FILE.split(panels.code(stage.seen(script=name)), maxsplit=1)
    between, _, rest = rest.partition(PRE)
    panel = f"{before}{PACKED}{between}{PRE}{TEXT}{rest[rest.index('</pre>') :]}"
    return [keep("export", panel), keep("text", base64.b64decode(packed).decode())]


DRAWN: Mapping[str, Callable[[Batch, Keep], Any]] = MappingProxyType(
    {"batch": _folding, "weight": _numbers, "check": _checks, "published": _published, "code": _exports}
)
