"""The views that a link can name are those that the page has, and each of them can be opened."""

from itertools import product

import pytest

from backprop_explorer.figures.loop.choices import EDGES, NEURONS
from backprop_explorer.lesson import nudge
from backprop_explorer.lesson.mistakes import MISTAKES
from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.lesson.phases import quantities
from backprop_explorer.lesson.selection import read_selection
from backprop_explorer.scenario import preset, read_link
from backprop_explorer.scenario.link import tables
from backprop_explorer.visit.doctor import offered
from backprop_explorer.visit.exports import EXPORTS
from backprop_explorer.visit.panels import PANELS, pieces
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from ..scenario.cases import some


def test_a_link_knows_the_names_of_all_that_the_page_can_show():
    named = (tables.EDGES, tables.NEURONS, tables.PANELS, tables.SCRIPTS, tables.MISTAKES)
    for known, shown in zip(named, (EDGES, NEURONS, PANELS, EXPORTS, MISTAKES), strict=True):
        assert set(known) == set(shown)
    assert tables.NUDGE == nudge.LARGEST


def test_a_link_takes_every_number_of_the_page_and_every_matrix_that_the_doctor_is_asked_about():
    scenario = preset("three-classes")
    for name, layer in quantities(scenario.start().seek(0), scenario.eta):
        select = f"{name}-{layer}-0-0"
        found, notes = read_link({"preset": "three-classes", "select": select})
        assert (found.view.selected, notes) == (select, ())
        assert read_selection(select, quantities(scenario.start().seek(0), scenario.eta)) is not None
    for about in offered(Stage(Session.open({"preset": "three-classes"}))):
        assert read_link({"preset": "three-classes", "about": about})[0].view.about == about


VIEWS = (
    *({"select": number} for number in ("w-2-9-9", "x-0-0-0", "jacobian-1-0-0", "cost-1-0-0", "sigma_prime-1-0-0")),
    *({"about": matrix} for matrix in ("zz-3", "grad_w-6", "cost")),
    *({"mistake": mistake} for mistake in ("foo", "targets-broadcast", "softmax-diagonal")),
    *({"without": "9"}, {"without": "1"}, {"neurons": "grad_b"}, {"edges": "change"}, {"nudge": "0"}, {"form": "line"}),
    *({"alone": "1", "example": "2"}, {"hide": "check,doctor"}, {"ask": "1"}),
)


@pytest.mark.parametrize("name", ["schiendorfer-batch-of-two", "two-inputs-one-output"])
def test_no_view_that_a_link_names_breaks_a_page(name):
    for panel, view in some(product(PANELS, VIEWS), 4):
        session = Session.open({"preset": name, "panel": panel, **view})
        for phase in phase_ids(session.cursor.scenario.depth)[::3]:
            session.cursor.to_phase(phase)
            assert pieces(Stage(session)).keys() == {"loop", "tabs", "phase", "matrices"}
