"""What moves when the page steps, for whom it does not, and what is announced."""

import pytest

# The end of each animation, in ms after the step.
ENDS = "() => document.getAnimations().map((each) => each.effect.getComputedTiming().endTime)"
# Steps, and looks once the frame that shows it has been painted.
STEP = f"""() => new Promise((done) => {{
  const cursor = document.querySelector("#cursor");
  const look = () => requestAnimationFrame(() => setTimeout(() => setTimeout(() => done(({ENDS})()))));
  const seen = new MutationObserver(() => (seen.disconnect(), look()));
  seen.observe(cursor, {{ attributes: true }});
  document.querySelector(".st-key-next_phase button").click();
}})"""


@pytest.mark.parametrize("wanted", ["no-preference", "reduce"])
def test_new_numbers_flash_for_a_moment_unless_less_motion_is_asked_for(visit, wanted):
    page = visit(phase="delta-2")
    page.page.emulate_media(reduced_motion=wanted)
    page.page.wait_for_timeout(300)
    ends = page.page.evaluate(STEP)
    page.settle(0, "grad-2")
    page.page.emulate_media(reduced_motion="no-preference")
    assert (ends == []) if wanted == "reduce" else (len(ends) > 3 and max(ends) <= 700)


def test_one_sentence_a_phase_is_announced_politely(visit):
    page = visit(phase="grad-2", step=1)
    region = page.page.locator("#cursor")
    assert region.get_attribute("role") == "status"
    page.strike("ArrowRight")
    assert region.inner_text() == "The error of layer 1: phase 9 of 11, epoch 2, batch 1 of 1, 1 update so far"
    page.pick("example:2").click()
    page.page.wait_for_selector('[data-pick="example:1"][aria-label="example before"]')
    assert region.inner_text().startswith("The error of layer 1: phase 9 of 11"), "another example is no other phase"
