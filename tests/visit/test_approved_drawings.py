"""The page as it was looked at and approved: each kind of its elements, with its attributes and texts.

A drawing is too long to be read as text, so its file has a line for each kind of element, as "path.arrow": how many
there are, and a digest of their attributes and texts, with numbers to 3 digits. A line that has changed names what has
to be looked at again, on the page. Then write the files anew with
`APPROVE=1 python -m pytest tests/visit/test_approved_drawings.py`.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import chain

import pytest

from backprop_explorer.lesson.glossary import glossary
from backprop_explorer.lesson.notation import Notation, phase_ids
from backprop_explorer.scenario import QUESTIONS, Scenario, preset, question_scenario
from backprop_explorer.scenario.link import SPEEDS, STRIDES, write_link
from backprop_explorer.visit import learned
from backprop_explorer.visit.exchange import PACE, PLAY
from backprop_explorer.visit.gallery import front_door
from backprop_explorer.visit.panels import PANELS, pieces
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.top import top

from ..figures.html_tree import Element, read
from ..scenario.cases import CLASSES, MAZUR, OR, PLACES, XOR
from .approving import assert_approved, rounded
from .test_session import at

NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
DIGITS = 12  # of a digest

Lines = Iterator[str]


def digest(*texts: str) -> str:
    plain = (rounded(text.replace("\N{MINUS SIGN}", "-"), NUMBER) for text in texts)
    return sha256("\n".join(plain).encode()).hexdigest()[:DIGITS]


def drawn(*markups: str) -> Lines:
    """A line for each kind of element of all these pieces."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for element in chain.from_iterable(read(markup).find() for markup in markups):
        own = [child for child in element.children if isinstance(child, str)]
        told = [f"{name}={value}" for name, value in element.attributes.items() if name != "class"]
        kinds[kind(element)].append(" ".join([*told, *own]))
    for name, found in sorted(kinds.items()):
        yield f"{name} {len(found)} {digest(*found)}"


def kind(element: Element) -> str:
    return ".".join([element.tag, *element.attributes.get("class", "").split()])


def pages(sessions: Iterable[Session], *slots: str) -> Lines:
    """What all these sessions show, slot by slot."""
    found = [pieces(Stage(session)) for session in sessions]
    for slot in slots or found[0]:
        yield from (f"{slot} {line}" for line in drawn(*(each[slot] for each in found)))


def mini_batch(scenario: Scenario, *slots: str) -> Lines:
    return pages((at(scenario, scenario.step, phase) for phase in phase_ids(scenario.depth)), *slots)


def asked() -> Lines:
    """The questions, as their links open them."""
    for name in QUESTIONS:
        scenario = question_scenario(name)
        yield f"=== {name} {write_link(scenario)}"
        yield from pages([at(scenario, scenario.step, scenario.phase)], "phase")


def panels(scenario: Scenario, phase: str) -> Lines:
    """All panels at one place."""
    for name in PANELS:
        looking = replace(scenario, view=replace(scenario.view, panel=name))
        yield f"=== {name}"
        yield from pages([at(looking, scenario.step, phase)], "loop", "tabs", "phase")


def charts(scenario: Scenario, step: int, **view: str) -> Lines:
    """The charts of learning."""
    looking = replace(scenario, view=replace(scenario.view, panel="learning", **view))
    session = at(looking, step)
    session.watch()
    while session.lags:
        session.watch()
    yield from drawn(pieces(Stage(session))["phase"])
    for name, figure in json.loads(learned.curves(session))["figures"].items():
        yield f"{name} {digest(json.dumps(figure))}"
    yield digest(learned.curves(session).decode())


def exports(scenario: Scenario) -> Lines:
    for script in ("numpy", "torch", "latex", "csv", "json"):
        looking = replace(scenario, view=replace(scenario.view, panel="code", script=script))
        for line in drawn(pieces(Stage(at(looking, scenario.step, "update")))["phase"]):
            yield f"{script} {line}"


def around() -> Lines:
    """The gallery, the line on top, the words and symbols, the speeds."""
    yield from drawn(front_door())
    yield from drawn(front_door(True))
    for name, scenario in PLACES.items():
        yield f"=== {name}"
        yield from drawn(top(at(scenario)))
    for notation in NOTATIONS:
        for rules in (False, True):
            yield from (f"{term} {digest(str(words))}" for term, words in glossary(notation, rules).items())
    yield f"{[(name, PACE[name]) for name in SPEEDS]} {[(name, PLAY[name]) for name in STRIDES]}"


NOTATIONS = (Notation(), Notation("rows", "one", "code"), Notation("torch", "question"))
RULES: Mapping[str, Mapping[str, object]] = {
    "momentum": {"rule": "momentum", "l2": 0.01}, "adam": {"rule": "adam"}, "l2": {"l2": 0.1},
}  # fmt: skip
SHOWN = (
    "or-gate-2-2-1", "mazur-2-2-2", "xor-2-3-1", "three-classes", "a batch too long to print", "six layers",
    "a wide net", "no biases", "the sum over a batch", "rectifiers", "softmax with the quadratic cost",
)  # fmt: skip
OPENED = {
    "or": (OR, "update"), "classes": (CLASSES, "delta-2"), "xor": (XOR, "grad-1"), "mazur": (MAZUR, "update"),
    "rectifiers": (PLACES["rectifiers"], "delta-1"), "schiendorfer": (preset("schiendorfer-batch-of-two"), "update"),
}  # fmt: skip
LEARNED = {"or": (OR, 5), "classes": (CLASSES, 12), "the sine": (preset("sine"), 8), "digits": (preset("digits"), 2)}

DRAWINGS: Mapping[str, Callable[[], Lines]] = {
    **{name: partial(mini_batch, PLACES[name]) for name in SHOWN},
    "digits": lambda: mini_batch(preset("digits")),
    **{
        f"{name} in {notation.orientation}": partial(mini_batch, replace(scenario, notation=notation))
        for name, scenario in (("xor", XOR), ("classes", CLASSES))
        for notation in NOTATIONS[1:]
    },
    "xor in code": partial(mini_batch, replace(XOR, notation=Notation(letters="code")), "loop", "phase"),
    "questions": asked,
    **{f"panels of {name}": partial(panels, scenario, phase) for name, (scenario, phase) in OPENED.items()},
    **{f"{name} rule": partial(mini_batch, replace(XOR, **rule)) for name, rule in RULES.items()},
    **{f"{name} code": partial(exports, replace(XOR, **rule)) for name, rule in RULES.items()},
    **{f"charts of {name}": partial(charts, scenario, step) for name, (scenario, step) in LEARNED.items()},
    "charts of two runs": lambda: charts(XOR, 20, compare="seed:1"),
    "around": around,
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_page_is_drawn_as_was_approved(name: str) -> None:
    assert_approved(f"drawn/{name.replace(' ', '-')}", DRAWINGS[name]())
