import pytest

from backprop_explorer.figures.strip import phase_strip

from ..lesson.pages import Page
from ..scenario.cases import PLACES
from .html_tree import read


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "the question", "two-inputs-one-output", "six layers"])
def test_the_strip_has_every_phase_in_order_and_says_which_are_done(place):
    page = Page.of(PLACES[place])
    ids = [phase.id for phase in page.phases]
    for reached, now in enumerate(page.phases):
        strip = read(phase_strip(page.phases, now, page.notation, "epoch 1 <of 2>"))
        buttons = list(strip.find("button"))
        assert [button.attributes["data-pick"] for button in buttons] == [f"phase:{identity}" for identity in ids]
        states = [button.attributes["class"] for button in buttons]
        assert states == ["done"] * reached + ["now"] + ["ahead"] * (len(ids) - reached - 1)
        assert [b.attributes["data-pick"] for b in strip.find("button", aria_current="step")] == [f"phase:{now.id}"]
        assert strip.one("span", "place").text == "epoch 1 <of 2>"


def test_a_phase_is_called_by_what_it_makes_in_the_displayed_numbering():
    names = {}
    for place in ("or-gate-2-2-1", "the question", "no biases"):
        page = Page.of(PLACES[place])
        strip = read(phase_strip(page.phases, page.phases[0], page.notation, ""))
        names[place] = " · ".join(button.text for button in strip.find("button"))
    assert names["or-gate-2-2-1"] == "batch · z¹ · a¹ · z² · a² · C · δ² · ∂w² ∂b² · δ¹ · ∂w¹ ∂b¹ · update"
    assert names["the question"] == "batch · z⁰ · a⁰ · z¹ · a¹ · C · δ¹ · ∂w¹ ∂b¹ · δ⁰ · ∂w⁰ ∂b⁰ · update"
    assert "b¹" not in names["no biases"]
