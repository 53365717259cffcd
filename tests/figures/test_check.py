from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from backprop_explorer.engine.gradient_check import POINTS
from backprop_explorer.figures.check import check_panel
from backprop_explorer.lesson.check import MANY, choices
from backprop_explorer.lesson.mistakes import MISTAKES
from backprop_explorer.scenario import preset

from ..lesson.pages import NOTATIONS
from ..lesson.test_check import LINEAR, begun, by_hand, found, possible, wrong_gradients
from ..scenario.cases import OR, PLACES, SHOWN
from .html_tree import Element, numbers, read, shape

JOINED = {"@": np.matmul, "*": np.multiply, "-=": lambda left, right: np.subtract(left, right, out=left.copy())}


@cache
def panel(scenario, mistake: str, notation) -> Element:
    net = begun(scenario)[1].network
    return read(check_panel(found(scenario, mistake), choices(net, notation), notation))


def in_turn(name: str):
    """Every mistake that can be made there, one after the other in another orientation, numbering and letters."""
    for turn, mistake in enumerate(("", *possible(PLACES[name])), start=len(name)):
        yield mistake, NOTATIONS[7 * turn % len(NOTATIONS)]


def laid(key, array: np.ndarray, notation) -> np.ndarray:
    """A gradient as its parameter lies: w turned over for rows, b turned over wherever examples are rows."""
    return array.T if notation.orientation == "rows" or (notation.orientation == "torch" and key == "b") else array


@pytest.mark.parametrize("name", [*SHOWN, "the sum over a batch", "rectifiers"])
def test_the_table_is_red_for_just_the_wrong_gradients_and_both_ways_lie_as_the_notation_shows_them(name):
    scenario = PLACES[name]
    for mistake, notation in in_turn(name):
        tree, check = panel(scenario, mistake, notation), found(scenario, mistake)
        slip = "" if check.story else mistake
        red, right = set(), by_hand(scenario)
        for key, array in by_hand(scenario, slip).items():
            quantity, layer = key
            ways = [tree.one("table", data_operand=f"{quantity}-{layer}-{way}") for way in ("equations", "differences")]
            for table, expected in zip(ways, (array, right[key]), strict=True):
                expected = laid(quantity[-1], expected, notation)
                assert shape(table) == expected.shape
                shown = numbers(table)
                if max(expected.shape) <= 12:
                    assert shown.shape == expected.shape
                assert np.allclose(shown, expected[: len(shown), : len(shown[0])], rtol=1e-5, atol=1e-9), (mistake, key)
            (row,) = (row for row in tree.find("tr") if ways[0] is next(row.find("table"), None))
            assert row.one("th").text == notation.text(key)
            mark = [cell for cell in row.children if isinstance(cell, Element)][1]
            said = mark.attributes["class"], " ".join(mark.text.split(",")[0].split()[:2])
            assert said in {("wrong", "✗ differs"), ("right", "✓ agrees")}
            red |= {key} if said[0] == "wrong" else set()
        assert red == wrong_gradients(scenario, slip), mistake


@pytest.mark.parametrize("name", SHOWN)
def test_the_verdict_says_what_a_check_can_find_and_what_it_cannot(name):
    scenario = preset(name)
    for mistake, notation in in_turn(name):
        tree, check = panel(scenario, mistake, notation), found(scenario, mistake)
        verdict, wrong = tree.one("p", "verdict"), wrong_gradients(scenario, "" if check.story else mistake)
        said = verdict.text
        assert ("wrong" in verdict.attributes["class"]) == bool(wrong)
        assert all((notation.text(key) in said) == bool(wrong) for key in wrong)
        if mistake and check.mistake.kind == "update":
            assert said.startswith("✓") and "no gradient check can find it" in said
        elif mistake and not wrong and not check.story:
            assert said.startswith("✓") and "changes nothing" in said
        elif check.story:
            assert "right equations" in said
        elif not mistake:
            assert said == "✓ All gradients agree with the slope of C."


def heads(tree: Element) -> list[list[str]]:
    """The words above the columns of every table."""
    rows = (next(iter(table.find("tr"))) for table in tree.find("table") if "sum" in table.attributes["class"])
    return [[cell.text for cell in row.find("th")] for row in rows]


@pytest.mark.parametrize("name", [*SHOWN, "the sum over a batch", "rectifiers"])
def test_a_mistake_shows_its_equations_and_errors_beside_the_right_ones(name):
    scenario = PLACES[name]
    trace = begun(scenario)[1]
    for mistake, notation in in_turn(name):
        tree, check = panel(scenario, mistake, notation), found(scenario, mistake)
        assert (["with the mistake", "slope of C"] in heads(tree)) == bool(mistake and not check.story)
        assert (["by the equations", "slope of C"] in heads(tree)) == bool(not mistake or check.story)
        sides = {cell.attributes["data-equation"]: cell.one("math").text for cell in tree.find("td", data_equation="")}
        first = {key for key in check.equations if key[1] == next(iter(check.equations))[1]}
        assert set(sides) == {f"{name}-{layer}-{way}" for name, layer in first for way in ("right", "wrong")}
        assert all(sides[f"{name}-{layer}-right"] != sides[f"{name}-{layer}-wrong"] for name, layer in first)
        assert bool(mistake) == bool(first)
        for layer, right in enumerate(trace.layers, start=1) if check.wrong else ():
            wrong = check.wrong.layers[layer - 1].delta
            off = np.abs(wrong - right.delta) > 1e-9 * np.abs(right.delta).max()
            if any((a.delta != b.delta).any() for a, b in zip(trace.layers, check.wrong.layers, strict=True)):
                assert_shows_both(tree, f"delta-{layer}", right.delta, wrong, off, notation)


