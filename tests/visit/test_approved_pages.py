"""The page as it was read and approved by people: whatever it says otherwise has to be read again.

Each file of tests/approved/ is a walk through the page, as text. Oracles elsewhere prove the numbers; here the words,
the names and their order are held: a wrong layer named, a label in the wrong place, a sentence that lost its end.
After a change that is meant, write the files anew with `APPROVE=1 python -m pytest tests/visit/test_approved_pages.py`
and read what has changed before it is committed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

import pytest

from backprop_explorer.figures.attempt import attempt_panel
from backprop_explorer.figures.switches import reading
from backprop_explorer.lesson.doctor import Doctor
from backprop_explorer.lesson.mistakes import MISTAKES, ShapeStory, applies, wrong_step
from backprop_explorer.lesson.notation import Notation, phase_ids
from backprop_explorer.lesson.pasted import PasteError, read_numbers
from backprop_explorer.lesson.predict import questions
from backprop_explorer.scenario import Scenario, apply_setup, preset, read_link
from backprop_explorer.scenario.attempt import ATTEMPTS
from backprop_explorer.visit.cursor import Cursor
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.top import top

from ..figures.html_tree import Element, read
from ..lesson.pages import Page
from ..lesson.test_doctor import typed
from ..lesson.test_mistakes import gathered
from ..scenario.cases import CLASSES, MAZUR, OR, PLACES, XOR
from .approving import assert_approved, rounded
from .test_session import arrive, at, notices_of

NUMBER = re.compile(r"(?<![\w.])(\d+\.\d+(?:e[−-]?\d+)?|\d+e[−-]?\d+)")
TOLD = ("data-pick", "data-lit", "data-matrix", "data-operand", "data-made", "data-send", "colspan", "placeholder")

Walk = Iterator[str]


def said(element: Element, heard: bool = False) -> Iterator[str]:
    """A line for each element that says something itself: its name, what it tells the page, and its text.

    Of what is part of a sentence that was `heard` as a whole, only what it tells the page is left.
    """
    told = " ".join(f"{name}={element.attributes[name]}" for name in TOLD if name in element.attributes)
    kind = ".".join([element.tag, *element.attributes.get("class", "").split()])
    children = [child for child in element.children if isinstance(child, Element)]
    whole = element.tag in ("p", "li", "math", "tr") or kind == "div.shapes"
    if element.tag == "tr":
        own = " | ".join(" ".join(child.text.split()) for child in children)
        # A thousand wrong updates carry the last bit of a sum, which differs between machines, to the first digit.
        own = re.sub(r"(after 1000 updates .*) \| .*", r"\1 | …", own)
    elif whole:
        own = " ".join(element.text.split())
    else:
        own = " ".join(
            " ".join(child.split()) for child in element.children if isinstance(child, str) and child.strip()
        )
    if told or (own and not heard):
        yield " ".join(filter(None, [kind, told, own]))
    for child in children:
        yield from said(child, heard or whole)


def html(markup: str) -> Walk:
    yield from said(read(markup))


def page(session: Session, *parts: str) -> Walk:
    """The pieces of the stage that are asked for."""
    drawn = pieces(Stage(session))
    yield f"--- step {session.cursor.scenario.step} {session.cursor.scenario.phase} {session.cursor.position}"
    for part in parts:
        yield from html(drawn[part])


def every_phase(scenario: Scenario, *parts: str) -> Walk:
    """A whole mini-batch."""
    for phase in phase_ids(scenario.depth):
        session = at(scenario, scenario.step, phase)
        yield from page(session, *parts)


def picked(scenario: Scenario, phase: str, picks: tuple[str, ...], part: str = "phase", *first: str) -> Walk:
    """What one pick after the other makes of a place."""
    session = at(scenario, scenario.step, phase)
    for each in (*first, *picks):
        pick(session, each)
        arrive(session)
        if each not in first:
            yield f"=== {each}"
            yield from html(pieces(Stage(session))[part])


def once(walk: Walk) -> Walk:
    """Each line where it is said first: sentences that come often are read once."""
    yield from dict.fromkeys(walk)


CELLS = (
    "w-1-0-0", "w-2-0-1", "b-1-0-0", "z-1-1-2", "z-2-0-0", "a-1-0-1", "a-2-0-1", "delta-1-1-2", "delta-2-0-3",
    "x-0-1-1", "y-2-0-1", "w_new-1-0-1", "b_new-1-0-0", "cost-2-0-0", "example_cost-2-0-1",
)  # fmt: skip
PASTES = (
    "grad_w-2\n[[0.0088, 0.0090]]",
    "grad_w-2\n[[0.0354, 0.0360]]",
    "grad_w-2\n[[0.0088, 0.0071]]",
    "grad_w-2\n[0.1, 0.2, 0.3]",
    "delta-1\n[[0.0246, -0.0021, -0.0039, -0.0016], [-0.0051, 5.18e-4, 7.8e-4, 3.9e-4]]",
    "delta-2\n[[0.0286, -0.0045, -0.0052, -0.0044]]",
    "delta-2\n[[0.8368, -0.1454, -0.1576, -0.1429]]",
    "w-2\n[[1.0687, -0.2542]]",
    "w-2\n[[1.095, -0.2272]]",
    "cost\n0.0958",
    "cost\n0.3833",
    "cost\n0",
    "grad_b-1\n[[0.004252], [-0.000854]]",
    "grad_b-1\n[0.0128, -0.0026]",
    "delta-2\nabc",
)


QUESTIONED = (
    "or-gate-2-2-1", "mazur-2-2-2", "xor-2-3-1", "three-classes", "softmax with the quadratic cost",
    "the sum over a batch", "rectifiers", "no half in the cost", "binary cross-entropy", "no biases",
)  # fmt: skip
UNREADABLE = (
    "", "[[0.1, 0.2], 0.3]", "0.1 [0.2, 0.3]", "[0.1, 0.2\n0.3 [0.4]", "[0.1, 0.2]]", "[[0.1], [0.2, 0.3]]", "1..2",
    "abc", "nan", "-inf", "+infinity", "1e999", "0.1; 0.2", "\x00", "0.1 \x07 0.2", "[[[[0.1]]]]", "1,5, 2", "--1",
    "tensor([0.1", "array(", "[]", "[[]]", "½", "1/2", "0x10", "1_000", "0.1 [] 0.2",
)  # fmt: skip


def guessed() -> Walk:
    """Questions, hints, wrong and right answers, and the summary."""
    session = at(OR, 0, "z-1")
    pick(session, "predict:on")
    answers = ("answer:9.99", "answer:0.5*(1−", "answer:hint", "answer:hint", "answer:-9", "answer:1x1", "answer:plus")
    for number, phase in enumerate(phase_ids(2)[1:]):
        session.cursor.to_phase(phase)
        yield from page(session, "phase")
        for each in (answers[number % 7], answers[(number + 2) % 7], "answer:show" if number % 2 else answers[0]):
            pick(session, each)
            yield f"=== {each}"
            yield from html(pieces(Stage(session))["phase"])


def asked(scenario: Scenario) -> Walk:
    """Every question that a mini-batch can ask: its choices, its hints, and the slips that it names."""
    shown = Page.of(scenario)
    for seed in range(2):
        found = questions(shown.trace, shown.values, shown.phases, shown.notation, shown.eta, seed)
        for question in (question for phase in shown.phases for question in found.get(phase.id, ())):
            yield f"=== {question.id}: {question.prompt} lit={','.join(question.lit)} example={question.example}"
            yield from (f"choice {choice.value} | {choice.words} | {choice.meaning}" for choice in question.choices)
            yield from (f"hint {hint}" for hint in question.hints)
            yield f"told {question.told}"
            yield from (f"slip {slip.value:.3g} {slip.message}" for slip in question.slips)


def catalogue() -> Walk:
    """Every mistake of the catalogue, with when it makes no difference."""
    for name, mistake in MISTAKES.items():
        yield f"{name} | {mistake.kind} | {mistake.told(Notation())} | {mistake.coincides}"


def diagnosed() -> Walk:
    """What the doctor says of the numbers of each mistake, as they are and with rows and columns exchanged."""
    for name, scenario in (("or", OR), ("classes", CLASSES)):
        trace = Page.of(scenario).trace
        doctor = Doctor(trace, scenario.eta, Notation())
        for mistake in MISTAKES.values():
            step = wrong_step(trace, mistake, scenario.eta) if applies(mistake, trace.network) else None
            for key, array in () if step is None or isinstance(step, ShapeStory) else gathered(*step).items():
                for how, shown in (("", array), (" turned", array.T)):
                    what = f"{key[0]}-{key[1]}"
                    found = doctor.diagnose(what, typed(shown))
                    ids = " ".join((*found.mistakes, "matches", *(match.mistake for match in found.matches)))
                    yield f"{name} {mistake.id} {what}{how}: {found.verdict} {found.phase} {ids}"
                    yield found.message


def refused() -> Walk:
    """What is said of a paste that is no list of numbers."""
    for text in UNREADABLE:
        try:
            yield f"{text!r} {read_numbers(text).array.tolist()}"
        except PasteError as error:
            yield f"{text!r} {error}"


def around() -> Walk:
    """What stands around the stage: the line on top, the notation, notices, weights that do not fit."""
    for scenario in PLACES.values():
        yield from html(top(at(scenario)))
    for notation in (Notation(), Notation("rows", "one", "code"), Notation("torch", "question")):
        yield from html(reading(notation, notation.letters == "code"))
        yield from html(attempt_panel(ATTEMPTS["first-attempt"](notation)))
    links = ({"step": "x"}, {"preset": "none"}, {"phase": "z-9"}, {"question": "?"}, {"view": "up"}, {"steps": "3"})
    for link in links:
        yield from html(notices_of(Session(Cursor.to(*read_link(link)))))
    yield from html(pieces(Stage(at(PLACES["the question"], 0, "grad-2")))["phase"])
    diverging = apply_setup(OR, {"hidden": "linear", "output": "linear", "eta": "50"})
    yield from html(notices_of(at(diverging, 2_000)))
    yield from html(notices_of(at(apply_setup(OR, {"eta": "1000000"}), 3)))


def the_or_gate_in(notation: Notation) -> Callable[[], Walk]:
    return lambda: every_phase(replace(OR, notation=notation), "loop", "phase")


WALKS: Mapping[str, Callable[[], Walk]] = {
    "or-gate": lambda: every_phase(OR, "loop", "tabs", "phase", "matrices"),
    "or-gate-rows": the_or_gate_in(Notation("rows", "one", "code")),
    "or-gate-torch": the_or_gate_in(Notation("torch", "question")),
    "three-classes": lambda: every_phase(replace(CLASSES, notation=Notation("torch")), "phase"),
    "mazur": lambda: every_phase(MAZUR, "phase"),
    "schiendorfer": lambda: every_phase(preset("schiendorfer-batch-of-two"), "phase"),
    "rectifiers": lambda: every_phase(PLACES["rectifiers"], "phase"),
    "two-outputs": lambda: every_phase(replace(MAZUR, cost="binary-cross-entropy"), "phase"),
    "softmax": lambda: every_phase(PLACES["softmax with the quadratic cost"], "phase"),
    "a-wide-net": lambda: every_phase(replace(XOR, sizes=(2, 13, 1), seed=3), "matrices", "loop"),
    "dropped-squares": lambda: picked(MAZUR, "delta-1", ("dropped:0", "phase:grad-2", "dropped:0"), "phase"),
    "dropped-zeros": lambda: picked(replace(MAZUR, initialiser="zeros"), "delta-1", ("dropped:0",), "phase"),
    "alone": lambda: picked(OR, "z-1", tuple(f"phase:{p}" for p in phase_ids(2)), "phase", "alone:one", "example:2"),
    "dropped": lambda: picked(XOR, "delta-1", ("dropped:0", "phase:grad-2", "dropped:0", "dropped:2"), "phase"),
    "numbers": lambda: picked(OR, "update", tuple(f"cell:{name}" for name in CELLS), "phase", "panel:weight"),
    "numbers-of-classes": lambda: picked(
        CLASSES,
        "update",
        tuple(f"cell:{name}" for name in ("w-1-0-0", "a-3-1-2", "delta-3-0-1", "delta-2-1-0")),
        "phase",
    ),
    "numbers-of-softmax": lambda: picked(
        PLACES["softmax with the quadratic cost"], "update", ("cell:delta-3-0-1", "cell:cost-3-0-0"), "phase"
    ),
    "not-known-yet": lambda: picked(OR, "z-2", tuple(f"cell:{name}" for name in CELLS), "phase", "panel:weight"),
    "nudges": lambda: picked(
        OR, "update", ("nudge:0.5", "nudge:-0.01", "nudge:0", "cell:b-2-0-0"), "phase", "panel:nudge", "cell:w-1-0-0"
    ),
    "per-example": lambda: picked(CLASSES, "grad-2", ("panel:batch", "phase:z-1"), "phase"),
    "per-example-sum": lambda: picked(PLACES["the sum over a batch"], "grad-2", ("panel:batch",), "phase"),
    "checks": lambda: picked(
        OR, "update", tuple(f"mistake:{name}" for name in ("", *MISTAKES)), "phase", "panel:check"
    ),
    "checks-of-classes": lambda: picked(
        CLASSES, "update", tuple(f"mistake:{name}" for name in ("", *MISTAKES)), "phase", "panel:check"
    ),
    "doctor": lambda: picked(OR, "grad-2", tuple(f"doctor:{text}" for text in PASTES), "phase", "panel:doctor"),
    "in-print": lambda: picked(MAZUR, "update", ("panel:published",), "phase"),
    "exports": lambda: picked(
        OR,
        "delta-1",
        tuple(f"script:{name}" for name in ("numpy", "torch", "latex", "csv", "json")),
        "phase",
        "panel:code",
    ),
    "exports-of-classes": lambda: picked(
        replace(CLASSES, batch_size=2),
        "delta-3",
        ("script:numpy", "script:torch", "script:latex"),
        "phase",
        "panel:code",
    ),
    "guesses": guessed,
    "questions": lambda: once(chain.from_iterable(asked(PLACES[name]) for name in QUESTIONED)),
    "catalogue": catalogue,
    "refused": refused,
    "diagnosed": lambda: once(diagnosed()),
    "around": around,
}


@pytest.mark.parametrize("name", WALKS)
def test_the_page_says_what_was_approved(name: str) -> None:
    assert_approved(name, (rounded(line, NUMBER) for line in WALKS[name]()))
