import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.measure import breaks, width

TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("ab -\n的ع🚀ﬁ\u0301"), st.characters()),
    max_size=200,
)


def test_a_short_text_is_one_line():
    assert breaks("SSL with PFS", 252, 18) == (12,)


def test_no_text_is_one_empty_line():
    assert breaks("", 252, 18) == (0,)


def test_lines_break_at_spaces():
    assert breaks("aaaa bbbb", width("aaaa bb", 18), 18) == (5, 9)


def test_a_word_too_long_for_a_line_is_cut_anywhere():
    ends = breaks("x" * 300, 252, 18)

    assert ends[-1] == 300
    assert all(width("x" * step, 18) <= 252 for step in steps(ends))


def test_a_typed_line_end_ends_the_line():
    assert breaks("a\n\nb", 252, 18) == (1, 2, 4)


def test_bold_takes_more_room_than_regular():
    assert width("objective", 18, "bold") > width("objective", 18)


@pytest.mark.parametrize("char", ["的", "🚀", "ဗ", "ع"])
def test_what_the_font_lacks_counts_at_least_as_an_average_letter(char):
    assert width(char, 10) >= width("n", 10)


@given(text=TEXTS)
def test_every_line_fits_and_every_character_is_on_one(text):
    ends = breaks(text, 200, 18)
    starts = (0, *ends[:-1])

    assert ends[-1] == len(text)
    assert list(ends) == sorted(ends)
    for start, end in zip(starts, ends, strict=True):
        line = text[start:end].strip(" \n")
        assert width(line, 18) <= 200 or len(line) == 1


@given(text=TEXTS)
def test_more_room_never_takes_more_lines(text):
    assert len(breaks(text, 400, 18)) <= len(breaks(text, 200, 18))


def steps(ends):
    return [end - start for start, end in zip((0, *ends), ends, strict=False)]
