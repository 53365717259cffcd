from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.doctor import doctor_panel, subjects
from backprop_explorer.figures.ledger import AllMatrices
from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.doctor import Diagnosis, Doctor
from backprop_explorer.lesson.mistakes import MISTAKES, applies
from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import preset

from ..engine.cases import steady
from ..lesson.pages import NOTATIONS, Page
from ..lesson.wrong_by_hand import SlippedPass
from ..scenario.cases import OR, PLACES, SHOWN
from .html_tree import Element, cells, read

HOSTILE = "</textarea><script>alert(1)</script><b title=\"x\" & 'y'>"


def biased(page: Page) -> list[bool]:
    return [layer.b is not None for layer in page.trace.layers]


ONE_CHOICE = {"w-1": "new w¹"}


def panel(about: str, text: str, diagnosis: Diagnosis | None, choices=ONE_CHOICE, phase="∂w¹") -> Element:
    return read(doctor_panel(about, choices, text, diagnosis, "2 × 2", dict.fromkeys(phase_ids(6), phase)))


@pytest.mark.parametrize("name", PLACES)
def test_just_what_the_network_has_can_be_brought_to_the_doctor(name):
    page = Page.of(PLACES[name])
    expected = {"cost"}
    for layer, record in enumerate(page.trace.layers, start=1):
        names = ("z", "a", "delta", "grad_w", "w") + (() if record.b is None else ("grad_b", "b"))
        expected |= {f"{name}-{layer}" for name in names}
    for notation in NOTATIONS:
        found = subjects(page.depth, biased(page), notation)
        assert set(found) == expected
        assert len(set(found.values())) == len(found), "two of them have one name"


def printed(page: Page, notation) -> dict[str, str]:
    """Every matrix as the page prints it, as a person selects and copies it."""
    opened = {f"{name}-{layer}" for name, layer in page.values}
    turned = replace(page, notation=notation)
    html = AllMatrices(page.values, page.phases[-1], page.rules, notation, {}, turned.columns, opened).html()
    found = {"cost": number(page.trace.cost)}
    for table in read(html).find("table", data_matrix=""):
        identity = table.attributes["data-matrix"].replace("_new", "\0")
        text = "\n".join("\t".join(cell.text for cell in row) for row in cells(table))
        found[identity] = text
    # "w" is asked for after the update.
    return {**found, **{name.replace("\0", ""): text for name, text in found.items() if "\0" in name}}


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_page_itself_prints_is_right_for_each_of_them(name):
    page = Page.of(preset(name))
    for notation in NOTATIONS[len(name) % 2 :: 5]:
        doctor, texts = Doctor(page.trace, page.eta, notation), printed(page, notation)
        for identity in subjects(page.depth, biased(page), notation):
            diagnosis = doctor.diagnose(identity, texts[identity])
            assert diagnosis.verdict == "correct", f"{identity}, {notation}: {diagnosis.message} {texts[identity]}"


@cache
def doctor_of(name: str, notation) -> Doctor:
    page = Page.of(preset(name))
    return Doctor(page.trace, page.eta, notation)


def slips(name: str) -> Iterator[tuple[object, str, str, Diagnosis]]:
    """The numbers of every mistake, each given to the doctor as another quantity, in one notation after the other."""
    page = Page.of(preset(name))
    for turn, mistake in enumerate(MISTAKES.values(), start=len(name)):
        if mistake.kind == "shape" or mistake.id == "no-transpose" or not applies(mistake, page.trace.network):
            continue
        numbers = SlippedPass(page.trace.network, page.trace.x, page.trace.y, page.eta, mistake.id).numbers()
        key = list(numbers)[turn % len(numbers)]
        notation = NOTATIONS[7 * turn % len(NOTATIONS)]
        text = repr(np.round(notation.display(key, numbers[key]), 7).tolist())
        about = f"{key[0]}-{key[1]}"
        yield notation, about, text, doctor_of(name, notation).diagnose(about, text)


