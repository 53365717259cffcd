"""While a question is open, nothing of its answer is on the page."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace

import numpy as np
import pytest

from backprop_explorer.engine import Trace
from backprop_explorer.figures import colours
from backprop_explorer.figures.ledger import AllMatrices
from backprop_explorer.figures.loop.choices import EDGES, NEURONS
from backprop_explorer.figures.loop.loop import loop
from backprop_explorer.figures.numbers import number
from backprop_explorer.figures.predict import in_sight, question_panel, summary
from backprop_explorer.figures.switches import example_choice, picture_choices
from backprop_explorer.lesson.equations import Writer
from backprop_explorer.lesson.notation import Key
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.lesson.predict import (
    Asked,
    Question,
    count,
    hidden_while,
    known_before,
    questions,
)

from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import OR, PLACES, SHOWN, some
from .html_tree import read
from .loop.drawn import scene

VIEWS = [(edges, "auto") for edges in EDGES] + [("w", neurons) for neurons in NEURONS if neurons != "auto"]
Values = Mapping[Key, np.ndarray]


def open_pages(page: Page) -> Iterator[tuple[Phase, Question]]:
    """Each phase as it is drawn while each of its questions is open."""
    asked = questions(page.trace, page.values, page.phases, page.notation, page.eta)
    for phase in page.phases[1:]:
        for question in asked[phase.id]:
            yield replace(phase, known=known_before(phase, page.phases)), question


def pictures(page: Page, trace: Trace, values: Values, phase: Phase, hidden: Collection[Key]) -> Iterator[str]:
    """All that stands on the page beside the question."""
    ends = colours.limits(values, phase.known)
    for edges, neurons in VIEWS:
        drawn = replace(page, trace=trace)
        shown = replace(scene(drawn, phase, edges, neurons, hidden), values=values, ends=ends)
        yield loop(shown, page.phases, phase, "")
    yield AllMatrices(values, phase, page.rules, page.notation, ends, page.columns, ("z-1", "delta-2"), hidden).html()
    yield picture_choices(page.notation, "w", "auto", True) + example_choice(page.example, trace.m, False)


def writer(page: Page) -> Writer:
    return Writer(page.trace, page.values, page.notation, page.eta, page.example)


def beside(page: Page, phase: Phase, question: Question) -> str:
    """What stands below the question while it is open."""
    given = map(writer(page).operand, question.given)
    return in_sight(page.equation(phase), given, colours.limits(page.values, phase.known))


def disturbed(page: Page, known: Collection[Key], reshape: bool = False) -> tuple[Trace, Values]:
    """The same mini-batch with other numbers, and if wanted other shapes, in place of all that is not known."""

    def other(key: Key, array: np.ndarray) -> np.ndarray:
        if key in known:
            return array
        moved = 7.5 - 3.25 * array
        return moved.reshape((-1, 1) if array.shape[0] == 1 else (1, -1)) if reshape else moved

    values = {key: other(key, array) for key, array in page.values.items()}
    layers = []
    for layer, views in enumerate(page.trace.layers, start=1):
        names = [field.name for field in fields(views)]
        layers.append(replace(views, **{name: values[name, layer] for name in names if (name, layer) in values}))
    costs = {} if ("cost", page.depth) in known else {"cost": 99.25, "example_costs": page.trace.example_costs + 88.125}
    return replace(page.trace, layers=tuple(layers), **costs), values


@pytest.mark.parametrize("place", [*some(SHOWN), "no biases", "a batch too long to print"])
def test_other_results_would_not_change_the_page_while_the_question_is_open(place):
    page = Page.of(PLACES[place])
    seen = 0
    for phase in {phase.id: phase for phase, _ in open_pages(page)}.values():
        now = list(pictures(page, page.trace, page.values, phase, ()))
        assert now == list(pictures(page, *disturbed(page, phase.known), phase, ())), phase.id
        seen += 1
    assert seen == len(page.phases) - 1


@pytest.mark.parametrize("place", [*some(SHOWN), "the question", "no biases"])
def test_other_shapes_would_not_change_the_page_while_a_shape_is_asked_for(place):
    page = Page.of(PLACES[place])
    for phase, question in open_pages(page):
        if question.hides_shape:
            hidden = hidden_while(question, phase, page.phases, page.values)
            assert not set(phase.result) & phase.known and set(phase.result) - {("cost", page.depth)} <= hidden
            other = disturbed(page, phase.known, reshape=True)
            now = list(pictures(page, page.trace, page.values, phase, hidden))
            assert now == list(pictures(page, *other, phase, hidden)), phase.id


def printed(arrays: list[np.ndarray]) -> set[str]:
    """Numbers as they are printed; whole ones, which may count something, are left out."""
    return {text for array in arrays for text in map(number, array.flat) if "." in text}


@pytest.mark.parametrize("notation", NOTATIONS[1::9], ids=lambda n: f"{n.orientation}-{n.numbering}-{n.letters}")
@pytest.mark.parametrize("place", some(SHOWN))
def test_no_number_and_no_shape_of_the_result_is_in_sight(place, notation):
    page = replace(Page.of(PLACES[place]), notation=notation)
    drawn: dict[tuple[str, bool], list[str]] = {}
    for phase, question in open_pages(page):
        if (phase.id, question.hides_shape) not in drawn:
            hidden = hidden_while(question, phase, page.phases, page.values)
            drawn[phase.id, question.hides_shape] = list(pictures(page, page.trace, page.values, phase, hidden))
        hints = Asked(question.kind, hints=len(question.hints))
        found = [*drawn[phase.id, question.hides_shape], question_panel(question, hints, {})]
        found.insert(0, beside(page, phase, question))
        told = {token for text in found for token in re.findall(r"−?\d+\.\d+(?:e[-−]?\d+)?", text)}
        result = [np.atleast_2d(page.trace.cost), page.trace.example_costs] if phase.id == "cost" else []
        result += [page.values[key] for key in phase.result if key in page.values]
        known = [array for key, array in page.values.items() if key in phase.known] + [np.array([page.eta])]
        if ("cost", page.depth) in phase.known:
            known.append(page.trace.example_costs)
        assert not told & (printed(result) - printed(known)), f"{phase.id}: {question.id}"
        shelf = read(found[-4])
        doubles = {float(cell.attributes["data-value"]) for cell in shelf.find("td", data_value="")}
        known_doubles = {value for array in known for value in array.flat}
        assert not doubles & ({value for array in result for value in array.flat} - known_doubles), phase.id
        for name, layer in phase.result:
            tables = list(shelf.find("table", data_matrix=f"{name}-{layer}"))
            assert all("ghost" in table.attributes["class"] for table in tables)
            assert not (tables and question.hides_shape), f"{phase.id} shows the shape of {name}"


def test_a_hidden_matrix_is_a_name_with_a_question_mark():
    page = Page.of(OR)
    phase, question = next((p, q) for p, q in open_pages(page) if q.id == "grad-2:shape")
    hidden = hidden_while(question, phase, page.phases, page.values)
    shelf = read(AllMatrices(page.values, phase, page.rules, page.notation, {}, page.columns, (), hidden).html())
    figure = shelf.one("figure", data_hidden="grad_w-2")
    assert figure.text == "∂C∂w2?" and not list(figure.find("table"))
    assert {figure.attributes["data-hidden"] for figure in shelf.find("figure", data_hidden="")} == {
        f"{name}-{layer}" for name, layer in (*phase.result, ("delta", 1), ("grad_w", 1), ("grad_b", 1))
    }
    ends = colours.limits(page.values, phase.known)
    shown = replace(scene(page, phase, hidden=hidden), ends=ends)
    text = read(loop(shown, page.phases, phase, "")).one("svg", "net").text
    assert "∂C" not in text and "w² 1 × 2, one per edge" in text


# --- the question itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("place", SHOWN)
def test_the_formula_and_the_given_numbers_stay_in_sight_but_no_shape_that_is_asked_for(place):
    page = Page.of(PLACES[place])
    for phase, question in open_pages(page):
        sight = read(beside(page, phase, question))
        assert list(sight.find("math")), "the formula of the phase"
        tables = [table.attributes["data-operand"] for table in sight.find("table", data_operand="")]
        given = [] if question.hides_shape else [f"{name}-{layer}" for name, layer in question.given]
        assert tables == given and set(question.given) <= phase.known - set(phase.result), question.id
        if phase.id == "update" and question.kind != "shape":
            assert len(given) == 2 and given[1] == f"grad_{given[0]}"
        elif not question.hides_shape:
            assert set(question.given) == set(phase.operands)


def panel_of(question: Question, asked: Asked):
    return read(question_panel(question, asked, count([asked])))


@pytest.mark.parametrize("place", SHOWN)
def test_an_open_question_has_a_button_for_each_choice_and_does_not_mark_the_right_one(place):
    for _, question in open_pages(Page.of(PLACES[place])):
        panel = panel_of(question, Asked(question.kind))
        *buttons, hint, show = panel.find("button")
        assert (hint.attributes["data-pick"], show.attributes["data-pick"]) == ("answer:hint", "answer:show")
        assert bool(list(panel.find("input", data_send="answer"))) == (question.kind == "value")
        assert [button.attributes for button in buttons] == [
            {"data-pick": f"answer:{c.value}"} for c in question.choices
        ]
        assert [button.text for button in buttons] == [choice.words for choice in question.choices]
        assert question.told not in panel.text and "[[" not in panel.text
        assert panel.one("small", "score").text == "· no answer yet"


def test_hints_come_one_by_one_until_there_is_none():
    question = next(q for _, q in open_pages(Page.of(OR)) if q.kind == "value")
    asked = Asked("value")
    for given, words in enumerate(("hint", "one more hint", "")):
        panel = panel_of(question, asked)
        assert [p.text for p in panel.find("p", "hinted")] == list(question.hints[:given])
        assert [button.text for button in panel.find("button", data_pick="answer:hint")] == [words] * bool(words)
        asked = asked.hinted(question)
    assert not list(panel_of(question, asked.skipped(question)).find("p", "hinted"))


def test_a_first_wrong_choice_is_marked_and_the_others_can_still_be_pressed():
    question = next(q for _, q in open_pages(Page.of(OR)) if q.id == "grad-2:shape")
    for choice in question.choices:
        asked = Asked("shape").answered(question, choice.value)
        panel = panel_of(question, asked)
        pressed = [button.text for button in panel.find("button", data_pick="") if " × " in button.text]
        if asked.outcome:
            assert choice.value == question.answer and not pressed
            continue
        assert pressed == [other.words for other in question.choices if other != choice]
        assert [button.text for button in panel.find("button", "wrong")] == [f"{choice.words} ✗"]
        assert "✓" not in panel.text and panel.one("p", "wrong").text.endswith("You have one more try.")


def test_after_the_last_answer_the_buttons_rest_and_the_right_one_is_marked_in_words():
    question = next(q for _, q in open_pages(Page.of(OR)) if q.id == "grad-2:shape")
    wrong = [choice for choice in question.choices if choice.value != question.answer]
    asked = Asked("shape").answered(question, wrong[0].value)
    for answer, marks, words in (
        (wrong[1].value, "✓✗✗", "1 wrong"),
        (question.answer, "✓✗", "1 right at the second try"),
    ):
        closed = asked.answered(question, answer)
        panel = panel_of(question, closed)
        assert not list(panel.find("button", data_pick=""))
        assert "".join(sorted(b.text[-1] for b in panel.find("button") if b.text[-1] in "✓✗")) == marks
        assert panel.one("small", "score").text == f"· {words}"
        state = "right" if answer == question.answer else "wrong"
        assert panel.one("p", "verdict").attributes["class"] == f"verdict {state}"


def test_an_answer_that_cannot_be_read_leaves_the_buttons_and_what_was_typed():
    for question in (next(q for _, q in open_pages(Page.of(OR)) if bool(q.choices) == offered) for offered in (1, 0)):
        asked = Asked(question.kind).answered(question, "0.5 * x")
        panel = panel_of(question, asked)
        assert len(list(panel.find("button", data_pick=""))) == len(question.choices) + 2  # hint, show it
        assert panel.one("p", "unread").text == asked.verdict.message
        assert [field.attributes["value"] for field in panel.find("input")] == [] if question.choices else ["0.5 * x"]


def test_what_is_typed_never_becomes_markup():
    question = next(q for _, q in open_pages(Page.of(OR)) if q.kind == "value")
    panel = panel_of(question, Asked("value").answered(question, '"><script>[[δ]]</script>'))
    assert not list(panel.find("script")) and "script" in panel.one("input").attributes["value"]


def test_the_answers_of_a_mini_batch_are_summed_up_with_a_way_back_to_each_phase():
    ends = ("first", "second", "wrong", "skipped")
    rows = [(f"back:3/phase-{end}", f"phase {end}", Asked("value", outcome=end)) for end in ends]
    table = read(summary("the mini-batch of step 3", rows))
    assert [[cell.text for cell in row.find("td")] for row in table.find("tr")] == [
        ["phase first", "value", "✓ right at the first try"],
        ["phase second", "value", "✓ right at the second try"],
        ["phase wrong", "value", "✗ wrong"],
        ["phase skipped", "value", "– skipped"],
    ]
    assert [button.attributes["data-pick"] for button in table.find("button")] == [pick for pick, *_ in rows]
    assert "You answered 2 of 4 questions right." in table.text
    assert "You answered all 2 questions right." in read(summary("", rows[:2])).text
