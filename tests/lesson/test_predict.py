import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.glossary import MARKED
from backprop_explorer.lesson.notation import Key
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.lesson.predict import (
    KINDS,
    OUTCOMES,
    Asked,
    Question,
    check,
    count,
    hidden_while,
    known_before,
    questions,
)

from ..engine.cases import cases, steady
from ..scenario.cases import OR, PLACES
from .pages import NOTATIONS, Page

pages = st.builds(Page.of_case, cases(), st.sampled_from(NOTATIONS))
seeds = st.integers(0, 2**32)


def ask(page: Page, seed: int = 0) -> dict[str, tuple[Question, ...]]:
    return questions(page.trace, page.values, page.phases, page.notation, page.eta, seed)


def asked(page: Page, seed: int = 0) -> Iterator[tuple[Phase, Question]]:
    """Every question of every phase."""
    found = ask(page, seed)
    for phase in page.phases:
        for question in found.get(phase.id, ()):
            yield phase, question


def named(page: Page, text: str) -> tuple[Key, np.ndarray]:
    """The quantity whose name is the longest that stands in a sentence, as it is displayed."""
    found = [key for key in page.values if re.search(rf"(?<!∂){re.escape(page.notation.text(key))}", text)]
    key = max(found, key=lambda key: len(page.notation.text(key)))
    return key, page.notation.display(key, page.values[key])


def place_of(page: Page, text: str) -> tuple[Key, float]:
    """The displayed number that a prompt names: "z¹₁ of example 2", "∂C/∂w²₁₂ (to neuron 1 from neuron 2)"."""
    key, shown = named(page, text)
    array = shown.T if page.notation.turned(key[0]) else shown
    if edge := re.search(r"to neuron (\d+) from (?:neuron|input) (\d+)", text):
        return key, array[int(edge[1]) - 1, int(edge[2]) - 1]
    if bias := re.search(r"the bias of neuron (\d+)", text):
        return key, array[int(bias[1]) - 1, 0]
    j = re.search(rf"{re.escape(page.notation.text(key))}([₀-₉]+) of example (\d+)", text)
    return key, array[int(j[1].translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))) - 1, int(j[2]) - 1]


def assert_questions_are_sound(page: Page, seed: int) -> None:
    """Each can be answered, in one way; its right answer is what the page will show; its words are whole."""
    for phase, question in asked(page, seed):
        name = f"{phase.id}: {question}"
        values = [choice.value for choice in question.choices]
        assert len(values) == len(set(values)) and len({c.words for c in question.choices}) == len(values), name
        words = " ".join((question.prompt, question.told, *question.hints))
        assert set(re.findall(r"\[\[(.+?)\]\]", words)) <= MARKED and "  " not in words, name
        assert question.hides_shape == (question.kind == "shape"), name
        assert all(text.endswith(".") and "!" not in text for text in (question.told, *question.hints)), name
        assert len(question.hints) == (2 if question.kind == "value" else 1), name
        assert_mark_and_example_are_those_of_the_prompt(page, phase, question)
        right = [value for value in values if check(question, value).right]
        assert right == ([question.answer] if values else []), name
        if question.kind == "shape":
            assert 3 <= len(values) <= 4, name
            assert_shape_is_right(page, question)
        elif question.kind == "sign":
            assert_sign_is_right(page, question)
        else:
            assert_value_is_right(page, question)


def assert_mark_and_example_are_those_of_the_prompt(page: Page, phase: Phase, question: Question) -> None:
    example = re.search(r"of example (\d+)", question.prompt)
    assert question.example == (int(example[1]) - 1 if example else None), question
    if question.kind == "shape" or "will C be" in question.prompt:
        assert question.lit == (() if question.kind == "shape" else ("cost",)), question
        return
    key, _ = named(page, question.prompt)
    if edge := re.search(r"to neuron (\d+) from (?:neuron|input) (\d+)", question.prompt):
        mark = f"w-{key[1]}-{int(edge[1]) - 1}-{int(edge[2]) - 1}"
    elif bias := re.search(r"the bias of neuron (\d+)", question.prompt):
        mark = f"b-{key[1]}-{int(bias[1]) - 1}"
    else:
        mark = f"neuron-{key[1]}-{where(page, key, question.prompt)[0]}"
    assert question.lit == (mark,), question


def assert_shape_is_right(page: Page, question: Question) -> None:
    shape = (1, 1)
    if "C, the [[cost]]" not in question.prompt:
        shape = named(page, question.prompt.split(" will ")[1].split(", ")[0])[1].shape
    assert question.answer == "{}x{}".format(*shape), question


