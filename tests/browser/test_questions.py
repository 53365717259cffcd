"""Each of the twenty questions opens by its link, with the answer and its evidence in one sight."""

import numpy as np
import pytest

from backprop_explorer.scenario import QUESTIONS
from backprop_explorer.scenario.questions import FIRST

from .answers import ANSWERS, SAID

# Every lit place: its box, whether its middle is seen, how it is marked, and the numbers of its tables.
EVIDENCE = """() => [...document.querySelectorAll("[data-evidence]")].map((place) => {
  const { left, top, right, bottom } = place.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, Math.min((top + bottom) / 2, innerHeight - 1));
  const square = place.querySelector(".square"), { outlineStyle } = getComputedStyle(place);
  return {
    box: [left, top, right, bottom], title: place.title || place.querySelector("title")?.textContent || "",
    seen: Boolean(at && (place === at || place.contains(at) || at.contains(place))),
    marked: outlineStyle !== "none" || Boolean(square && getComputedStyle(square).strokeDasharray !== "none"),
    tables: [place, ...place.querySelectorAll("table")].filter((each) => each.tagName === "TABLE").map((table) => [
      table.dataset.operand ?? table.dataset.matrix, [...table.rows].map((row) => [...row.cells].map((cell) =>
        cell.dataset.value).filter((value) => value !== undefined).map(Number)).filter((row) => row.length)]),
  };
})"""
# How far down the lowest lit place ends, and whether the page is wider than the window.
LOWEST = """() => [Math.max(...[...document.querySelectorAll("[data-evidence]")].map((place) =>
  place.getBoundingClientRect().bottom + document.querySelector('[data-testid="stMain"]').scrollTop)),
  document.documentElement.scrollWidth > innerWidth]"""
# Whether the picture of an answer lies over the line of code above it.
COVERS = """() => {
  const code = document.querySelector(".shown > .code"), parts = [...document.querySelectorAll(".look-there *")];
  return Boolean(code?.offsetHeight) &&
    parts.some((part) => part.getBoundingClientRect().top < code.getBoundingClientRect().bottom);
}"""
PHONE = {"width": 390, "height": 844}


def opened(page, question):
    """The question's element, once it is there with its evidence."""
    asked = page.page.locator(f'[data-question="{question}"]')
    asked.wait_for()
    page.page.locator("[data-evidence]").first.wait_for(state="attached")
    return asked


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_link_of_a_question_shows_its_answer_and_the_evidence_in_one_sight(visit, question):
    page, record = visit(question=question), QUESTIONS[question]
    asked = opened(page, question)
    assert asked.locator("h2").inner_text().replace("\n", "") == record.heading
    for words in SAID.get(question, list)():
        page.page.locator("[data-evidence]").filter(has_text=words).wait_for()
    assert not page.page.evaluate(COVERS)
    lit = page.page.evaluate(EVIDENCE)
    for place in lit:
        left, top, right, bottom = place["box"]
        assert 0 <= left < right <= 1440 and 0 <= top < bottom <= 900 and place["seen"], place
        assert place["marked"] and place["title"], place
    found = dict(table for place in lit for table in place["tables"])
    wanted = ANSWERS[question]()
    assert set(found) == set(wanted), "each number that is lit is computed here as well"
    for name, numbers in wanted.items():
        np.testing.assert_allclose(found[name], numbers, rtol=1e-9, atol=1e-16, err_msg=name)

    page.page.set_viewport_size(PHONE)
    lowest, sideways = page.page.evaluate(LOWEST)
    assert lowest <= 2 * PHONE["height"] and not sideways, "within one scroll on a phone"
    page.page.set_viewport_size({"width": 1440, "height": 900})

    page.page.locator("[data-next]").click()
    opened(page, record.next)


def test_the_way_on_visits_all_questions():
    seen, at = [], FIRST
    while at not in seen:
        seen.append(at)
        at = QUESTIONS[at].next
    assert at == FIRST and sorted(seen) == sorted(QUESTIONS)


def test_a_press_closes_the_question_and_the_page_stays_where_it_is(visit):
    page = visit(question="saturation")
    opened(page, "saturation")
    before, numbers = page.place, page.page.locator('[data-matrix="z-1"] td').inner_text()
    page.pick("question:close").click()
    page.page.locator("[data-question]").wait_for(state="detached")
    assert page.place == before and page.page.locator("[data-evidence]").count() == 0
    assert page.page.locator('[data-matrix="z-1"] td').inner_text() == numbers == "50"
    page.page.wait_for_function("() => !location.search.includes('question')")
    page.page.reload()
    page.settle(*before)
    assert page.page.locator('[data-matrix="z-1"] td').inner_text() == numbers, "the address has it all"
