"""Every scenario in a link and back, and whatever else stands in an address."""

import base64
import json
import time
import zlib
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import ACTIVATIONS, INITIALISERS, RULES
from backprop_explorer.lesson.notation import LETTERS, NUMBERINGS, ORIENTATIONS, Notation, phase_ids
from backprop_explorer.scenario import (
    MAX_STEP,
    PRESETS,
    QUESTIONS,
    Scenario,
    SetupError,
    View,
    custom,
    preset,
    question_scenario,
    read_file,
    read_link,
    write_file,
    write_link,
)
from backprop_explorer.scenario.asked_data import apply_data
from backprop_explorer.scenario.data import DATASETS
from backprop_explorer.scenario.link import LONGEST, tables
from backprop_explorer.scenario.scenario import MAX_BATCH, MAX_EPSILON, MAX_L2

from ..engine.cases import steady

numbers = st.floats(-20, 20) | st.integers(-9, 9).map(float) | st.just(-0.0)
fair = st.integers(0, 2**32 - 1)


def lists(*sizes):
    """Nested lists of numbers with these many entries on each level."""
    if not sizes:
        return numbers
    return st.lists(lists(*sizes[1:]), min_size=sizes[0], max_size=sizes[0])


@st.composite
def views(draw, scenario):
    quantity = draw(st.sampled_from(("w", "z", "delta", "grad_w")))
    return View(
        edges=draw(st.sampled_from(tables.EDGES)),
        neurons=draw(st.sampled_from(tables.NEURONS)),
        example=draw(st.integers(0, scenario.batch_size - 1)),
        alone=draw(st.booleans()),
        panel=draw(st.sampled_from(tables.PANELS)),
        selected=draw(st.sampled_from(("", f"{quantity}-{scenario.depth}-0-0"))),
        nudge=draw(st.floats(-1, 1)),
        dropped=draw(st.integers(-1, 9)),
        form=draw(st.sampled_from(tables.FORMS)),
        script=draw(st.sampled_from(tables.SCRIPTS)),
        mistake=draw(st.sampled_from(("", "no-prime-hidden", "half"))),
        about=draw(st.sampled_from(("", "cost", "grad_w-1"))),
        compare=draw(st.sampled_from(("", "seed:3", "seed:7,eta:0.25", "reduction:sum"))),
        until=draw(st.integers(0, 100_000)),
        play=draw(st.sampled_from(tables.STRIDES)),
        speed=draw(st.sampled_from(tables.SPEEDS)),
    )


def rules():
    """The update rule with its numbers, plain descent among them."""
    share = st.floats(0, 1, exclude_max=True).map(lambda number: number + 0.0)
    return st.fixed_dictionaries(
        {},
        optional={
            "rule": st.sampled_from(RULES),
            "l2": st.floats(0, MAX_L2).map(lambda number: number + 0.0),
            "momentum": share,
            "beta1": share,
            "beta2": share,
            "epsilon": st.floats(1e-300, MAX_EPSILON),
        },
    )


@st.composite
def chosen_data(draw):
    """A data set that was chosen on the page of any preset, with all that can be asked of it."""
    base = preset(draw(st.sampled_from(tuple(PRESETS))))
    scenario = apply_data(base, {"data": draw(st.sampled_from(tuple(DATASETS)))})
    made, asked = DATASETS[scenario.recipe.name], {"held": str(draw(st.integers(0, 50)))}
    if made.points[0] < made.points[2]:
        asked |= {"points": str(draw(st.integers(made.points[0], made.points[2]))), "dataseed": str(draw(fair))}
    if made.noise is not None:
        asked["noise"] = repr(draw(st.floats(0, 2)))
    if made.classes is not None:
        asked["classes"] = str(draw(st.integers(made.classes[0], made.classes[2])))
    return replace(apply_data(scenario, asked), title=draw(st.sampled_from((made.words, "Homework 3"))))


