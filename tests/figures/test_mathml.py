"""Formulas as MathML: read back from the markup they say what the same formula says in plain text."""

from dataclasses import replace

import pytest

from backprop_explorer.figures.mathml import mathml
from backprop_explorer.lesson.chain import chain
from backprop_explorer.lesson.glossary import glossary
from backprop_explorer.lesson.marks import SUBSCRIPTS, SUPERSCRIPTS, Row, Sign, Sym, text
from backprop_explorer.lesson.selection import read_selection

from ..lesson.pages import NOTATIONS, Page
from ..lesson.test_chain import pen_of, selections
from ..scenario.cases import PLACES, some
from .html_tree import Element, read

CHILDREN = {"msub": 2, "msup": 2, "msubsup": 3, "mfrac": 2, "munder": 2}
RAISED = {"T": "ᵀ", "2": "²"}


def plain(element: Element, small: bool = False) -> str:
    """What the markup says, in plain text: the browser's own rules of what each element means."""
    parts = [child for child in element.children if isinstance(child, Element)]
    assert len(parts) == CHILDREN.get(element.tag, len(parts)), element
    if element.tag in ("math", "mrow", "mstyle"):
        return "".join(plain(part, small or element.tag == "mstyle") for part in parts)
    if element.tag == "mfrac":
        over, under = map(plain, parts)
        return f"({over}/{under})" if small else f"{over}/{under}"
    if element.tag == "munder":
        return f"Σ{plain(parts[1]).translate(SUBSCRIPTS)}"
    if element.tag in ("msub", "msup", "msubsup"):
        return scripts(element.tag, [plain(part) for part in parts])
    assert element.tag in ("mi", "mn", "mo", "mtext", "mspace"), element.tag
    return element.text


def scripts(tag: str, parts: list[str]) -> str:
    """A letter with its small marks; "new" stands before it in plain text."""
    base, *marks = parts
    if tag == "msup" and (base.endswith(")") or marks[0] == "T"):
        return f"{base}{RAISED[marks[0]]}"
    down = "" if tag == "msup" else marks[0]
    up = marks[-1] if tag != "msub" else ""
    new = "new " if down.startswith("new") else ""
    down = down.removeprefix("new").removeprefix(",")
    return f"{new}{base}{up.translate(SUPERSCRIPTS)}{down.translate(SUBSCRIPTS)}"


def assert_says(row: Row, name: str) -> None:
    (math,) = (child for child in read(mathml(row, block=True)).children if isinstance(child, Element))
    assert "".join(plain(math).split()) == "".join(text(row).split()), name


@pytest.mark.parametrize("place", some(PLACES, 6))
def test_every_formula_of_every_phase_and_of_every_number_says_what_its_text_says(place: str) -> None:
    for notation in NOTATIONS:
        page = replace(Page.of(PLACES[place]), notation=notation)
        for phase in page.phases:
            for row in page.equation(phase).formulas:
                assert_says(row, phase.id)
        for name in selections(page, most=1):
            chosen = read_selection(name, page.values)
            assert chosen is not None
            for row in chain(chosen, pen_of(page), page.phases[-1]).formulas:
                assert_says(row, name)


@pytest.mark.parametrize("place", some(PLACES, 6))
def test_every_letter_of_every_formula_is_explained_in_the_letters_of_the_page(place: str) -> None:
    for notation in NOTATIONS:
        page, explained = replace(Page.of(PLACES[place]), notation=notation), glossary(notation)
        for row in (row for phase in page.phases for row in page.equation(phase).formulas):
            for mark in read(mathml(row)).find():
                letters = mark.tag != "mn" and mark.text.strip("=+−·,()[]… 0123456789") and mark.text != "new"
                if letters and not any(isinstance(child, Element) for child in mark.children):
                    assert mark.attributes.get("data-term") in explained, (notation, text(row), mark)


def test_small_marks_are_told_from_the_letters_that_look_like_them() -> None:
    math = read(mathml((Sym("δ", "2", "x"), Sign(""), Sym("x"), Sym("w", "1", "12"))))
    assert [mark.attributes.get("data-term") for mark in math.find() if mark.tag in ("mi", "mn")] == [
        "δ", "index x", "raised number", "x", "w", None, "raised number"
    ]  # fmt: skip


def test_the_formulas_of_the_question_read_like_the_book() -> None:
    page = Page.of(PLACES["or-gate-2-2-1"])
    written = {phase.id: [text(row) for row in page.equation(phase).formulas] for phase in page.phases}
    assert written["z-1"] == ["z¹ = w¹ x + b¹"]
    assert written["cost"] == ["Cₓ = (1/2) Σⱼ (a²ⱼ − yⱼ)²", "C = (1/m) Σₓ Cₓ"]
    assert written["delta-2"] == ["δ² = ∂Cₓ/∂z² = ∇aCₓ ⊙ σ′(z²) = (a² − y) ⊙ σ′(z²)"]
    assert written["delta-1"] == ["δ¹ = ∂Cₓ/∂z¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)"]
    assert written["grad-2"] == ["∂C/∂w² = (1/m) Σₓ δ²ₓ (a¹ₓ)ᵀ = (1/m) δ² (a¹)ᵀ", "∂C/∂b² = (1/m) Σₓ δ²ₓ"]
    assert written["grad-1"][0] == "∂C/∂w¹ = (1/m) Σₓ δ¹ₓ (a⁰ₓ)ᵀ = (1/m) δ¹ xᵀ"
    assert written["update"] == ["new w = w − η ∂C/∂w", "new b = b − η ∂C/∂b"]
    classes = Page.of(PLACES["three-classes"])
    (error,) = (phase for phase in classes.phases if phase.id == "delta-3")
    assert [text(row) for row in classes.equation(error).formulas] == ["δ³ = ∂Cₓ/∂z³ = Jᵀ ∇aCₓ = a³ − y"]
    mazur = Page.of(PLACES["mazur-2-2-2"])
    assert [text(row) for row in mazur.equation(mazur.phases[-1]).formulas] == ["new w = w − η ∂C/∂w", "new b = b"]
