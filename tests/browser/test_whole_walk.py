"""A walk through everything: formulas in place, nothing wrong in the console, nothing from elsewhere."""

import re

import pytest

from backprop_explorer.scenario import preset
from tests.scenario.cases import KINDS, some

# The letters that the formula of a phase begins with; small marks stand behind their letter.
BEGINS = {
    "batch": "x,",
    "z": "z{layer}=",
    "a": "a{layer}=",
    "cost": "Cx=",
    "delta": "δ{layer}=∂Cx∂z{layer}=",
    "grad": "∂C∂w{layer}=",
    "update": "wnew=",
}


def beginning(phase, shift=0):
    """What the formula of a phase begins with, where the first layer's number is `shift` off."""
    name, _, layer = phase.partition("-")
    return BEGINS[name].format(layer=int(layer or 0) + shift)


def formula(page):
    """The letters of the formula in sight, which has to be there and typeset."""
    first = page.page.locator(".phase .sides").first
    assert first.locator("math").first.bounding_box(timeout=5000)["height"] > 10
    return first.text_content()


@pytest.mark.parametrize("name", some(KINDS, 4))
def test_every_phase_of_every_preset_shows_its_own_formula(visit, name):
    page = visit(preset=name, step=1)  # the first page has a welcome in the place of its first formula
    seen = []
    for number in range(4 * preset(name).depth + 3):
        place = page.strike("ArrowRight") if number else page.place
        assert formula(page).startswith(beginning(place.phase)), place
        seen.append(place.phase)
    assert seen[0] == "batch" and seen[-1] == "update"


def test_the_formulas_follow_a_change_of_the_setup(visit):
    page = visit(phase="grad-2")
    assert formula(page).startswith(beginning("grad-2"))
    page.open_setup()
    page.enter("layer sizes", "2-3-2-1")  # four more phases come in between
    for phase in ("delta-2", "grad-2"):
        page.to_phase(phase)
        assert formula(page).startswith(beginning(phase))
    page.to_phase("delta-2")
    assert "(w3)" in formula(page)


def test_a_whole_walk_leaves_the_console_clean_and_asks_no_other_host(visit):
    page = visit()
    asked = []
    page.page.on("request", lambda request: asked.append(request.url))
    page.page.reload()
    page.settle()
    for _ in range(12):
        page.press("next_phase")
    page.strike("Shift+ArrowRight")
    page.go_to(500)
    for edges in ("grad_w", "w"):
        page.show_edges(edges)
    for neurons in ("delta", "auto"):
        page.choose_for_picture("neurons", neurons)
    page.page.get_by_label("next example").click()
    page.page.locator(".net").click()
    page.page.locator(".term").first.hover()
    page.open_setup()
    page.type("seed", "x")
    page.page.locator(".note").wait_for()
    page.enter("seed", "7")
    page.pick("question").first.click()
    page.settle(0, "grad-2")
    page.to_phase("delta-2")
    assert formula(page).startswith(beginning("delta-2", shift=-1))
    page.page.set_viewport_size({"width": 390, "height": 844})
    page.breathe()
    page.press("previous_epoch") if page.place.step else page.press("next_epoch")
    assert not any("plotly" in url for url in asked), "the first page needs no library that draws"
    assert all(re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url) for url in asked)
    assert page.complaints == []
    assert page.page.locator('[data-testid="stException"]').count() == 0


def test_two_visitors_do_not_disturb_each_other(visit):
    theirs = visit(whose="theirs", preset="xor-2-3-1", step=2, phase="z-2")
    alone = theirs.values()
    mine, theirs = visit(whose="mine"), visit(whose="theirs", preset="xor-2-3-1")
    first = mine.values()
    for step in (1, 2):
        theirs.press("next_batch")
        mine.press("next_phase")
        assert (mine.place.step, theirs.place) == (0, (step, "batch"))
    theirs.open_setup()
    mine.set_out(20_000)
    for phase in ("z-1", "a-1", "z-2"):
        assert theirs.press("next_phase") == (2, phase)
    assert theirs.values() == alone
    mine.settle(20_000, "a-1")
    theirs.enter("learning rate η", "0.25")
    mine.press("first")
    assert mine.values() == first
    assert mine.query["preset"] == "or-gate-2-2-1"
    mine.to_phase("update")
    shown = mine.values()
    assert shown["w_new-2"][0][0] == pytest.approx(shown["w-2"][0][0] - 3 * shown["grad_w-2"][0][0], rel=1e-12)
