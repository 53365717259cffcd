"""Markup and text are told apart: text is escaped wherever it meets markup, and markup is never escaped twice."""

from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.html import Html, fragment, h

from .html_tree import read

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(TEXTS, TEXTS)
def test_any_text_comes_back_as_the_text_of_one_element(text, attribute):
    paragraph = read(h("p", h("b", text), " ", text, title=attribute)).one("p")
    assert paragraph.attributes["title"] == attribute
    assert paragraph.text == f"{text} {text}"
    assert [child.tag for child in paragraph.find()] == ["b"]


@given(TEXTS)
def test_adding_and_joining_escape_text_and_leave_markup_alone(text):
    bold = h("b", text)
    for made in (bold + text, text + bold, Html("").join([bold, text]), fragment(bold, text)):
        assert isinstance(made, Html)
        assert made.count("<") == 2  # the tags of the one element alone
        assert read(made).text == text + text


def test_an_f_string_is_text_again_so_that_forgetting_shows():
    assert h("p", f"{h('b', 'x')}") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_attributes_are_named_as_in_html_and_left_out_where_they_say_nothing():
    made = h("button", "go", class_="link", data_pick="phase:z-1", disabled=True, title=None, hidden=False)
    assert made == '<button class="link" data-pick="phase:z-1" disabled>go</button>'
    assert h("input", type_="text", maxlength=40) == '<input type="text" maxlength="40">'
