import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from backprop_explorer.figures.published import published_panel
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.published import Compared, both_ways, compare, published, summary
from backprop_explorer.scenario import PRESETS, preset

from ..figures.html_tree import read
from .pages import NOTATIONS

# The texts of the numbers, digit by digit.
EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "oracles" / "worked_examples.json").read_text("utf-8"), parse_float=str, parse_int=str
)
WORKED = [name for name in EXAMPLES if name != "about"]
# Printed as well, but by another way of computing.
PRINTED = {
    "mazur-2-2-2": {"cost_after_10000": "0.0000351085"},
    "rgu-2-2-1": {
        "w2_after": [["0.272392", "0.87305"]],
        "w1_after": [["0.09916", "0.7978"], ["0.3972", "0.5928"]],
    },
}


@cache
def runs(name: str):
    """Both runs of a preset; each mini-batch is computed once."""
    return [seek and cache(seek) for seek in both_ways(published(name), preset(name).start())]


@cache
def table(name: str, notation: Notation | None = None) -> tuple[Compared, ...]:
    return compare(published(name), *runs(name), notation or Notation())


def texts(value) -> list[str]:
    return [text for part in value for text in texts(part)] if isinstance(value, list) else [value]


def rows(name: str, key: tuple[str, int], after: int) -> list[Compared]:
    when = f" after {after:,} update{'s' if after > 1 else ''}" if after else ""
    return [
        row for row in table(name) if row.key == key and (row.name.endswith(when) if when else "after" not in row.name)
    ]


def test_only_the_five_worked_examples_have_a_source():
    assert [name for name in PRESETS if published(name)] == sorted(WORKED, key=list(PRESETS).index)


@pytest.mark.parametrize("name", WORKED)
def test_every_printed_text_is_that_of_the_source(name):
    facts = EXAMPLES[name]
    parts = ("published", "published_from_the_updated_w2") if "published" in facts else ("float64",)
    known = [text for part in parts for text in texts(list(facts.get(part, {}).values()))]
    known += texts(list(PRINTED.get(name, {}).values()))
    printed = [row.printed.replace("−", "-") for row in table(name)]
    assert set(printed) <= set(known)
    if "published" in facts:
        assert sorted(printed) == sorted(known)


def test_mazur_s_later_numbers_are_those_of_the_updated_w2():
    (cost,) = rows("mazur-2-2-2", ("cost", 0), 1)
    assert cost.verdict == "agrees with the slip"
    assert cost.value == pytest.approx(0.29102777369359933, rel=1e-13)
    assert cost.slip_value == pytest.approx(0.29102792390544197, rel=1e-13)
    assert (
        "updated w²" in cost.sentence and f"{cost.value!r}" in cost.sentence and f"{cost.slip_value!r}" in cost.sentence
    )
    assert (cost.ours, cost.slip) == ("0.29102777369", "0.29102792391")
    outputs = rows("mazur-2-2-2", ("a", 2), 10_000)
    assert [row.verdict for row in outputs] == ["agrees with the slip"] * 2
    assert [row.slip_value for row in outputs] == pytest.approx([0.0159121963260343, 0.9840657344856291], rel=1e-12)
    (late,) = rows("mazur-2-2-2", ("cost", 0), 10_000)
    assert late.verdict == "neither"
    assert (late.value, late.slip_value) == pytest.approx((3.510187782978859e-05, 3.508479e-05), rel=1e-6)
    assert "beside" in late.sentence


def test_every_other_number_that_mazur_printed_is_right():
    other = [row for row in table("mazur-2-2-2") if row.verdict == "agrees"]
    assert len(other) == 15 and all(row.sentence == "" for row in other)
    assert "15 agree with this page, 3 agree only with the mistake, 1 with neither" in summary(
        table("mazur-2-2-2"), published("mazur-2-2-2")
    )


