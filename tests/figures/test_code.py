import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.code import SHOWN, code_panel
from backprop_explorer.figures.html import h

from ..engine.cases import steady
from .html_tree import Element, read

ENDINGS = {"numpy": ".py", "torch": ".torch.py", "latex": ".tex", "csv": ".csv", "json": ".json"}
HOSTILE = "</pre><script>alert('δ²')</script>\"&amp;"
texts = st.text(max_size=60) | st.sampled_from((HOSTILE, "δ² −0.5\r\n", ""))


def panel(chosen: str, text: str, name: str = "or-gate-2-2-1-step-0") -> Element:
    return read(code_panel(h("b", chosen), "a remark", text, name + ENDINGS[chosen]))


def file_of(tree: Element) -> bytes:
    """What the link holds."""
    head, _, data = tree.one("a").attributes["href"].partition(";base64,")
    assert head == "data:text/plain"
    return base64.b64decode(data, validate=True)


def test_the_panel_has_its_buttons_its_remark_and_a_file_of_its_name():
    tree = panel("torch", "x", "<b>")
    assert tree.one("b").text == "torch" and tree.one("p").text == "a remark"
    assert tree.one("a").attributes["download"] == "<b>.torch.py"
    assert len(list(tree.find("button", data_copy=""))) == 1


@given(st.sampled_from(sorted(ENDINGS)), texts)
@steady(80)
def test_the_file_holds_the_text_as_it_is_and_the_page_shows_it_as_text(chosen, text):
    tree, mark = panel(chosen, text), "\ufeff" if chosen == "csv" else ""
    assert file_of(tree).decode("utf-8") == mark + text
    assert tree.one("pre").text == text
    assert not list(tree.find("script")) and not list(tree.find("p", "cut"))


@pytest.mark.parametrize("over", [-1, 0, 1, 30_000])
def test_long_texts_are_cut_on_the_page_and_whole_in_the_file(over):
    assert SHOWN == 20_000
    text = "".join(chr(0x3B1 + i % 24) if i % 5 else "<" for i in range(SHOWN + over))
    tree = panel("csv", text)
    assert file_of(tree).decode("utf-8-sig") == text
    assert tree.one("pre").text == text[:20_000]
    assert [note.text for note in tree.find("p", "cut")] == (
        ["The first 20000 characters are shown. The file has all of them."] if over > 0 else []
    )


def test_a_file_of_numbers_is_read_back_as_what_was_written():
    numbers = {"δ²": [[0.1, -2e-300]], "name": HOSTILE}
    assert json.loads(file_of(panel("json", json.dumps(numbers, ensure_ascii=False)))) == numbers
