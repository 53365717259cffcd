"""The switches of the page, and the lists to choose from."""

import pytest

from backprop_explorer.figures.html import Html
from backprop_explorer.figures.loop.choices import EDGES, NEURONS
from backprop_explorer.figures.switches import (
    example_choice,
    line_of_panels,
    picture_choices,
    position,
    reading,
    tabs,
)
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.scenario.link import NOTATION

from .html_tree import read


def test_each_choice_of_the_picture_is_offered_once_and_the_chosen_one_is_marked():
    for edges in EDGES:
        for neurons in NEURONS:
            bar = read(picture_choices(Notation(), edges, neurons, True))
            lists = {each.attributes["data-send"]: list(each.find("option")) for each in bar.find("select")}
            offered = {name: [option.attributes["value"] for option in options] for name, options in lists.items()}
            assert offered == {"edges": list(EDGES), "neurons": list(NEURONS)}
            chosen = {
                n: [o.attributes["value"] for o in found if "selected" in o.attributes] for n, found in lists.items()
            }
            assert chosen == {"edges": [edges], "neurons": [neurons]}


def test_without_biases_their_gradient_cannot_be_chosen():
    bar = read(picture_choices(Notation(), "w", "a", False))
    assert "grad_b" not in [option.attributes["value"] for option in bar.find("option")]


@pytest.mark.parametrize(("example", "back", "on"), [(0, 3, 1), (1, 0, 2), (3, 2, 0)])
def test_the_example_goes_round_the_mini_batch(example, back, on):
    bar = read(example_choice(example, 4, False))
    assert f"{example + 1} of 4" in bar.text
    assert [b.attributes["data-pick"] for b in bar.find("button", aria_label="")] == [
        f"example:{back}",
        f"example:{on}",
    ]


@pytest.mark.parametrize("alone", [True, False])
def test_an_equation_is_for_one_example_alone_or_for_all(alone):
    pressed = [b.attributes["data-pick"] for b in read(example_choice(2, 4, alone)).find("button", aria_pressed="true")]
    assert pressed == ["alone:one" if alone else "alone:all"]


def test_with_one_example_there_is_none_to_choose():
    assert example_choice(0, 1, False) == ""


@pytest.mark.parametrize("notation", [Notation(), Notation("rows", "one", "code"), Notation("torch", "question")])
def test_how_the_page_is_read_is_said_on_the_button_and_switched_in_its_box(notation):
    tree = read(reading(notation, False))
    button, pressed = tree.one("button", popovertarget="reading"), tree.find("button", aria_pressed="true")
    for name, (field, _, choices) in NOTATION.items():
        chosen = getattr(notation, field)
        assert choices[chosen].words in button.text
        offered = {b.attributes["data-pick"] for b in tree.find("button", data_pick="")}
        assert offered >= {f"{name}:{value}" for value in choices}
    assert [b.attributes["data-pick"] for b in pressed] == [
        *(f"{name}:{getattr(notation, field)}" for name, (field, _, _) in NOTATION.items()),
        "predict:off",
    ]
    assert "asks first" in read(reading(notation, True)).one("button", popovertarget="reading").text


def test_the_open_group_and_the_open_panel_are_marked_and_lead_nowhere_else():
    bar = read(tabs([("phase", "This phase", False), ("doctor", "Check", True)]))
    assert [(b.text, b.attributes["aria-pressed"]) for b in bar.find("button")] == [
        ("This phase", "false"),
        ("Check", "true"),
    ]
    line = read(line_of_panels([("check", "by differences"), ("doctor", "your own numbers")], "doctor"))
    assert [b.attributes["data-pick"] for b in line.find("button")] == ["panel:check"]
    assert line.one("b").text == "your own numbers"
    assert line_of_panels([("code", "")], "code") == ""


def test_the_place_says_the_phase_and_opens_a_box_for_another_step():
    tree = read(position(9, 11, Html("epoch 1"), "7 updates so far", 100))
    assert "phase 9 of 11 · epoch 1 · 7 updates so far" in tree.text
    assert tree.one("input").attributes["data-send"] == "step" and tree.one("input").attributes["max"] == "100"
    target = tree.one("button").attributes["popovertarget"]
    assert tree.one("div", "box").attributes["id"] == target