@pytest.mark.parametrize("name", SHOWN)
def test_the_panel_says_what_the_diagnosis_says_and_leads_to_its_phase(name):
    page, seen = Page.of(preset(name)), set()
    for notation, about, text, diagnosis in slips(name):
        choices = subjects(page.depth, biased(page), notation)
        tree = panel(about, text, diagnosis, choices)
        said = tree.one("div", "diagnosis")
        assert said.attributes["data-verdict"] == diagnosis.verdict
        assert said.attributes["data-mistakes"].split() == list(diagnosis.mistakes)
        assert set(diagnosis.mistakes) <= {*MISTAKES, "transposed", "scaled-by-eta"}
        assert tree.one("textarea").text == text
        assert [one.attributes["value"] for one in tree.find("option") if "selected" in one.attributes] == [about]
        assert tree.one("button", data_submit="doctor").text
        found = [button.attributes["data-pick"] for button in said.find("button", data_pick="")]
        assert found == [f"look:{match.phase}" for match in diagnosis.matches] or [f"look:{diagnosis.phase}"] == found
        assert found[0] == f"look:{diagnosis.phase}" and {pick[5:] for pick in found} <= set(phase_ids(page.depth))
        assert_says_how_well_each_fits(said, diagnosis)
        assert_shows_evidence(said, diagnosis)
        seen.add(diagnosis.verdict)
    assert "mistake" in seen


def assert_says_how_well_each_fits(said: Element, diagnosis: Diagnosis) -> None:
    """The largest difference of each mistake, in units of the last of the 7 decimals that were typed."""
    named = set(diagnosis.mistakes) & set(MISTAKES) if diagnosis.verdict == "mistake" else set()
    assert {match.mistake for match in diagnosis.matches} == named
    for item, match in zip(said.find("li"), diagnosis.matches, strict=True):
        assert match.units <= 0.6, match
        assert f"largest difference is {match.units:.2g} units of the last digit typed" in item.text.lower()
        assert match.line.lower() in item.text.lower() or len(diagnosis.matches) == 1


def assert_shows_evidence(said: Element, diagnosis: Diagnosis) -> None:
    """Every number that the diagnosis rests on, to 8 digits, in columns of one length."""
    rows = [list(row.children) for row in said.find("tr")]
    assert len(rows) == (len(diagnosis.evidence) and len(diagnosis.evidence) + 1)
    for row, evidence in zip(rows[1:], diagnosis.evidence, strict=True):
        assert len(row) == len(rows[0]) and row[0].text == evidence.cell
        expected = [evidence.typed, evidence.right, *([] if evidence.wrong is None else [evidence.wrong])]
        shown = [cell.text for cell in row[1:]]
        assert "-" not in "".join(shown).replace("e-", "")
        assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(expected, rel=1e-7, abs=1e-300)


def test_without_a_paste_nothing_is_said_and_what_cannot_be_read_leads_nowhere():
    assert not list(panel("w-1", "", None).find("div", "diagnosis"))
    doctor = doctor_of("or-gate-2-2-1", NOTATIONS[0])
    for text in (HOSTILE, "[[1, 2], [3]]", "nan", "\0"):
        diagnosis = doctor.diagnose("w-1", text)
        said = panel("w-1", text, diagnosis).one("div", "diagnosis")
        assert said.attributes["data-verdict"] == "unreadable" and not list(said.find("button"))
        assert said.text.strip()


@given(st.text(max_size=40) | st.sampled_from((HOSTILE, "&lt;", "]]>", "</textarea", "[[w]]")))
@steady(60)
def test_what_was_pasted_is_never_html(text):
    diagnosis = doctor_of("or-gate-2-2-1", NOTATIONS[0]).diagnose("w-1", text)
    tree = panel('"><script>', text, diagnosis, {'"><script>': "<script>"}, "<script>")
    assert tree.one("textarea").text == text
    assert not list(tree.find("script")) and len(list(tree.find("textarea"))) == 1


def test_numbers_of_one_page_are_not_right_on_another():
    texts = printed(Page.of(OR), NOTATIONS[0])
    other = doctor_of("xor-2-3-1", NOTATIONS[0])
    assert {other.diagnose(about, texts[about]).verdict for about in ("z-1", "delta-2", "cost")} <= {
        "unknown",
        "mistake",
    }