def test_rgu_printed_its_output_and_its_error_right_with_the_sign_of_a_descent():
    output, error = table("rgu-2-2-1")[:2]
    assert (output.name, output.verdict) == ("a²₁", "agrees")
    assert (error.name, error.printed, error.ours, error.verdict) == ("−δ²₁", "−0.0406", "−0.040681", "agrees")
    assert table("rgu-2-2-1", Notation("rows", "zero", "code"))[1].name == "−dZ²₁"


def test_the_new_weights_of_rgu_come_from_the_same_slip_and_from_rounded_numbers():
    first, second = (rows("rgu-2-2-1", ("w", layer), 1) for layer in (1, 2))
    assert {row.verdict for row in first} == {"agrees with the slip"}
    expected = EXAMPLES["rgu-2-2-1"]["float64_from_the_updated_w2"]["w1_after"]
    assert [row.slip_value for row in first] == pytest.approx([float(text) for text in texts(expected)], abs=1e-7)
    assert {row.verdict for row in second} == {"neither"}
    assert all("rounded" in row.sentence for row in second)
    # What the sentence says they did gives what they print.
    assert [0.3 - 0.0406 * 0.68, round(0.9 - 0.0406 * 0.6637, 5)] == pytest.approx([0.272392, 0.87305], abs=1e-12)


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "schiendorfer-batch-of-two", "dead-relu"])
def test_the_others_agree_number_by_number(name):
    assert {row.verdict for row in table(name)} == {"agrees"}
    assert all(row.slip_value is None and row.slip == "" for row in table(name))


def test_ours_are_computed_and_not_kept():
    facts, scenario = published("mazur-2-2-2"), preset("mazur-2-2-2")
    other = replace(scenario, eta=0.25)
    changed = compare(facts, *both_ways(facts, other.start()), Notation())
    assert [row.verdict for row in changed if " after " in row.name] == ["neither"] * 12


def test_the_digits_and_not_the_size_of_a_number_decide():
    facts = published("dead-relu")
    trace = preset("dead-relu").start().seek(0)
    layer = trace.layers[0]
    moved = replace(layer, grad_w=layer.grad_w + np.array([[0.0, 0.0], [0.0, 1e-9]]))
    wrong = replace(trace, layers=(moved, trace.layers[1]))
    found = compare(facts, lambda step: wrong, None, Notation())
    assert [row.name for row in found if row.verdict == "neither"] == ["∂C/∂w¹₂₂"]


@pytest.mark.parametrize("name", WORKED)
def test_the_notation_renames_and_moves_no_number(name):
    for notation in NOTATIONS:
        turned = table(name, notation)
        assert [(r.printed, r.value, r.slip_value, r.verdict) for r in turned] == [
            (r.printed, r.value, r.slip_value, r.verdict) for r in table(name)
        ]
        assert len({row.name for row in turned}) == len(turned)


@pytest.mark.parametrize("name", WORKED)
def test_the_table_prints_its_source_and_every_row(name):
    facts = published(name)
    page = read(published_panel(facts, table(name), Notation()))
    assert facts.source in page.text
    for link in page.find("a"):
        assert link.attributes["href"] == link.text == facts.address and "noopener" in link.attributes["rel"]
    assert len(list(page.find("a"))) == bool(facts.address)
    found = list(page.find("tr", data_verdict=""))
    assert len(found) == len(table(name))
    for element, row in zip(found, table(name), strict=True):
        assert row.printed in element.text and row.ours in element.text
        assert [float(cell.attributes["data-value"]) for cell in element.find("td", data_value="")] == [
            value for value in (row.value, row.slip_value) if value is not None
        ]
    assert all(row.sentence in page.text for row in table(name))
    assert ("in print" in page.text) == (not facts.independent)


def test_a_hostile_source_is_escaped():
    facts = replace(published("rgu-2-2-1"), source="<b>", remark="<i>", address='"><script>')
    page = read(published_panel(facts, table("rgu-2-2-1"), Notation()))
    assert not list(page.find("script")) and "<b>" in page.text and "<i>" in page.text
