"""A person lets herself be asked through a mini-batch: hints, calculations, a second try, skipping, the summary."""

from backprop_explorer.scenario import preset
from backprop_explorer.visit.asking import Asking
from backprop_explorer.visit.cursor import Cursor

PHASES = ("z-1", "a-1", "z-2", "a-2", "cost", "delta-2", "grad-2", "delta-1", "grad-1", "update")


def right_answers() -> dict[str, str]:
    """What is right at each phase of the first mini-batch of the OR net."""
    cursor, asking, found = Cursor.to(preset("or-gate-2-2-1")), Asking(on=True), {}
    cursor.work()
    for phase in PHASES:
        cursor.to_phase(phase)
        found[phase] = asking.question(cursor).answer
    return found


def lit(page) -> int:
    return page.page.locator(".net .path").count()


def answer(page, text: str) -> None:
    """Press the button of an answer, or type it."""
    field = page.page.locator('[data-send="answer"]')
    if field.count():
        field.fill(text)
        page.page.keyboard.press("Enter")
    else:
        page.pick(f"answer:{text}").click()


def wrong(page, right: str) -> str:
    if page.page.locator('[data-send="answer"]').count():
        return "12345"
    picks = page.page.locator('.choices [data-pick^="answer:"]:not(.link)')
    values = [picks.nth(i).get_attribute("data-pick").removeprefix("answer:") for i in range(picks.count())]
    return next(value for value in values if value != right)


def test_a_person_is_asked_through_a_mini_batch(visit):
    page, right = visit(), right_answers()
    page.switch("predict:on")
    question, sight, verdict = (page.page.locator(name) for name in (".question", ".sight", ".verdict"))
    for number, phase in enumerate(PHASES):
        page.press("next_phase")
        sight.wait_for()
        assert page.page.locator(".phase").count() == 0 and sight.locator("math").count() >= 1, phase
        if phase == "delta-1":  # a value: what cannot be read is kept, hints show the numbers, a calculation is read
            assert lit(page) > 0
            answer(page, "-0.2272 * x")
            verdict.wait_for()
            assert "“x” stands there" in verdict.inner_text()
            assert page.page.locator('[data-send="answer"]').input_value() == "-0.2272 * x"
            page.pick("answer:hint").click()
            page.page.locator(".hinted").wait_for()
            page.pick("answer:hint").click()
            page.page.locator(".hinted").nth(1).wait_for()
            answer(page, "-0.0209*-0.2272")
            page.page.get_by_text("leaves out the slope").wait_for()
            answer(page, "−0.0209*−0.2272*0.1644")
        elif number % 3 == 0:
            answer(page, right[phase])
        elif number % 3 == 1:
            answer(page, wrong(page, right[phase]))
            page.page.get_by_text("You have one more try.").wait_for()
            answer(page, right[phase])
        else:
            continue  # passed by
        page.page.locator(".phase").wait_for()
    assert "4 right at the first try · 3 right at the second try · 3 skipped" in question.first.inner_text()
    table = page.page.locator(".answers")
    table.wait_for()
    ends = [row.split("\t")[2].strip() for row in table.inner_text().splitlines()]
    assert ends == (["✓ right at the first try", "✓ right at the second try", "– skipped"] * 4)[: len(PHASES)]
    page.pick("back:0/delta-1").click()
    page.page.wait_for_selector('#cursor[data-phase="delta-1"]', state="attached")
    assert "Your calculation gives" in verdict.inner_text()
    page.switch("predict:off")
    question.first.wait_for(state="detached")


def test_a_question_with_its_hints_fits_a_phone(visit):
    page = visit(phase="delta-1")
    page.page.set_viewport_size({"width": 390, "height": 844})
    page.switch("predict:on")
    page.page.locator(".sight").wait_for()
    for _ in range(2):
        page.pick("answer:hint").click()
    page.page.locator(".hinted").nth(1).wait_for()
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.page.locator(".question").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
