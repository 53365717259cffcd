"""A learner brings numbers of their own: weights, then the δ that came out of a calculation by hand."""

import numpy as np

from .test_reading import click_edge

WEIGHTS = "w1 = [[0.5, -0.25], [0.75, 1.5]]\n\nw2 = array([[1.25, -0.5]])"
BIASES = "[[0.1, -0.2], [0.3]]"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_hand():
    """δ¹ of the OR gate under these weights, right and without σ′, one column for each example."""
    x, y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 1]])
    w1, w2 = np.array([[0.5, -0.25], [0.75, 1.5]]), np.array([[1.25, -0.5]])
    a1 = sigmoid(w1 @ x + np.array([[0.1], [-0.2]]))
    a2 = sigmoid(w2 @ a1 + 0.3)
    delta2 = (a2 - y) * a2 * (1 - a2)
    return (w2.T @ delta2) * a1 * (1 - a1), w2.T @ delta2


TABLES_DRAWN = """() => document.querySelectorAll('[data-testid="data-grid-canvas"]').length >= 4"""


def press(page, words):
    """Press a button of the sidebar by the keyboard: the sidebar may scroll under a pointer while it is drawn anew."""
    page.page.get_by_role("button", name=words, exact=True).press("Enter")


def typed(array):
    return "[" + ",\n ".join("[" + ", ".join(f"{value:.4g}" for value in row) + "]" for row in array) + "]"


def ask_the_doctor(page, about, text):
    page.page.locator('[data-send="about"]').select_option(about)
    page.page.locator(".doctor small").first.wait_for()
    page.page.locator(".doctor textarea").fill(text)
    page.page.locator('[data-submit="doctor"]').click()


def test_a_learner_brings_weights_and_a_delta_reads_the_diagnosis_and_follows_it(visit):
    page = visit()
    page.open_setup()
    page.page.get_by_text("Own weights", exact=True).click()
    page.page.wait_for_function(TABLES_DRAWN)  # until then the fields below them still move
    page.page.get_by_label("weights, a matrix for each layer").fill(WEIGHTS)
    page.page.get_by_label("biases, a list for each layer").fill(BIASES)
    press(page, "use these weights")
    page.page.locator(".top").get_by_text("Own numbers").wait_for()
    page.settle(0, "batch")
    values = page.values()
    assert values["w-1"] == [[0.5, -0.25], [0.75, 1.5]] and values["w-2"] == [[1.25, -0.5]]
    assert values["b-1"] == [[0.1], [-0.2]] and values["b-2"] == [[0.3]]

    page.open_panel("doctor")
    right, without_prime = by_hand()
    ask_the_doctor(page, "delta-1", typed(right))
    page.page.locator('.diagnosis[data-verdict="correct"]').wait_for()
    ask_the_doctor(page, "delta-1", typed(without_prime))
    said = page.page.locator('.diagnosis[data-verdict="mistake"]')
    said.wait_for()
    assert said.get_attribute("data-mistakes").split()[0] == "no-prime-hidden"
    assert "σ′" in said.inner_text()
    page.pick("look:delta-1").click()
    page.settle(0, "delta-1")
    page.page.locator(".phase").get_by_text("delta1 = (w2.T @ delta2) * sigmoid_prime(z1)").wait_for()
    found = np.array(page.values()["delta-1"])
    assert np.allclose(found, right, rtol=1e-12, atol=0)


def test_what_cannot_be_read_is_answered_and_leaves_the_page_as_it_was(visit):
    page = visit(phase="delta-1", step=7)
    before = page.values()
    page.open_setup()
    page.page.get_by_text("Own weights", exact=True).click()
    box = page.page.get_by_label("weights, a matrix for each layer")
    for text, words in (
        ("__import__('os').system('true')", "number"),
        ("[[0,5; 0,7]]", "comma"),
        ("[" * 5000, "bracket"),
        ("[[[1e999]], [[1]]]", "too large"),
    ):
        box.fill(text)
        press(page, "use these weights")
        error = page.page.locator(".setup-error")
        error.wait_for()
        page.page.wait_for_selector('[data-test-script-state="notRunning"]')
        page.breathe()
        assert box.input_value() == text and error.inner_text().endswith("."), (words, error.inner_text())
        assert page.place == (7, "delta-1") and page.values() == before


def test_the_first_attempt_shows_what_is_missing_and_a_button_fills_it(visit):
    page = visit()
    page.open_setup()
    field = page.page.get_by_role("combobox", name="preset", exact=True)
    field.locator("xpath=following-sibling::button").click()
    page.page.get_by_role("option", name="first attempt").click()
    attempt = page.page.locator(".attempt")
    attempt.wait_for()
    words = attempt.inner_text()
    assert "w¹ joins 2 inputs to 2 neurons: 4 edges, so 2 × 2 numbers, one per edge." in words
    assert attempt.locator("td.missing").count() == attempt.locator("line.absent").count() == 3
    assert attempt.locator('[data-attempt="w-1"]').get_attribute("data-shape") == "2x2"
    assert attempt.locator('[data-attempt="w-2"]').get_attribute("data-shape") == "1x2"
    page.pick("fill:attempt").click()
    attempt.wait_for(state="detached")
    page.settle(0, "batch")
    page.page.wait_for_selector('[data-matrix="w-1"] [data-value="0.3"]')
    assert page.values()["w-1"] == [[0.3, 1.00106314], [0.4, 0.74990392]]
    assert page.values()["w-2"] == [[0.1, -0.22719165]]


def test_a_mistake_that_is_switched_on_turns_the_check_red_where_it_bites(visit):
    page = visit(preset="mazur-2-2-2", phase="update")
    page.open_panel("check")
    page.page.locator(".check .verdict.right").wait_for()
    page.page.locator('[data-send="mistake"]').select_option("updated-w")
    page.page.locator(".check .verdict.wrong").wait_for()
    marks = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text()[0]
        for row in page.page.locator(".check tr:has(> th):has(table)").all()
    }
    assert marks["∂C/∂w²"] == "✓" and marks["∂C/∂w¹"] == "✗"
    page.open_panel("published")
    table = page.page.locator(".published")
    table.wait_for()
    assert "0.29102777369359933" in table.inner_text() and "0.29102792390544197" in table.inner_text()
    click_edge(page.page, "w-2-0-0")


def test_data_are_pasted_as_columns_read_so_and_turned(visit):
    page = visit()
    page.open_setup()
    page.page.get_by_text("Own data", exact=True).click()
    page.page.get_by_label("inputs x, an example a row or a column").fill("[[0, 0.5], [1, 0.25]]")
    page.page.get_by_label("targets y, an example a row or a column").fill("[1, 0]")
    press(page, "use these data")
    page.page.get_by_text("I read 2 examples of 2 inputs, one example a row.").wait_for()
    page.page.wait_for_selector('[data-matrix="x-0"] tr:first-child td:nth-of-type(2)[data-value="1.0"]')
    assert page.values()["x-0"] == [[0.0, 1.0], [0.5, 0.25]], "the page shows an example in each column"
    press(page, "read one example a column")
    page.page.get_by_text("I read 2 examples of 2 inputs, one example a column.").first.wait_for()
    page.page.wait_for_selector('[data-matrix="x-0"] tr:first-child td:nth-of-type(2)[data-value="0.5"]')
    assert page.values()["x-0"] == [[0.0, 0.5], [1.0, 0.25]]
    page.page.get_by_role("button", name="read one example a row", exact=True).wait_for()
