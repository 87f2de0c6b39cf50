import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.text.searching import (
    LONG,
    fold,
    is_in,
    marked,
    patterns,
    searched_text,
)

# Every script that a rule is about, and everything else.
SCRIPTS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "aZß9 -%_(éøıİŁΣςйأةىیكـ٤ًشガｶﾞ゛東京々한국हि्ก็ﬁ⁵"
)
TEXTS = st.text(SCRIPTS, max_size=30)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_case_does_not_matter(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(TEXTS, TEXTS, st.data())
def test_each_word_of_a_text_is_found_in_it(one, other, data):
    word = data.draw(st.sampled_from(one.split() or [""]))

    assert is_in(f"{one} {other}", patterns(word))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_an_index_of_three_characters_has_every_pattern(word):
    assert all(len(one) >= LONG for one in patterns(word))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("STRASSE", "Straße"),
        ("straße", "STRASSE"),
        ("cafe", "Café"),
        ("café", "Cafe"),
        ("cafe", "cafe\u0301"),
        ("istanbul", "İSTANBUL"),
        ("ışık", "Isik"),
        ("lodz", "Łódź"),
        ("smorrebrod", "Smørrebrød"),
        ("aether", "Æther"),
        ("οδος", "ΟΔΟΣ"),
        ("елка", "Ёлка"),
        ("احمد", "أَحْمَد"),
        ("مدرسه", "مدرسة"),
        ("مستشفي", "مستشفى"),
        ("كتاب", "کـــتاب"),
        ("2014", "٢٠١٤"),
        ("2014", "۲۰۱۴"),
        ("goal", "Ｇｏａｌ"),
        ("office", "oﬃce"),
        ("ガラス", "ｶﾞﾗｽ"),
        ("don't", "don’t"),
        ("well-known", "well‑known"),
        ("cooperate", "co\u00adoperate"),
    ],
)
def test_what_people_take_for_the_same_is_found(typed, text):
    assert is_in(text, patterns(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("社", "株式会社"),
        ("株", "株式会社"),
        ("会社", "株式会社"),
        ("式会社", "株式会社"),
        ("東京2020", "新東京2020年"),
        ("국", "한국"),
        ("한국", "대한국민"),
        ("qa", "Ask (QA) first"),
        ("a", "All of it"),
        ("ell-of", "well-off"),
        ("vens", "ovens"),
        ("c++", "C++"),
        ("100%", "to 100%"),
        ("it_a", "it_all"),
        ("หา", "หา"),
        ("हिन्दी", "हिन्दी में"),
    ],
)
def test_parts_and_beginnings_of_words_are_found(typed, text):
    assert is_in(text, patterns(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("カラス", "ガラス"),
        ("社会", "会社"),
        ("会員", "会社員"),
        ("ll", "all"),
        ("itxa", "it_all"),
        ("कम", "काम"),
    ],
)
def test_what_means_something_else_is_not_found(typed, text):
    assert not is_in(text, patterns(typed))


def test_words_without_letters_are_not_searched():
    assert patterns("? – 🚀 →") == []
    assert patterns("costs & benefits") == patterns("benefits costs")[::-1]


def test_no_word_is_found_across_two_texts():
    assert "ab  cd" not in searched_text("ab", "cd")


def test_the_words_that_were_searched_are_marked():
    assert marked("Move the Café (again)", patterns("cafe ag")) == [
        *(("Move", False), (" ", False), ("the", False), (" ", False)),
        *(("Café", True), (" (", False), ("again", True), (")", False)),
    ]