def assert_sign_is_right(page: Page, question: Question) -> None:
    key, number = place_of(page, question.prompt)
    if key[0] in ("w", "b"):  # which way it moves
        trained = key[0] == "w" or page.trace.network.train_biases
        number = (
            -page.eta * place_of(page, page.notation.text((f"grad_{key[0]}", key[1])) + tail(question))[1] * trained
        )
    else:
        assert_sign_needs_no_calculation(page, key, question)
    assert question.answer == ("plus" if number > 0 else "minus" if number < 0 else "zero"), question


def assert_sign_needs_no_calculation(page: Page, key: Key, question: Question) -> None:
    """No part of the sum has another sign than the rest."""
    j, c = where(page, key, question.prompt)
    name, layer = key[0], page.trace.layers[key[1] - 1]
    if name == "z":
        parts = [*(layer.w[j] * layer.a_prev[:, c]), *([] if layer.b is None else layer.b[j])]
    elif name == "delta" and key[1] < page.depth:
        above = page.trace.layers[key[1]]
        parts = above.w[:, j] * above.delta[:, c] * layer.sigma_prime[j, c]  # 0 where the slope is
    elif name == "grad_w":
        parts = layer.delta[j] * layer.a_prev[c]
    elif name == "grad_b":
        parts = layer.delta[j]
    else:
        jacobian = layer.sigma_prime is None and page.trace.network.cost.gradient is not None
        assert name == "a" or not jacobian, "softmax through J takes a calculation"
        return
    assert min(parts) >= 0 or max(parts) <= 0, f"{question.prompt}: {parts}"


def where(page: Page, key: Key, text: str) -> tuple[int, int]:
    """The row and column, columns as examples, of the number that a prompt names."""
    return next(at for at in np.ndindex(*page.values[key].shape) if name_of(page, key, *at) in text)


def name_of(page: Page, key: Key, j: int, c: int) -> str:
    if key[0] == "grad_w":
        return f"(to neuron {j + 1} from {'input' if key[1] == 1 else 'neuron'} {c + 1})"
    lowered = f"{page.notation.text(key)}{str(j + 1).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}"
    return f"{lowered} (the bias" if key[0] == "grad_b" else f"{lowered} of example {c + 1} "


def tail(question: Question) -> str:
    """The place in words that follows a name: " (to neuron 1 from input 2)"."""
    return question.prompt[question.prompt.index(" (") :]


def assert_value_is_right(page: Page, question: Question) -> None:
    exact = page.trace.cost if "will C be" in question.prompt else place_of(page, question.prompt)[1]
    assert float(question.answer) == exact, question
    for digits in (2, 3, 8):
        typed = f"{exact:#.{digits}g}"
        assert check(question, typed).right, f"{typed} for {question}"
        assert check(question, typed.replace("-", "−").replace(".", ",")).right
    if exact:
        assert not check(question, f"{exact * 1.2:.3g}").right
        assert not check(question, f"{exact:.0e}").counted or float(f"{exact:.0e}") == exact


@pytest.mark.parametrize("place", PLACES)
def test_every_question_is_sound_and_every_phase_with_a_result_has_one(place):
    page = Page.of(PLACES[place])
    for seed in (0, 1):
        assert_questions_are_sound(page, seed)
    assert list(ask(page)) == [phase.id for phase in page.phases[1:]]


@given(pages, seeds)
@steady(60)
def test_the_questions_of_any_network_are_sound(page: Page, seed: int):
    assert_questions_are_sound(page, seed)
    found = ask(page, seed)
    first, possible = {own[0].kind for own in found.values()}, {q.kind for own in found.values() for q in own}
    assert first == possible, "a kind that could be asked is never asked first"
    assert list(found) == [phase.id for phase in page.phases[1:]]


@pytest.mark.parametrize("place", PLACES)
def test_the_questions_of_a_mini_batch_are_of_every_kind_and_change_with_the_step(place):
    seen = set()
    for step in range(4):
        page = Page.of(PLACES[place])
        page = replace(page, trace=replace(page.trace, step=step))
        first = [own[0] for own in ask(page).values()]
        assert {question.kind for question in first} == set(KINDS), f"step {step}"
        assert [own[0] for own in ask(page).values()] == first, "equal links ask alike"
        seen.add(tuple(first))
    assert len(seen) > 1


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda n: f"{n.orientation}-{n.numbering}-{n.letters}")
def test_a_wrong_shape_is_told_by_the_quantity_whose_shape_it_is(notation):
    page = replace(Page.of(OR), notation=notation)
    seen = set()
    for seed in range(6):
        for _, question in asked(page, seed):
            for choice in question.choices if question.kind == "shape" else ():
                message = check(question, choice.value).message
                if of := re.search(r"the shape of ([^,]+),", choice.meaning):
                    assert message.startswith(f"{choice.words} would be the shape of {of[1]}")
                    assert choice.value == "{}x{}".format(*named(page, of[1])[1].shape)
                    seen.add(of[1])
    assert {notation.text(("w", 1)), notation.text(("w", 2)), notation.text(("delta", 2))} <= seen


