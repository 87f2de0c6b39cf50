import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.text.wording import (
    changed_runs,
    emphasis_runs,
    lateness,
    marked_runs,
    ordinal,
    plain,
)

WORDS = st.lists(
    st.sampled_from(["a", "b", "traffic", "no", "*each*", "<i>", "</i>", "\n", " "]),
    max_size=30,
).map(" ".join)


def test_a_changed_word_is_marked_and_the_others_are_not():
    runs = changed_runs(
        "Encryption (IPsec) on cross-data center links",
        "IPsec on cross-data centre links",
    )

    assert runs == (
        ("IPsec", True),
        (" on cross-data ", False),
        ("centre", True),
        (" links", False),
    )


def test_neighbouring_changed_words_are_one_run():
    assert changed_runs("a d", "a b c d") == (
        ("a ", False),
        ("b c", True),
        (" d", False),
    )


@pytest.mark.parametrize("old", ["one two", "one   two\n", " one two"])
def test_white_space_alone_is_no_change(old):
    assert changed_runs(old, "one two") == (("one two", False),)


def test_a_word_that_went_leaves_no_mark():
    assert changed_runs("one two three", "one three") == (("one three", False),)


def test_everything_is_new_against_nothing():
    assert changed_runs("", "one two ") == (("one two", True), (" ", False))


def test_nothing_against_something_has_no_runs():
    assert changed_runs("one", "") == ()


def test_a_long_text_is_marked_between_what_both_share_at_the_ends():
    old = "start " + "x " * 500 + "end"
    new = "start " + "y " * 500 + "end"

    runs = changed_runs(old, new)

    assert [is_changed for _, is_changed in runs] == [False, True, False]
    assert runs[0][0] == "start "
    assert runs[2][0] == " end"


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 400, "a b " * 200), ("a " * 10_000, "b " * 10_000)],
)
def test_unlike_texts_are_compared_in_bounded_time(old, new):
    start = time.process_time()

    changed_runs(old, new)

    assert time.process_time() - start < 1


@given(WORDS | st.text(), WORDS | st.text())
def test_changed_runs_join_to_the_new_text(old, new):
    runs = changed_runs(old, new)

    assert "".join(text for text, _ in runs) == new
    assert all(text for text, _ in runs)


@given(WORDS | st.text())
def test_no_text_differs_from_itself(text):
    assert not any(is_changed for _, is_changed in changed_runs(text, text))


@given(WORDS, WORDS)
def test_unmarked_words_stood_in_the_old_text(old, new):
    unmarked = [text for text, is_changed in changed_runs(old, new) if not is_changed]

    assert {word for text in unmarked for word in text.split()} <= set(old.split())


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        (
            "Slight <i>increase</i> in load time",
            (("Slight ", ""), ("increase", "em"), (" in load time", "")),
        ),
        ("<B>Now</B>", (("Now", "strong"),)),
        ("in *each* quarter", (("in ", ""), ("each", "em"), (" quarter", ""))),
        ("*two words*.", (("two words", "em"), (".", ""))),
        ("2*3*4 and * a * b", (("2*3*4 and * a * b", ""),)),
        ("<u>x</u> <script>", (("<u>x</u> <script>", ""),)),
        ("<i>open", (("<i>open", ""),)),
        ("<i><b>x</b></i>", (("<i>", ""), ("x", "strong"), ("</i>", ""))),
        ("**x**", (("**x**", ""),)),
    ],
)
def test_emphasis(text, runs):
    assert emphasis_runs(text) == runs


@given(WORDS | st.text())
def test_emphasis_takes_away_nothing_but_its_signs(text):
    signs = {"*", "<i>", "</i>", "<b>", "</b>"}
    shown = plain(text)

    assert len(text) - len(shown) == 0 or any(sign in text.lower() for sign in signs)
    assert all(run for run, _ in emphasis_runs(text))


@pytest.mark.parametrize("text", ["<i>" * 7000, "*a" * 10_000, "<i>*" * 5000])
def test_hostile_emphasis_is_read_in_bounded_time(text):
    start = time.process_time()

    emphasis_runs(text)

    assert time.process_time() - start < 0.5


def test_marks_and_emphasis_lie_over_each_other():
    runs = marked_runs("Slight rise in time", "Slight <i>increase in</i> time")

    assert runs == (
        ("Slight ", False, ""),
        ("increase", True, "em"),
        (" in", False, "em"),
        (" time", False, ""),
    )


def test_without_an_old_text_nothing_is_marked():
    assert marked_runs(None, "a *b*") == (("a ", False, ""), ("b", False, "em"))


@given(WORDS | st.text(), WORDS | st.text())
def test_marked_runs_join_to_the_plain_text(old, new):
    assert "".join(run.text for run in marked_runs(old, new)) == plain(new)


@pytest.mark.parametrize(
    ("quarters", "is_done", "phrase"),
    [
        (1, False, ""),
        (1, True, ""),
        (2, True, "one quarter late"),
        (3, True, "two quarters late"),
        (2, False, "second quarter in a row"),
        (3, False, "third quarter in a row"),
        (13, False, "13th quarter in a row"),
        (14, True, "13 quarters late"),
    ],
)
def test_lateness(quarters, is_done, phrase):
    assert lateness(quarters, is_done) == phrase


@pytest.mark.parametrize(
    ("number", "rank"), [(21, "21st"), (22, "22nd"), (43, "43rd"), (111, "111th")]
)
def test_ranks_beyond_twelve_are_figures(number, rank):
    assert ordinal(number) == rank
