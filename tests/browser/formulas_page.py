"""A page with every formula that the lesson can write for the presets, for the test that looks at them."""

from itertools import product

import streamlit as st

from backprop_explorer.lesson.equations import Writer, latex_block
from backprop_explorer.lesson.notation import LETTERS, NUMBERINGS, ORIENTATIONS, Notation
from backprop_explorer.lesson.phases import phases, quantities
from backprop_explorer.scenario import PRESETS, preset

found: dict[str, None] = {}
for name in PRESETS:
    scenario = preset(name)
    trace = scenario.start().seek(0)
    values = quantities(trace, scenario.eta)
    for parts in product(ORIENTATIONS, NUMBERINGS, LETTERS):
        writer = Writer(trace, values, Notation(*parts), scenario.eta)
        found |= {latex_block(writer.write(phase).latex): None for phase in phases(trace, scenario.eta)}

st.markdown("\n\n".join(f"$$\n{formula}\n$$" for formula in found))
st.html(f'<p id="count" data-count="{len(found)}"></p>')