@st.composite
def setups(draw):
    """Presets, the question, presets that were changed, and numbers of one's own."""
    kind = draw(st.sampled_from(("preset", "question", "changed", "data", "own", "own", "own")))
    if kind == "question":
        return question_scenario(draw(st.sampled_from(tuple(QUESTIONS))))
    if kind == "preset":
        return preset(draw(st.sampled_from(tuple(PRESETS))))
    if kind == "changed":
        base = preset(draw(st.sampled_from(tuple(PRESETS))))
        hidden = draw(st.lists(st.integers(1, 5), max_size=3))
        names = st.sampled_from([name for name in ACTIVATIONS if name != "softmax"])
        return replace(
            base,
            sizes=(base.sizes[0], *hidden, base.sizes[-1]),
            activations=(*(draw(names) for _ in hidden), "sigmoid"),
            cost=draw(st.sampled_from(("quadratic", "squared-error", "binary-cross-entropy"))),
            reduction=draw(st.sampled_from(("mean", "sum"))),
            weights=None,
            biases=None,
            biased=draw(st.booleans()),
            initialiser=draw(st.sampled_from(tuple(INITIALISERS))),
            seed=draw(fair),
            eta=draw(st.floats(1e-9, 1e3)),
            batch_size=draw(st.integers(1, min(base.examples, MAX_BATCH))),
            shuffle_seed=draw(st.none() | fair),
            **draw(rules()),
            y=tuple(tuple(float(value > 0.5) for value in row) for row in base.y),
            held=base.held,
        )
    if kind == "data":
        return draw(chosen_data())
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    examples = draw(st.integers(1, 4))
    layers = list(pairwise(sizes))
    return custom(
        x=draw(lists(examples, sizes[0])),
        y=draw(lists(examples, sizes[-1])),
        weights=[draw(lists(n, n_prev)) for n_prev, n in layers],
        biases=draw(st.none() | st.tuples(*(lists(n) for _, n in layers))),
        activations=[draw(st.sampled_from(("tanh", "relu", "sigmoid"))) for _ in layers],
        reduction=draw(st.sampled_from(("mean", "sum"))),
        eta=draw(st.floats(1e-6, 10)),
        batch_size=draw(st.integers(1, examples)),
        title=draw(st.sampled_from(("Own numbers", "Homework 3", "Übung <7> & “δ”"))),
        train_biases=draw(st.booleans()),
        **draw(rules()),
    )


@st.composite
def scenarios(draw):
    scenario = draw(setups())
    return replace(
        scenario,
        view=draw(views(scenario)),
        notation=Notation(*(draw(st.sampled_from(tuple(each))) for each in (ORIENTATIONS, NUMBERINGS, LETTERS))),
        step=draw(st.integers(0, MAX_STEP)),
        phase=draw(st.sampled_from(phase_ids(scenario.depth, scenario.rule, scenario.l2))),
        ask=draw(st.booleans()),
        lock=draw(st.sampled_from(((), ("setup",)))),
        hide=draw(st.sampled_from(((), ("doctor",), ("doctor", "check")))),
    )


def exactly(scenario):
    """All of a scenario, with 0.0 and −0.0 told apart."""
    return repr(scenario)


@given(scenarios())
@steady(300)
def test_every_scenario_comes_back_from_its_link(scenario):
    link = write_link(scenario)
    assert all(isinstance(part, str) for pair in link.items() for part in pair)
    in_address = dict(parse_qsl(urlencode(link), keep_blank_values=True))
    found, notes = read_link(in_address)
    assert (exactly(found), notes) == (exactly(scenario), ())
    assert write_link(found) == link


@given(scenarios(), st.data())
@steady(300)
def test_a_link_in_which_something_was_changed_opens_a_page_within_50_ms(scenario, data):
    link = write_link(scenario)
    name = data.draw(st.sampled_from(sorted(link)))
    value = link[name]
    at = data.draw(st.integers(0, len(value)))
    kind = data.draw(st.sampled_from(("cut", "inserted", "other", "name")))
    if kind == "name":
        link[data.draw(st.text(max_size=12))] = link.pop(name)
    else:
        letters = data.draw(st.text(max_size=8))
        link[name] = {"cut": value[:at], "inserted": value[:at] + letters + value[at:], "other": letters}[kind]
    begin = time.thread_time()
    found, notes = read_link(link)
    assert time.thread_time() - begin < 0.05
    assert isinstance(found, Scenario) and len(notes) <= 1
    assert all(note.endswith(".") and len(note) < 1_200 for note in notes)
    found.start().seek(0)


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).rstrip(b"=").decode()


