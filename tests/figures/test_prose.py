import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.prose import plain, prose
from backprop_explorer.lesson.glossary import MARKED

from ..engine.cases import steady
from .html_tree import read


@given(st.lists(st.sampled_from(["[[", "]]", "[", "<b>", "&amp;", '"', "'", "x", "η?", " "]), max_size=8).map("".join))
@steady(200)
def test_a_sentence_with_anything_in_it_comes_out_as_that_text(text):
    root = read(prose(text))
    assert root.text == text
    assert not list(root.find())
    assert plain(f"{text.replace('[', '(')} [[epoch]] 1") == f"{text.replace('[', '(')} epoch 1"


@pytest.mark.parametrize("word", sorted(MARKED))
def test_a_marked_word_names_its_term_and_can_be_reached_by_the_keyboard(word):
    span = read(prose(f"a [[{word}]] < b")).one("span", "term")
    assert (span.text, span.attributes["data-term"]) == (word, word)
    assert span.attributes["tabindex"] == "0"


def test_a_long_text_of_brackets_takes_no_longer_than_it_is():
    start = time.thread_time()
    assert plain("[" * 100_000) == "[" * 100_000 and prose("[" * 100_000) == "[" * 100_000
    assert time.thread_time() - start < 1