def value_question(page: Page, identity: str, start: str = "") -> Question:
    """The question for a value of one phase, at whatever seed asks for a name that begins with `start`."""
    found = (q for seed in range(99) for q in ask(page, seed)[identity] if q.kind == "value" and start in q.prompt)
    return next(found)


def test_the_classic_slips_are_named():
    page = Page.of(OR)
    layers, y = page.trace.layers, page.trace.y
    out, hid = layers[1], layers[0]

    def at(question: Question, array: np.ndarray) -> float:
        (_, name), x = place_of(page, question.prompt), int(re.search(r"example (\d+)", question.prompt)[1]) - 1
        j = next(j for j in range(array.shape[0]) if f"{'₁₂'[j]} of example" in question.prompt)
        assert name is not None
        return array[j, x]

    def told(question: Question, wrong: float) -> str:
        verdict = check(question, f"{wrong:#.9g}")
        assert not verdict.right and verdict.counted
        return verdict.message

    question = value_question(page, "z-2")
    assert "without the bias" in told(question, at(question, out.w @ out.a_prev))
    question = value_question(page, "a-1")
    assert "σ still has to be applied" in told(question, at(question, hid.z))
    assert "the slope" in told(question, at(question, hid.a * (1 - hid.a)))
    question = value_question(page, "cost")
    assert "not yet divided by 4" in told(question, page.trace.example_costs.sum())
    assert "½" in told(question, ((out.a - y) ** 2).mean())
    assert "example 2 alone" in told(question, page.trace.example_costs[1])
    question = value_question(page, "delta-2")
    assert "leaves out the slope σ′" in told(question, at(question, out.a - y))
    assert "multiplies by σ(z)" in told(question, at(question, (out.a - y) * out.a))
    assert "sign is wrong" in told(question, -at(question, out.delta))
    question = value_question(page, "delta-1")
    assert "leaves out the slope σ′" in told(question, at(question, out.w.T @ out.delta))
    question = value_question(page, "grad-2", "∂C/∂w")
    assert "not yet divided by 4" in told(question, 4 * float(question.answer))
    assert "adds up all components" in told(question, out.grad_w.sum())
    assert "the gradient of the bias" in told(question, out.grad_b[0, 0])
    question = value_question(page, "grad-1", "∂C/∂b¹₂")
    assert "gradients of the weights into the neuron" in told(question, hid.grad_w[1].sum())
    question = value_question(page, "update", "new b²")
    assert "goes along the gradient" in told(question, out.b[0, 0] + 3 * out.grad_b[0, 0])
    assert "leaves out η" in told(question, out.b[0, 0] - out.grad_b[0, 0])


def test_the_sign_of_an_error_is_asked_for_both_sides_of_the_target():
    page, seen = Page.of(OR), {}
    for seed in range(40):
        for question in ask(page, seed)["delta-2"]:
            if question.kind == "sign":
                seen[question.answer] = check(question, "zero").message
    assert "and the target 0" in seen["plus"] and "and the target 1" in seen["minus"]


HINTS = ("Multiply and add.", "0.1 + 0.02345.")
TYPED = Question("z-1:value", "value", "What?", (), "0.12345", "It is 0.1235.", HINTS, (("z", 1),))


@pytest.mark.parametrize(
    "text", ["0.12", "0.123", "0.1234", "0.1235", "0.12345", "1.23e-1", ".123", "+0,123", " 0.12 "]
)
def test_a_number_rounded_to_two_digits_or_more_is_right(text):
    assert check(TYPED, text).right


@pytest.mark.parametrize("text", ["0.13", "0.124", "0.12346", "−0.123", "0", "0.00", "12.3", "1.23e-2"])
def test_another_number_is_wrong_and_counts(text):
    verdict = check(TYPED, text)
    assert not verdict.right and verdict.counted


@pytest.mark.parametrize("text", ["0.1", "1e-1", ".1", "2", "0.5"])
def test_one_digit_is_too_few_and_does_not_count(text):
    verdict = check(TYPED, text)
    assert not verdict.right and not verdict.counted and "significant digits" in verdict.message


