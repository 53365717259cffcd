"""The phases on their line around the picture."""

import re

import pytest

from ...lesson.pages import Page
from ...scenario.cases import PLACES
from ..html_tree import Element
from .drawn import draw, places


def buttons(drawn: Element) -> list[Element]:
    return list(drawn.one("nav").find("button"))


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "the question", "two-inputs-one-output", "six layers"])
def test_the_line_has_every_phase_in_order_and_says_which_are_done(place):
    page = Page.of(PLACES[place])
    ids = [phase.id for phase in page.phases]
    for reached, now in enumerate(page.phases):
        stops = buttons(draw(page, now))
        assert [stop.attributes["data-pick"] for stop in stops] == [f"phase:{identity}" for identity in ids]
        states = [({"done", "now", "ahead"} & set(stop.attributes["class"].split())).pop() for stop in stops]
        assert states == ["done"] * reached + ["now"] + ["ahead"] * (len(ids) - reached - 1)
        current = [stop.attributes["data-pick"] for stop in stops if stop.attributes.get("aria-current") == "step"]
        assert current == [f"phase:{now.id}"]
        named = [stop for stop in stops if "near" in stop.attributes["class"].split()]
        assert [ids.index(stop.attributes["data-pick"][6:]) for stop in named] == [
            near for near in (reached - 1, reached + 1) if 0 <= near < len(ids)
        ]


def test_a_stop_is_called_by_what_it_makes_in_the_displayed_numbering():
    names = {}
    for place in ("or-gate-2-2-1", "the question", "no biases"):
        page = Page.of(PLACES[place])
        stops = buttons(draw(page, page.phases[0]))
        names[place] = " · ".join(" ".join(name.text for name in stop.find("span")) for stop in stops)
    assert names["or-gate-2-2-1"] == "x, y · z¹ · a¹ · z² · a² · C · δ² · ∂w² ∂b² · δ¹ · ∂w¹ ∂b¹ · update"
    assert names["the question"] == "x, y · z⁰ · a⁰ · z¹ · a¹ · C · δ¹ · ∂w¹ ∂b¹ · δ⁰ · ∂w⁰ ∂b⁰ · update"
    assert "b¹" not in names["no biases"]


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "six layers"])
def test_what_a_neuron_has_stands_over_the_neurons_and_the_gradients_begin_at_the_edges(place):
    page = Page.of(PLACES[place])
    drawn = draw(page, page.phases[0])
    at, stops = places(drawn, "neuron"), buttons(drawn)
    (cost,) = places(drawn, "cost").values()
    for stop, phase in zip(stops, page.phases, strict=True):
        x, *edges = map(float, re.findall(r"([\d.]+)%", stop.attributes["style"]))
        if phase.id == "cost":
            assert x == pytest.approx(cost[0], abs=0.01)
            continue
        layer = 0 if phase.id in ("batch", "update") else phase.layer
        assert x == pytest.approx(at[layer, 0][0], abs=0.01)
        if phase.equation == "gradients":
            assert at[layer - 1, 0][0] < edges[0] < x, "over the edges, to the left of their neurons"
        assert len(edges) == (phase.equation == "gradients")


def test_the_part_of_the_line_that_is_done_ends_at_the_stop_of_now():
    page = Page.of(PLACES["or-gate-2-2-1"])
    for reached, now in enumerate(page.phases):
        drawn = draw(page, now)
        rails = [rail.attributes["class"].split()[1:] for rail in drawn.find("i", "rail")]
        turned = reached > 5
        assert (["go"] in rails) == (reached < 5)
        assert (["fore", "done"] in rails) == (reached >= 5)
        assert (["back", "done"] in rails) == turned
        if turned:
            stop = buttons(drawn)[reached].attributes["style"].partition(";")[0].removeprefix("--x:")
            done = next(rail for rail in drawn.find("i", "back") if "done" in rail.attributes["class"].split())
            assert done.attributes["style"].startswith(f"left:{stop}")


def test_networks_of_more_than_twenty_stops_have_dots():
    for place, dots in (("three-classes", False), ("six layers", True)):
        page = Page.of(PLACES[place])
        drawn = draw(page, page.phases[0]).one("div", "loop")
        assert ("dots" in drawn.attributes["class"].split()) == dots == (len(page.phases) > 20)
