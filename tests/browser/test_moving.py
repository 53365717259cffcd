"""Buttons, keys, clicks on phases and jumps move the cursor, and the address goes along."""

from backprop_explorer.scenario import preset


def test_arrow_keys_move_by_a_phase_and_with_shift_by_a_mini_batch(visit):
    page = visit(step=3, phase="update")
    assert page.strike("ArrowRight") == (4, "batch")
    assert page.strike("ArrowLeft") == (3, "update")
    assert page.strike("ArrowLeft") == (3, "grad-1")
    assert page.strike("Shift+ArrowRight") == (4, "grad-1")
    assert page.strike("Shift+ArrowLeft") == (3, "grad-1")


def test_ten_rapid_presses_of_a_key_lose_none(visit):
    page = visit()
    for _ in range(10):
        page.page.keyboard.press("ArrowRight")
    page.settle(0, "update")
    for _ in range(10):
        page.page.keyboard.press("Shift+ArrowRight")
    page.settle(10, "update")
    for _ in range(10):
        page.page.keyboard.press("ArrowLeft")
    page.settle(10, "batch")


def test_rapid_presses_of_different_keys_are_taken_in_their_order_and_lose_none(visit):
    page = visit()
    page.strike_at_once(*["Shift+ArrowRight", "ArrowRight"] * 5)
    page.settle(5, "cost")
    page.press("first")
    # The first two have nowhere to go, and take nothing from those that follow.
    page.strike_at_once("ArrowLeft", "Shift+ArrowLeft", "ArrowRight", "ArrowRight")
    page.settle(0, "a-1")


def test_keys_do_nothing_while_a_number_or_a_word_is_typed(visit):
    page = visit(step=2, phase="z-1")
    page.open_setup()
    for field in (page.page.locator("#go input"), page.page.get_by_label("seed", exact=True)):
        if field.get_attribute("data-send"):
            page.page.locator(".go[popovertarget]").click()
        field.focus()
        for keys in ("ArrowRight", "Shift+ArrowRight", "ArrowLeft", "ArrowRight"):
            page.page.keyboard.press(keys)
    page.page.locator(".loop").hover()
    page.page.evaluate("document.activeElement.blur()")
    # Had a key above been counted, it would be reported along with this one.
    assert page.strike("ArrowRight") == (2, "a-1")


def test_a_jump_that_is_stopped_stays_where_it_has_come_to(visit):
    page = visit(preset="three-classes", phase="cost")
    page.set_out(90_000)
    page.page.wait_for_selector(".st-key-stop")
    reached = page.stop()
    assert 0 < reached.step < 90_000
    assert reached.phase == "cost"
    numbers = page.values()
    page.page.wait_for_timeout(600)
    assert page.place == reached
    assert page.values() == numbers
    assert page.query["step"] == str(reached.step)
    # The way is kept: neither of these has to begin at 0 again, nor do the numbers differ from a run's own.
    assert page.press("previous_batch") == (reached.step - 1, "cost")
    assert page.press("next_batch") == reached
    assert page.values() == numbers
    assert numbers["a-3"] == preset("three-classes").start().seek(reached.step).layers[2].a.tolist()


def test_a_jump_arrives_forwards_and_backwards_in_the_phase_it_began_in(visit):
    page = visit(phase="delta-1")
    numbers = page.values()
    assert page.go_to(20_000) == (20_000, "delta-1")
    assert page.values() != numbers
    assert page.go_to(0) == (0, "delta-1")
    assert page.values() == numbers


def assert_address_agrees(page):
    place = page.place
    assert (page.query["step"], page.query["phase"]) == (str(place.step), place.phase)


def test_address_and_cursor_agree_after_every_press(visit):
    page = visit(preset="three-classes")
    assert_address_agrees(page)
    for key, place in {
        "next_phase": (0, "z-1"),
        "next_batch": (1, "z-1"),
        "next_epoch": (16, "z-1"),
        "previous_phase": (16, "batch"),
        "previous_batch": (15, "batch"),
        "previous_epoch": (0, "batch"),
    }.items():
        assert page.press(key) == place, key
        assert_address_agrees(page)
    for phase in ("update", "z-2", "grad-3"):
        assert page.to_phase(phase) == (0, phase)
        assert_address_agrees(page)
    for keys in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowLeft", "Shift+ArrowLeft"):
        page.strike(keys)
        assert_address_agrees(page)
    page.go_to(47)
    assert_address_agrees(page)
    assert page.query["preset"] == "three-classes"
    assert int(page.page.locator("#cursor").get_attribute("data-epoch")) == 3  # 15 batches an epoch
    assert page.press("first") == (0, "batch")
    assert_address_agrees(page)


def test_play_moves_by_phases_until_it_is_paused(visit):
    page = visit()
    page.page.click(".st-key-play button")
    page.settle(0, "z-1")
    page.settle(0, "a-1")
    assert_address_agrees(page)
    page.page.click(".st-key-play button")
    page.page.locator(".st-key-play").get_by_text("play").wait_for()
    place = page.settle()
    page.page.wait_for_timeout(1400)
    assert page.place == place
    assert_address_agrees(page)


def test_a_reload_restores_the_place_and_its_numbers(visit):
    page = visit(preset="xor-2-3-1")
    page.go_to(12)
    page.to_phase("grad-2")
    page.strike("ArrowRight")
    page.breathe()  # the address is written when the place has been painted
    numbers, query = page.values(), page.query
    page.page.reload()
    page.settle(12, "delta-1")  # a busy server may show a step on the way
    assert page.values() == numbers
    assert page.query == query == {"preset": "xor-2-3-1", "step": "12", "phase": "delta-1"}


def test_parameters_of_others_stay_in_the_address(visit):
    page = visit(embed="true", step=1)
    page.press("next_phase")
    page.strike("Shift+ArrowRight")
    assert page.query == {"embed": "true", "preset": "or-gate-2-2-1", "step": "2", "phase": "z-1"}


def test_back_leaves_the_page_however_many_steps_were_taken(visit):
    page = visit()
    page.page.goto("about:blank")
    page.open()
    page.press("next_phase")
    page.strike("Shift+ArrowRight")
    page.to_phase("cost")
    page.go_to(40)
    page.page.go_back()
    page.page.wait_for_url("about:blank", timeout=5000)


def test_quick_clicks_to_what_was_seen_before_do_not_end_the_connection(visit):
    page = visit(preset="three-classes", phase="update")
    panels = ("phase", "code", "check")  # three in turn: each comes back just when the browser has forgotten it
    for number in range(60):
        page.page.evaluate(
            "(what) => document.querySelector(what).click()", f'[data-pick="panel:{panels[number % 3]}"]'
        )
        page.page.wait_for_timeout(40)
    page.page.locator('[data-send="mistake"]').wait_for()
    assert page.press("next_phase") == (1, "batch")