def assert_shows_both(
    tree: Element, name: str, right: np.ndarray, wrong: np.ndarray, off: np.ndarray, notation
) -> None:
    """The right matrix, and where it differs the wrong one with just those numbers framed."""
    key = (name.partition("-")[0], int(name[-1]))
    for way, array in (("right", right), ("wrong", wrong)):
        tables = list(tree.find("table", data_operand=f"{name}-{way}"))
        assert len(tables) == (way == "right" or bool(off.any()))
        for table in tables:
            shown = numbers(table)
            expected, framed = (notation.display(key, each) for each in (array, off))
            assert np.allclose(shown, expected[: len(shown), : len(shown[0])], rtol=1e-12, atol=0)
            frames = [
                ["off" in cell.attributes.get("class", "") for cell in row.find("td")] for row in table.find("tr")
            ]
            assert frames == (framed[: len(shown), : len(shown[0])] & (way == "wrong")).tolist()


def test_the_panel_says_how_far_the_weights_are_moved_and_by_which_formula():
    tree = panel(OR, "", NOTATIONS[0])
    assert POINTS.tolist() == [0.0005, -0.0005, 0.001, -0.001]
    assert "changed by ±0.0005 and ±0.001" in tree.text and "with ε = 0.0005" in tree.text
    formula = tree.one("p", "measured").one("math", display="block").text
    assert "8[Cx(zj+ε)−Cx(zj−ε)]−[Cx(zj+2ε)−Cx(zj−2ε)]12ε" in "".join(formula.split())


@pytest.mark.parametrize("name", SHOWN)
def test_arrays_that_do_not_fit_are_shown_with_what_numpy_says_to_them(name):
    scenario, told = preset(name), 0
    for mistake, notation in in_turn(name):
        tree, story = panel(scenario, mistake, notation), found(scenario, mistake).story
        assert len(list(tree.find("div", "dropped"))) == bool(story)
        if story is None:
            continue
        told += 1
        (left, right) = (shape for _, shape in story.sides(notation))
        assert f"({left[0]} × {left[1]}) {story.sign} ({right[0]} × {right[1]})" in tree.one("div", "broken").text
        with pytest.raises(ValueError) as refusal:
            JOINED[story.sign](np.ones(left), np.ones(right))
        codes = [code.text for code in tree.find("code")]
        assert codes[1] == f"ValueError: {str(refusal.value).strip()}"
        first, second = codes[0].split(f" {story.sign} ")
        assert {first.removesuffix(".T"), second.removesuffix(".T")} == {
            notation.code(story.left),
            notation.code(story.right),
        }
    assert told or all(MISTAKES[mistake].kind != "shape" or scenario.batch_size < 3 for mistake in possible(scenario))


@pytest.mark.parametrize("name", SHOWN)
def test_the_switch_offers_what_can_be_made_here_and_costs_follow(name):
    scenario = preset(name)
    for mistake, notation in in_turn(name):
        tree, check = panel(scenario, mistake, notation), found(scenario, mistake)
        options = list(tree.one("select", data_send="mistake").find("option"))
        assert [option.attributes["value"] for option in options] == ["", *possible(scenario)]
        assert [option.attributes["value"] for option in options if "selected" in option.attributes] == [mistake]
        assert all("{" not in option.text and option.text for option in options)
        costs = [span.attributes["data-value"] for span in tree.find("span", data_value="")]
        expected = [cost for row in check.ahead for cost in (row.right, row.wrong)]
        assert [float(cost) for cost in costs] == [cost for cost in expected if cost is not None]
        assert tree.text.count("too large for a number") == expected.count(None)


def test_a_run_that_leaves_the_range_of_numbers_is_told():
    tree = read(check_panel(found(replace(LINEAR, eta=0.1), "ascent", MANY), (), NOTATIONS[0]))
    (after,) = (row for row in tree.find("tr") if row.text.startswith("after 1000 updates"))
    assert [cell.text for cell in after.find("td")][1] == "too large for a number"
    assert float(next(after.find("span", data_value="")).attributes["data-value"]) > 0


def test_how_far_off_a_gradient_is_is_told_as_a_share_of_the_slope():
    for mistake, percent in (("double", "100"), ("half", "50"), ("sum-for-mean", "300")):
        told = [cell.text for cell in panel(OR, mistake, NOTATIONS[0]).find("td", "wrong")]
        marks = [mark for mark in told if "off by" in mark]
        assert len(marks) == 4 and all(mark.endswith(f"off by {percent}\u00a0%") for mark in marks), marks