UNREADABLE = [
    "",
    "  ",
    "x",
    "1.2.3",
    "1,2,3",
    "nan",
    "inf",
    "1e999",
    "0x12",
    "1_2",
    "١٢",
    "--1",
    "9" * 401,
    "[[δ]]",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_told_and_not_counted(text):
    verdict = check(TYPED, text)
    assert not verdict.right and not verdict.counted and verdict.message.endswith(".")
    assert Asked("value").answered(TYPED, text) == Asked("value", verdict=verdict)
    assert len(verdict.message) < 200


@given(st.text(max_size=50))
@steady(200)
def test_no_text_breaks_the_check(text):
    assert check(TYPED, text).message


def test_an_exact_zero_is_typed_as_zero():
    zero = replace(TYPED, answer="0.0")
    assert check(zero, "0").right and check(zero, "0.00").right
    assert not check(zero, "0.001").right


def test_a_choice_that_is_not_on_offer_does_not_count():
    page = Page.of(OR)
    question = next(q for _, q in asked(page) if q.choices)
    assert not check(question, "17x4").counted


def test_a_wrong_answer_leaves_a_second_try_and_does_not_tell_the_right_one():
    first = Asked("value").answered(TYPED, "0.51")
    assert first.outcome == "" and first.tries == ("0.51",)
    assert (
        first.verdict.message == "0.51 is not right. You have one more try." and TYPED.told not in first.verdict.message
    )
    right, wrong = first.answered(TYPED, "0.1 + 0.0235"), first.answered(TYPED, "0.71")
    assert right.outcome == "second" and right.verdict.message == f"Yes. Your calculation gives 0.1235. {TYPED.told}"
    assert wrong.outcome == "wrong" and wrong.verdict.message == f"0.71 is not right. {TYPED.told}"
    assert Asked("value").answered(TYPED, "0.123").outcome == "first"


def test_a_first_wrong_choice_says_what_it_would_be_and_not_what_is_right():
    for _, question in asked(Page.of(OR)):
        for choice in question.choices:
            if choice.value != question.answer:
                verdict = Asked(question.kind).answered(question, choice.value).verdict
                assert verdict.message == f"{choice.words} would be {choice.meaning}. You have one more try."
                assert question.told not in verdict.message


def test_hints_come_one_by_one_and_leave_the_question_open():
    hints = [0]
    one = Asked("value")
    for _ in range(4):
        one = one.hinted(TYPED)
        hints.append(one.hints)
    assert hints == [0, 1, 2, 2, 2] and not one.outcome and not one.tries
    assert one.answered(TYPED, "0.123").outcome == "first"


def test_every_end_of_a_question_is_counted_and_an_open_one_is_not():
    new = Asked("value")
    ends = [
        new,
        new.hinted(TYPED),
        new.answered(TYPED, "?"),
        new.answered(TYPED, "0.91"),
        new.answered(TYPED, "0.123"),
        new.answered(TYPED, "0.91").answered(TYPED, "0.123"),
        new.answered(TYPED, "0.91").answered(TYPED, "0.81"),
        new.answered(TYPED, "0.91").skipped(TYPED),
        new.skipped(TYPED),
    ]
    assert count(ends) == {"first": 1, "second": 1, "wrong": 1, "skipped": 2} and count(ends).keys() == OUTCOMES.keys()
    assert ends[-1].verdict.message == TYPED.told and not ends[-1].verdict.right


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "no biases", "six layers"])
def test_what_is_known_before_a_phase_lacks_its_result_alone(place):
    page = Page.of(PLACES[place])
    assert known_before(page.phases[0], page.phases) == page.phases[0].known
    for phase in page.phases[1:]:
        made = {*phase.result, *([("example_cost", page.depth)] if phase.id == "cost" else [])}
        assert known_before(phase, page.phases) == phase.known - made
        for question in ask(page)[phase.id]:
            hidden = hidden_while(question, phase, page.phases, page.values)
            assert hidden == (set(page.values) - known_before(phase, page.phases) if question.hides_shape else set())


def test_where_all_shapes_coincide_something_else_is_asked():
    page = Page.of(
        replace(
            OR,
            sizes=(1, 1),
            batch_size=1,
            x=((0.5,),),
            y=((1.0,),),
            weights=None,
            biases=None,
            activations=("sigmoid",),
        )
    )
    assert {question.kind for _, question in asked(page)} == {"sign", "value"}
    assert not math.isnan(page.trace.cost)
