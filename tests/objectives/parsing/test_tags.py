import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.parsing.tags import folded_tag, joined_tags, tags_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ;", []),
        ("Cloud move", ["Cloud move"]),
        ("Cloud  move, Client A;Theme", ["Cloud move", "Client A", "Theme"]),
        ("Cloud, CLOUD, cloud", ["Cloud"]),
        ("云，客户、主题", ["云", "客户", "主题"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_names_are_read_between_commas_and_each_once(text, names):
    assert tags_in(text) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("Ｃｌｏｕｄ", "cloud"), ("Été", "e\u0301te\u0301")],
)
def test_spellings_of_one_name_are_folded_together(one, other):
    assert folded_tag(one) == folded_tag(other)


@given(st.text())
def test_names_that_are_joined_are_read_again(text):
    names = tags_in(text)

    assert tags_in(joined_tags(names)) == names


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded_tag(folded_tag(text)) == folded_tag(text)
