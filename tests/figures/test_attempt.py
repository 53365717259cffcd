from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.attempt import attempt_picture
from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.notation import ORIENTATIONS, Notation
from backprop_explorer.scenario.attempt import Attempt, attempt_from, first_attempt, missing

from ..engine.cases import steady
from ..scenario.cases import CLASSES, OR, XOR
from .html_tree import Element, read

FLAT_LISTS = st.lists(st.lists(st.floats(-9, 9).map(lambda value: round(value, 3)), min_size=1, max_size=8), max_size=4)


def numbered(element: Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.attributes[name]) for name in names)


def assert_lies_on_its_edges(attempt: Attempt) -> None:
    """A line for each edge, from circle to circle; its number near it, or "?" on the edges that have none."""
    sizes, tree = attempt.start.sizes, read(attempt_picture(attempt))
    circles = [numbered(circle, "cx", "cy") for circle in tree.find("circle")]
    assert len(set(circles)) == len(circles) == sum(sizes)
    layers = [sorted((x, y) for x, y in circles if x == place) for place in sorted({x for x, _ in circles})]
    assert [len(layer) for layer in layers] == list(sizes)
    lines, words = list(tree.find("line")), list(tree.find("text"))
    edges = [
        (laid.layer, j, k) for laid in attempt.weights for j, row in enumerate(laid.cells) for k in range(len(row))
    ]
    absent = set(missing(attempt))
    assert len(lines) == len(words) == len(edges)
    for (layer, j, k), line, word in zip(edges, lines, words, strict=True):
        ends = numbered(line, "x1", "y1"), numbered(line, "x2", "y2")
        for end, circle in zip(ends, (layers[layer - 1][k], layers[layer][j]), strict=True):
            (circle_at,) = [at for at in circles if at == circle]
            assert dist(end, circle_at) == min(dist(end, other) for other in circles), (layer, j, k)
        value = attempt.weights[layer - 1].cells[j][k]
        assert word.text == ("?" if value is None else number(value))
        for element in (line, word):
            assert (element.attributes.get("class") == "absent") == ((layer, j, k) in absent)
    view = tuple(map(float, tree.one("svg").attributes["viewbox"].split()))
    assert all(0 < x < view[2] and 0 < y < view[3] for x, y in circles)
    assert str(len(absent)) in tree.one("title").text


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_first_attempt_has_three_bare_edges_on_its_picture(orientation):
    attempt = first_attempt(Notation(orientation))
    assert_lies_on_its_edges(attempt)
    assert [word.text for word in read(attempt_picture(attempt)).find("text")] == [
        "0.3000",
        "?",
        "0.4000",
        "?",
        "0.1000",
        "?",
    ]


@given(st.sampled_from((OR, XOR, CLASSES)), FLAT_LISTS.filter(bool))
@steady(40)
def test_whatever_was_typed_each_number_lies_on_its_edge(start, lists):
    assert_lies_on_its_edges(attempt_from(repr(lists), "", start))
