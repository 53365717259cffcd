from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop_explorer.scenario import (
    MAX_STEP,
    PRESETS,
    QUESTIONS,
    Scenario,
    apply_setup,
    is_custom,
    new_weights,
    preset,
    question_scenario,
    read_link,
    write_link,
)

from ..engine.cases import steady
from .cases import at_every_phase

QUOTED = 20  # characters of a value that a note quotes at least

HOSTILE = (
    "",
    " ",
    "\x00",
    "-1",
    "+1",
    "1e3",
    "0x10",
    "1_0",
    "٣",
    "²",
    "\uff11\uff12",
    "9" * 12,
    "9" * 5000,
    "NaN",
    "None",
    "<script>alert(1)</script>",
    "[[δ]]",
    "“”",
    "%00",
    "../../etc/passwd",
    "\ud800",
    "z-0",
    "z-99",
    "grad-3",
    "delta-1\n",
    "Batch",
    "x" * 100_000,
    "custom",
)
texts = st.sampled_from((*HOSTILE, *PRESETS, *QUESTIONS, "0", "7", str(MAX_STEP), "z-1", "update")) | st.text(
    max_size=60
)
names = st.sampled_from(("preset", "step", "phase", "question", "Preset", "steps", "embed", "")) | st.text(max_size=10)
links = st.dictionaries(names, texts, max_size=6)


def quoted(value: str) -> str:
    """The part of a value that a note has to quote."""
    return value[:QUOTED]


def within_limits(scenario: Scenario) -> bool:
    return 0 <= scenario.step <= MAX_STEP and scenario.preset in PRESETS


@given(links)
@steady(200)
@example({"preset": "\ud800"})
@example({"step": "9" * 5000})
def test_any_address_opens_a_page_that_can_be_shown(parameters):
    scenario, notes = read_link(parameters)
    assert within_limits(scenario)
    trace = scenario.start().seek(min(scenario.step, 50))
    assert trace.m >= 1
    assert write_link(scenario)["phase"] == scenario.phase
    assert read_link(write_link(scenario)) == (scenario, ())
    assert all(isinstance(note, str) and note.endswith(".") and len(note) < 1_200 for note in notes)


@given(st.sampled_from(("preset", "step", "phase", "question")), texts)
@steady(200)
def test_one_value_that_cannot_be_used_gives_one_sentence_that_quotes_it(name, value):
    scenario, notes = read_link({name: value})
    if used(name, value):
        assert notes == ()
        assert getattr(scenario, name) == (int(value) if name == "step" else value)
    elif value == "" and name in ("step", "phase"):
        assert notes == () and scenario == preset("or-gate-2-2-1")
    else:
        (note,) = notes
        if not (name == "preset" and value == "custom"):
            assert quoted(value) in note
        assert len(note) < 400
        expected = preset("or-gate-2-2-1")
        too_far = name == "step" and value.isascii() and value.isdigit() and len(value) <= 12
        assert scenario == (replace(expected, step=MAX_STEP) if too_far else expected)


def used(name: str, value: str) -> bool:
    """Whether a parameter has this value on some page of the OR gate or of another preset."""
    if name == "step":
        return value.isascii() and value.isdigit() and len(value) <= 12 and int(value) <= MAX_STEP
    if name == "phase":
        return value in "batch z-1 a-1 z-2 a-2 cost delta-2 grad-2 delta-1 grad-1 update".split()
    return value in (PRESETS if name == "preset" else QUESTIONS)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@steady(100)
def test_one_sentence_names_each_of_several_values_that_cannot_be_used(name, step, phase):
    bad = {"preset": f"?{name}", "step": f"?{step}", "phase": f"?{phase}"}
    scenario, notes = read_link(bad)
    assert scenario == preset("or-gate-2-2-1")
    (note,) = notes
    assert all(quoted(value) in note for value in bad.values())


def test_a_preset_beside_the_question_is_said_to_be_ignored():
    scenario, notes = read_link({"question": "half-or-two", "preset": "xor-2-3-1"})
    assert scenario == question_scenario("half-or-two")
    assert len(notes) == 1 and "xor-2-3-1" in notes[0]


@pytest.mark.parametrize("name", ["Preset", "presets", "steps", "phases", "questions"])
def test_a_parameter_that_was_almost_right_is_named_with_the_right_one(name):
    scenario, notes = read_link({name: "xor-2-3-1"})
    assert scenario == preset("or-gate-2-2-1")
    (note,) = notes
    assert name in note and name.lower().rstrip("s") in note


def test_the_parameters_of_streamlit_are_left_alone():
    assert read_link({"embed": "true", "embed_options": "dark_theme"}) == (preset("or-gate-2-2-1"), ())


@st.composite
def places(draw: st.DrawFn) -> Scenario:
    """A preset, or the question, at any step and phase."""
    start = draw(st.sampled_from([*(preset(name) for name in PRESETS), question_scenario()]))
    phase = draw(at_every_phase(start.depth))
    return replace(start, step=draw(st.integers(0, MAX_STEP)), phase=phase)


@given(places())
@steady(200)
def test_an_address_leads_back_to_the_place_it_was_written_for(scenario):
    link = write_link(scenario)
    assert all(isinstance(part, str) for pair in link.items() for part in pair)
    found, notes = read_link(link)
    assert (found, notes) == (scenario, ())
    assert hash(found) == hash(scenario)
    assert found.start().network.sizes == scenario.sizes


@given(places(), places())
@steady(100)
def test_two_places_have_one_address_only_if_they_are_one(first, second):
    assert (write_link(first) == write_link(second)) == (first == second)


def test_the_bare_address_opens_the_or_gate_at_its_first_phase():
    scenario, notes = read_link({})
    assert (scenario, notes) == (preset("or-gate-2-2-1"), ())
    assert (scenario.step, scenario.phase) == (0, "batch")


def test_the_question_opens_the_gradients_of_the_output_layer_in_its_own_numbering():
    scenario, notes = read_link({"question": "delta-is-not-w"})
    assert notes == ()
    assert (scenario.phase, scenario.notation.numbering) == ("grad-2", "question")
    assert replace(scenario, phase="batch", question="", notation=preset("or-gate-2-2-1").notation) == preset(
        "or-gate-2-2-1"
    )


@pytest.mark.parametrize("name", PRESETS)
def test_a_setup_of_ones_own_is_in_its_address(name):
    own = replace(new_weights(preset(name)), step=5, phase="cost")
    assert is_custom(own)
    link = write_link(own)
    assert link["seed"] == str(own.seed)
    assert read_link(link) == (own, ())


def test_an_address_without_the_setup_that_it_names_is_said_to_lack_it():
    scenario, notes = read_link({"preset": "custom", "step": "5"})
    assert scenario == replace(preset("or-gate-2-2-1"), step=5)
    assert len(notes) == 1 and "OR gate" in notes[0]


def test_a_setup_that_was_changed_and_changed_back_is_the_preset_again():
    start = preset("xor-2-3-1")
    changed = apply_setup(start, {"eta": "0.1"})
    assert write_link(changed) == {"preset": "xor-2-3-1", "v": "1", "eta": "0.1", "step": "0", "phase": "batch"}
    assert write_link(apply_setup(changed, {"eta": "5"})) == write_link(start)


def test_what_the_browser_alone_answers_is_neither_used_nor_complained_of():
    shown = {"preset": "xor-2-3-1", "phase": "cost"}
    assert read_link({**shown, "present": "1", "embed": "true"}) == read_link(shown)
    assert read_link(shown)[1] == ()
    assert "present" in read_link({"presents": "1"})[1][0], "a slip is answered by the nearest name"
