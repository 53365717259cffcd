"""The front door: a link to each question, each preset and one's own numbers, made without a run."""

import time
from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest

from backprop_explorer.engine import Run
from backprop_explorer.figures.thumbnail import EDGES, MOST, thumbnail
from backprop_explorer.scenario import KINDS, PRESETS, QUESTIONS, preset, read_link
from backprop_explorer.scenario.cards import CARDS
from backprop_explorer.visit.gallery import front_door, is_wanted
from backprop_explorer.visit.top import top

from ..figures.html_tree import read
from ..scenario.cases import OR, PLACES
from .test_session import at


def asked_for(link):
    return dict(parse_qsl(link.attributes["href"].removeprefix("?")))


@pytest.mark.parametrize("framed", [False, True])
def test_each_question_and_each_preset_has_one_link_that_opens_it(framed):
    links = list(read(front_door(framed)).find("a"))
    own = {"embed": "true"} if framed else {}
    found = [asked_for(link) for link in links]
    assert [each["question"] for each in found if "question" in each] == list(QUESTIONS)
    assert sorted(each["preset"] for each in found if "preset" in each) == sorted(PRESETS)
    assert own | {"own": "1"} in found and own in found, "one's own numbers, and the way back"
    for link, parameters in zip(links, found, strict=True):
        assert own.items() <= parameters.items() and link.attributes["target"] == "_self"
        scenario, notes = read_link(parameters)
        assert notes == ()
        if "question" in parameters:
            assert (scenario.question, link.text) == (parameters["question"], QUESTIONS[scenario.question].heading)
        if "preset" in parameters:
            assert scenario == preset(parameters["preset"]) and scenario.title in link.text
            assert "-".join(map(str, scenario.sizes)) in link.text


def test_every_preset_has_a_line_of_its_own():
    lines = [line for group in CARDS.values() for line in group.values()]
    assert all(lines) and len(lines) == len(PRESETS)


def test_the_questions_stand_below_their_kinds():
    tree = read(front_door())
    assert [head.text for head in tree.find("h3")] == list(KINDS)
    lists = [[link.text for link in each.find("a")] for each in tree.one("div", "kinds").find("ul")]
    assert lists == [[q.heading for q in QUESTIONS.values() if q.kind == kind] for kind in KINDS]
    assert [each.text for each in tree.find("h1")] == ["Backprop Explorer"]


def test_it_is_made_without_a_run_and_once_for_everybody(monkeypatch):
    front_door.cache_clear()
    monkeypatch.setattr(Run, "__init__", lambda *_: pytest.fail("a run was begun"))
    begin = time.thread_time()
    made = front_door()
    assert time.thread_time() - begin < 0.5 and len(made) < 60_000
    assert front_door() is made


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "dead-relu", "sine", "a wide net"])
def test_a_small_picture_has_the_neurons_and_the_colours_of_the_weights(name):
    network = PLACES[name].network()
    tree = read(thumbnail(network))
    assert len(list(tree.find("circle"))) == sum(n for n in network.sizes if n <= MOST)
    assert len(list(tree.find("rect"))) == sum(n > MOST for n in network.sizes)
    lines = list(tree.find("line"))
    assert len(lines) == sum(min(EDGES, layer.w.size) for layer in network.layers)
    strongest = [np.sort(np.abs(layer.w), axis=None)[-EDGES:] for layer in network.layers]
    shares = [int(line.attributes["style"].removeprefix("--t:").removesuffix("%")) for line in lines]
    assert shares == [round(100 * w / values[-1]) for values in strongest for w in values]
    if name == "or-gate-2-2-1":
        assert sum(line.attributes["class"] == "minus" for line in lines) == 1


def test_only_one_address_asks_for_it():
    assert is_wanted({"gallery": "1", "preset": "moons"})
    assert not any(map(is_wanted, ({}, {"gallery": "0"}, {"gallery": ""}, {"preset": "gallery"})))
    assert read_link({"gallery": "1", "own": "1"}) == (OR, ())


def test_the_line_on_top_leads_to_it_and_keeps_what_no_address_holds():
    assert read(top(at(OR))).one("a", href="?gallery=1").attributes["target"] == "_self"
    x = np.random.default_rng(0).normal(size=(1500, 2)).tolist()
    long = at(replace(OR, x=tuple(map(tuple, x)), y=((1.0,),) * 1500))
    assert read(top(long)).one("a", href="?gallery=1").attributes["target"] == "_blank"
