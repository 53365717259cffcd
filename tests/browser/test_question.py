"""The page of the question that the project grew from shows its answer without scrolling."""


def box(locator):
    found = locator.bounding_box()
    assert found is not None, f"{locator} is not drawn"
    return found


def assert_in_sight(locator):
    page = locator.page
    assert locator.is_visible()
    found, size = box(locator), page.viewport_size
    assert found["x"] >= 0 and found["x"] + found["width"] <= size["width"], f"{locator} {found} in {size}"
    assert found["y"] >= 0 and found["y"] + found["height"] <= size["height"], f"{locator} {found} in {size}"
    # What is clipped by a box of its own, or covered, is not in sight either.
    reached = locator.evaluate("""(element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return element === at || element.contains(at) || at?.contains(element);
    }""")
    assert reached, f"{locator} is clipped or covered"


def test_the_question_is_answered_in_one_sight(visit):
    page = visit(question="delta-is-not-w")
    assert page.place == (0, "grad-2")
    browser = page.page

    for name, shape, each in (
        ("delta-2", "1x4", "one per neuron and example"),
        ("a-1", "2x4", "one per neuron and example"),
        ("w-2", "1x2", "one per edge"),
    ):
        table = browser.locator(f'[data-matrix="{name}"][data-shape="{shape}"]')
        assert_in_sight(table)
        head = browser.locator(".stack").filter(has=table).locator(".sh")
        assert_in_sight(head.get_by_text(shape.replace("x", " × "), exact=True))
        assert_in_sight(head.get_by_text(each, exact=True))

    one = browser.locator(".line").filter(has_text="(1 × 1)(1 × 2) = (1 × 2)")
    assert_in_sight(one.locator(".shapes"))
    sides = "(1 neuron of layer 1 × [4 examples])([4 examples] × 2 neurons of layer 0)"
    batch = browser.locator(".line").filter(has_text=sides)
    assert batch.locator(".summed").all_inner_texts() == ["[4 examples]", "[4 examples]"]
    for mark in batch.locator(".summed").all():
        assert_in_sight(mark)

    grad_w = browser.locator('[data-operand="grad_w-2"][data-shape="1x2"]')
    grad_b = browser.locator('[data-operand="grad_b-2"][data-shape="1x1"]')
    assert_in_sight(grad_w)
    assert_in_sight(grad_b)
    assert box(grad_b)["y"] == box(grad_w)["y"] and box(grad_b)["x"] > box(grad_w)["x"] + box(grad_w)["width"]
    assert_in_sight(browser.locator('[data-operand="delta-2"]').first)


def test_the_question_is_found_from_the_first_page_and_left_again(visit):
    page = visit()
    page.pick("question").first.click()
    page.settle(0, "grad-2")
    assert page.query["question"] == "delta-is-not-w"
    page.pick("question:leave").click()
    page.settle(0, "batch")
    assert "question" not in page.query
