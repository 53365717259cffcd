"""The page of the question calls the edges as the question does, in the picture and in the answer."""

import re

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from ..figures.html_tree import read
from ..figures.loop.drawn import percent, places

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
QUESTION = {"question": "delta-is-not-w"}


def answered(session: Session) -> str:
    """The words beside the product."""
    return read(pieces(Stage(session))["phase"]).one("div", "said").text


def words(session: Session) -> dict[int, str]:
    """What stands over the edges of each layer; the edges of layer 1 come from the inputs."""
    drawn = read(pieces(Stage(session))["loop"])
    neurons, shapes = places(drawn, "neuron"), drawn.find("svg", "shape")
    found = {percent(shape, "x")[0]: shape.text for shape in shapes}
    return {
        layer: next(text for x, text in found.items() if neurons[layer - 1, 0][0] < x < neurons[layer, 0][0])
        for layer in (1, 2)
    }


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("numbering", ["zero", "one", "question"])
def test_yellow_edges_come_from_the_inputs_and_red_ones_lead_to_the_output(numbering, orientation):
    session = Session.open(QUESTION | {"numbering": numbering, "view": orientation})
    over = words(session)
    assert {x: re.findall("yellow|red", text) for x, text in over.items()} == {1: ["yellow"], 2: ["red"]}
    answer = answered(session)
    for colour, x in (("yellow", 1), ("red", 2)):
        (name,) = re.findall(rf"{colour} edges are (w[⁻⁰¹²³]+)|{colour} edges (w[⁻⁰¹²³]+)", answer)
        assert "".join(name) in re.findall("w[⁻⁰¹²³]+", over[x])


@pytest.mark.parametrize(("numbering", "ours"), [("zero", "δ²"), ("one", "δ³"), ("question", "δ¹")])
def test_the_answer_says_what_the_δ_of_the_question_is_called_on_this_page(numbering, ours):
    said = re.sub("<.+?>", "", answered(Session.open(QUESTION | {"numbering": numbering})))
    assert f"No: {ours} has" in said
    if numbering == "question":
        assert "numbered as in the question" in said and "your δ¹ is called δ²" in said
    else:
        assert "numbered as in the question" not in said and f"your δ¹ is called {ours} here" in said


def test_no_other_page_speaks_of_yellow_and_red_edges():
    session = Session.open({"preset": "or-gate-2-2-1", "phase": "grad-2"})
    assert not re.search("yellow|red in", " ".join(words(session).values()))
