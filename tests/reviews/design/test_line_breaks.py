import pytest

from reviews.design.line_breaks import (
    is_kept_together,
    may_end_in_chromium,
    may_end_in_pango,
    may_end_in_pango_beside_numbers,
)
from reviews.design.text_width import breaks, width

# Seen in Chromium 156 and Pango 1.50: the text cut wherever a line may end.
SEEN = [
    ("[a](https://b.org/c-d?e=f&g=h)", "[a]|(https://b.org/c-|d?|e=f&g=h)", "chromium"),
    ("[a](https://b.org/c-d?e=f&g=h)", "[a]|(https://|b.org/|c-|d?|e=f&g=h)", "pango"),
    ("a.b_c@d.org:8", "a.b_c@d.org:8", "chromium"),
    ("a.b_c@d.org:8", "a.b_c@d.org:|8", "pango"),
    ("1-2 a-1 -1", "1-|2 |a-|1 |-1", "chromium"),
    ("1-2 a-1 -1", "1-2 |a-1 |-1", "pango"),
    ("a / (b) ! c", "a |/ |(b) |! |c", "chromium"),
    ("a / (b) ! c", "a / |(b) ! |c", "pango"),
    ("f(x)[0]{}", "f(x)|[0]|{}", "chromium"),
    ("在新的，中（心）。", "在|新|的，|中|（心）。", "chromium"),
    ("在新的，中（心）。", "在|新|的，|中|（心）。", "pango"),
    ("サーバー", "サ|ー|バ|ー", "chromium"),
    ("サーバー", "サー|バー", "pango"),
    ("a\u00adb\u200bc\u00a0d\u2011e–f", "a\u00ad|b\u200b|c\u00a0d\u2011e–|f", "pango"),
    ("e\u0301/e\u0301-x", "e\u0301/|e\u0301-|x", "pango"),
]
RULES = {"chromium": may_end_in_chromium, "pango": may_end_in_pango}


@pytest.mark.parametrize(("text", "cut", "engine"), SEEN)
def test_a_line_ends_where_the_engine_ends_it(text, cut, engine):
    ends = [at for at in range(1, len(text)) if RULES[engine](text, at)]

    starts, stops = [0, *ends], [*ends, len(text)]
    parts = [text[a:b] for a, b in zip(starts, stops, strict=True)]
    assert "|".join(parts) == cut


def test_a_number_is_not_cut_where_its_beginning_is_seen():
    text = "10:30"

    assert not may_end_in_pango_beside_numbers(text, 3)
    assert may_end_in_pango(text, 3)


@pytest.mark.parametrize(
    ("text", "at"), [("a / b", 2), ("a ( b", 4), ('a" (b', 3), ("a  ! b", 3)]
)
def test_some_signs_stay_with_their_neighbour_over_a_space(text, at):
    assert is_kept_together(text, at)


def test_a_link_breaks_at_its_last_sign_that_has_room():
    text = "[word](https://www.example.com/watch?v=Xk3vQ9aLm_e&feature=example.org)"
    ends = (0, *breaks(text, 252, 18, "semibold"))

    lines = [text[a:b] for a, b in zip(ends, ends[1:], strict=False)]
    assert lines == [
        "[word]",
        "(https://www.example.com/",
        "watch?",
        "v=Xk3vQ9aLm_e&feature=exam",
        "ple.org)",
    ]


def test_a_mark_stays_on_the_line_of_its_letter():
    text = "e\u0301" * 30

    ends = breaks(text, width("é" * 10, 18), 18)

    assert all(end % 2 == 0 for end in ends)


def test_words_do_not_break_at_their_hyphens_where_a_space_is_near():
    assert breaks("one two-three", width("one two-th", 18), 18) == (4, 13)
