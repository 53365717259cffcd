"""What is typed in the setup: used, or answered with a sentence; and runs that cannot go on."""

import re

import pytest


def sentences(page):
    """What the page says above the transport, as soon as it says anything."""
    page.page.locator(".note").first.wait_for()
    return page.notes()


def test_what_cannot_be_used_is_answered_with_a_sentence_and_changes_nothing(visit):
    page = visit(step=2, phase="grad-2")
    numbers, query = page.values(), page.query
    page.open_setup()
    for label, text, sound in (
        ("layer sizes", "2-x-1", "2-2-1"),
        ("learning rate η", "-3", "3"),
        ("batch size", "9", "4"),
    ):
        page.type(label, text)
        (said,) = sentences(page)
        assert f"“{text}”" in said
        assert len(said.split()) >= 8
        assert said in " ".join(page.page.locator('[data-testid="stSidebar"]').inner_text().split())
        assert page.place == (2, "grad-2")
        assert page.values() == numbers
        assert page.query == query
        assert page.press("next_phase") == (2, "delta-1")
        assert page.press("previous_phase") == (2, "grad-2")
        assert page.values() == numbers
        page.type(label, sound)
        page.page.locator(".note").wait_for(state="detached")
        assert page.values() == numbers


def test_a_layer_list_a_learning_rate_and_a_batch_size_that_make_sense_are_used(visit):
    page = visit(step=2)
    page.open_setup()
    page.enter("layer sizes", "2-3-1")
    page.enter("batch size", "3")
    page.enter("learning rate η", "0.5")
    page.to_phase("update")
    shown = page.values()
    assert len(shown["w-1"]) == 3
    assert len(shown["x-0"][0]) == 3
    assert shown["w_new-1"][0][0] == pytest.approx(shown["w-1"][0][0] - 0.5 * shown["grad_w-1"][0][0], rel=1e-12)
    page.press("next_batch")
    assert len(page.values()["x-0"][0]) == 1  # what is left of the four examples


def test_new_weights_differ_each_time_and_the_same_weights_come_again(visit):
    page = visit()
    page.open_setup()

    def again(button):
        """The weights that a button brings after a few steps of learning."""
        learned = page.values()["w-1"]
        assert page.go_to(5) == (5, "batch")
        assert page.values()["w-1"] != learned
        page.page.click(f".st-key-{button} button")
        page.settle(0, "batch")
        return page.values()["w-1"]

    preset = page.values()["w-1"]
    assert again("same_weights") == preset
    first = again("new_weights")
    assert again("same_weights") == first
    second = again("new_weights")
    assert preset != first != second != preset


def test_a_learning_rate_of_a_million_saturates_the_or_gate_and_the_page_says_so(visit):
    page = visit()
    page.open_setup()
    page.enter("learning rate η", "1e6")
    assert page.notes() == []
    page.to_phase("update")
    page.press("next_batch")
    said = sentences(page)
    assert len(said) == 1
    assert "saturated" in said[0]
    assert "nothing is learned" in said[0]
    shown = page.values()
    for name in ("delta-2", "delta-1", "grad_w-2", "grad_b-2", "grad_w-1", "grad_b-1"):
        assert {number for row in shown[name] for number in row} == {0}, name
    assert page.press("previous_batch") == (0, "update")
    assert page.notes() == []


def linear_and_too_fast(visit):
    page = visit(phase="z-1")
    page.open_setup()
    page.choose("hidden activation", "linear")
    page.choose("output activation", "linear")
    page.enter("learning rate η", "10")
    return page


def test_a_run_that_diverges_stops_at_its_last_finite_step_and_says_where(visit):
    page = linear_and_too_fast(visit)
    page.set_out(1000)
    (said,) = sentences(page)
    last = page.settle()
    assert 0 < last.step < 1000
    assert re.search(r"(?:∂C/∂w|∂C/∂b|[wbzaδ])[¹²] of layer [12]|the cost C", said)
    assert re.search(rf"\b{last.step}\b", said)
    assert re.search(rf"\b{last.step + 1}\b", said)
    page.to_phase("grad-1")
    shown = [number for rows in page.values().values() for row in rows for number in row if number is not None]
    assert all(abs(number) < float("inf") for number in shown)
    # No way on, and every way back.
    page.page.click(".st-key-next_batch button")
    page.page.keyboard.press("ArrowLeft")
    assert page.settle(last.step, "delta-1")
    assert sentences(page) == [said]
    assert page.press("previous_batch") == (last.step - 1, "delta-1")
    assert page.notes() == []
    page.go_to(0)
    assert page.values()["w-1"][0] == [0.27660583, 1.00106314]


def test_a_reload_keeps_a_setup_of_ones_own(visit):
    page = visit()
    page.open_setup()
    page.enter("learning rate η", "0.5")
    page.press("next_batch")
    assert page.query == {"v": "1", "eta": "0.5", "step": "1", "phase": "batch"}
    page.page.reload()
    assert page.settle(1, "batch")
    assert page.notes() == []
    page.to_phase("update")
    shown = page.values()
    assert shown["w_new-2"][0][0] == pytest.approx(shown["w-2"][0][0] - 0.5 * shown["grad_w-2"][0][0], rel=1e-12)


def test_an_address_that_makes_no_sense_is_answered_with_sentences_on_a_page_that_works(visit):
    page = visit(preset="nope", step="-4", phase="<b>z</b>", setp="3")
    said = " ".join(page.notes())
    for wrong in ("“nope”", "“-4”", "“<b>z</b>”", "“setp”"):
        assert wrong in said
    assert page.place == (0, "batch")
    assert page.press("next_phase") == (0, "z-1")