BOMBS = {
    "zeros": packed(b'{"x":[[' + b"0," * 3_000_000 + b"0]]}"),
    "spaces": packed(b" " * 50_000_000),
    "deep": packed(b"[" * 300_000),
    "deep numbers": packed(b'{"w":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a long number": packed(b'{"x":[[' + b"9" * 300_000 + b"]]}"),
    "many rows": packed(b'{"x":[' + b"[1]," * 70_000 + b"[1]]}"),
    "ragged": packed(b'{"x":[' + b"[1],[1,2]," * 20_000 + b"[1]]}"),
    "no numbers": packed(json.dumps({"x": [[True, None]], "y": "z"}).encode()),
    "not finite": packed(b'{"x":[[NaN,Infinity]]}'),
    "beyond": packed(b'{"x":[[1e999]]}'),
    "a list": packed(b"[1]"),
    "no UTF-8": packed(b"\xff\xfe"),
    "nothing": packed(b""),
    "cut": packed(json.dumps({"x": [[1.0, 2.0]] * 4}).encode())[:-9],
    "long": "A" * 1_000_000,
    "flags": packed(json.dumps({"biased": 3, "train": "no"}).encode()),
    "wide": packed(json.dumps({"x": [[0] * 800] * 3}).encode()),
}


@pytest.mark.parametrize("name", BOMBS)
def test_numbers_that_cannot_be_used_cost_one_sentence_and_less_than_50_ms(name):
    begin = time.thread_time()
    scenario, notes = read_link({"d": BOMBS[name], "step": "3"})
    assert time.thread_time() - begin < 0.05
    assert scenario == replace(preset("or-gate-2-2-1"), step=3)
    assert len(notes) == 1 and len(notes[0]) < 600


def test_the_limit_of_an_address_is_what_people_can_send():
    rng = np.random.default_rng(0)
    x, y, *weights = (rng.normal(size=size) for size in ((20, 3), (20, 1), (4, 3), (1, 4)))
    small = custom(x, y, weights)
    assert len(urlencode(write_link(small))) < LONGEST
    assert read_link(write_link(small)) == (small, ())


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"weights": []}, "weights", "no weights"),
        ({"y": [[1], [0], [1]]}, "y", "3"),
        ({"weights": [[[1, 2, 3]]]}, "weights", "3"),
        ({"weights": [[1, 2]]}, "weights", "matrix"),
        ({"weights": [[["a"]]]}, "weights", "numbers"),
        ({"biases": [[1, 2]]}, "", ""),
        ({"activations": "sigmoids"}, "activations", "sigmoids"),
        ({"activations": ["sigmoid"] * 2}, "activations", "2"),
        ({"cost": "hinge"}, "cost", "hinge"),
        ({"eta": -1}, "eta", "-1"),
        ({"batch_size": 9}, "batch_size", "9"),
        ({"title": "x" * 81}, "title", "80"),
        ({"x": [[float("nan"), 1], [1, 1]]}, "x", "finite"),
    ],
)
def test_numbers_of_ones_own_that_do_not_fit_are_refused_with_a_sentence(parts, field, words):
    good = {"x": [[0, 1], [1, 1]], "y": [[1], [0]], "weights": [[[0.5, -0.25]]], "biases": [[0.1]]}
    custom(**good)
    with pytest.raises(SetupError) as refused:
        custom(**good | parts)
    assert field in refused.value.sentences and words in refused.value.sentences[field]


def test_a_scenario_that_is_too_long_for_a_link_comes_back_from_its_file():
    rng = np.random.default_rng(1)
    large = custom(rng.normal(size=(200, 30)), rng.normal(size=(200, 2)), [rng.normal(size=(2, 30))], eta=0.25)
    assert len(urlencode(write_link(large))) > LONGEST
    assert read_link(write_link(large))[1] != ()
    assert read_file(write_file(large)) == (large, ())


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"preset": "or-gate-2-2-1"}', b" " * 500_000])
def test_a_file_of_something_else_is_refused(data):
    with pytest.raises(SetupError):
        read_file(data)
