"""A link opened in a browser: the page that it was written for, and the same page again from its own address.

LINKS=50 python -m pytest tests/browser/test_links.py looks at more of them.
"""

import os
from dataclasses import replace
from urllib.parse import urlencode

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backprop_explorer.engine import Divergence
from backprop_explorer.lesson.phases import quantities
from backprop_explorer.lesson.written import WHOLE
from backprop_explorer.scenario import read_link, write_link

from ..scenario.test_round_trip import scenarios

COUNT = int(os.environ.get("LINKS", "2"))
# The charts of learning are drawn by the browser, a while after the page.
SHOWN = """() => Object.fromEntries([...document.querySelectorAll("[data-slot]")].map((slot) => {
  const copy = slot.cloneNode(true);
  for (const drawn of copy.querySelectorAll(".plot, [data-kept]")) drawn.replaceWith("a chart");
  return [slot.dataset.slot, copy.innerHTML];
}))"""


@given(st.data())
@settings(max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_a_link_opens_the_page_it_was_written_for_and_so_does_the_address_of_that_page(visit, data):
    scenario = replace(data.draw(scenarios()), step=data.draw(st.integers(0, 3)), ask=False)
    try:
        trace = scenario.start().seek(scenario.step)
        scenario.start().seek(scenario.step + 1)
    except Divergence:
        assume(False)
    example = min(scenario.view.example, trace.m - 1)
    scenario = replace(scenario, view=replace(scenario.view, example=example, dropped=-1))
    page = visit(**write_link(scenario) | {"example": example + 1, "step": scenario.step})
    assert not [note for note in page.notes() if "link" in note]
    assert read_link({"example": "1"} | page.query)[0].setup() == scenario.setup()
    assert {**page.query, "example": str(example + 1)} == {**write_link(scenario), "example": str(example + 1)}
    known = quantities(trace, scenario.eta)
    shown = page.values()
    orientation = scenario.notation
    for name in ("w-1", f"w-{scenario.depth}"):
        quantity, layer = name.split("-")
        matrix = orientation.display((quantity, int(layer)), known[quantity, int(layer)])
        if max(matrix.shape) <= WHOLE:  # a larger one is a block of colours until it is opened
            assert shown[name] == matrix.tolist()
    before, query = page.page.evaluate(SHOWN), page.query
    page.page.goto(f"{page.address}/?{urlencode(query)}")
    page.settle(scenario.step, scenario.phase)
    assert (page.page.evaluate(SHOWN), page.query) == (before, query)
