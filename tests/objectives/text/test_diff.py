import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.text.diff import changed_runs
from objectives.text.spelling import meant

WORDS = st.lists(
    st.sampled_from(["a", "b", "traffic", "no", "*each*", "<i>", "</i>", "\n", " "]),
    max_size=30,
).map(" ".join)


def test_a_changed_word_is_marked_and_the_others_are_not():
    runs = changed_runs(
        "Encryption (IPsec) on cross-data center links",
        "IPsec on all data centre links",
    )

    assert runs == (
        ("IPsec on ", False),
        ("all data", True),
        (" centre links", False),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A small portion", "small portion of the caches"),
        ("Completed", "completed."),
        ("the failover", "fail-over"),
        ("HTTP and SPDY", "HTTP – and “SPDY”"),
    ],
)
def test_what_is_only_written_in_another_way_is_not_marked(old, new):
    marked = {text for text, is_changed in changed_runs(old, new) if is_changed}

    assert marked <= {"of the caches"}


def test_a_mark_reaches_over_the_articles_inside_it_and_no_further():
    assert changed_runs("move it", "move a site to the cloud") == (
        ("move a ", False),
        ("site to the cloud", True),
    )


def test_to_the_letter_every_difference_is_marked():
    assert changed_runs("The end.", "the end", key=str) == (("the end", True),)


def test_neighbouring_changed_words_are_one_run():
    assert changed_runs("x d", "x b c d") == (
        ("x ", False),
        ("b c", True),
        (" d", False),
    )


@pytest.mark.parametrize("old", ["one two", "one   two\n", " one two"])
def test_white_space_alone_is_no_change(old):
    assert changed_runs(old, "one two") == (("one two", False),)


def test_a_removed_word_leaves_no_mark():
    assert changed_runs("one two three", "one three") == (("one three", False),)


def test_every_word_is_new_compared_with_an_empty_text():
    assert changed_runs("", "one two ") == (("one two", True), (" ", False))


def test_an_empty_new_text_has_no_runs():
    assert changed_runs("one", "") == ()


def test_a_long_text_is_marked_between_its_unchanged_ends():
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
def test_different_texts_are_compared_in_bounded_time(old, new):
    start = time.process_time()

    changed_runs(old, new)

    assert time.process_time() - start < 1


@given(WORDS | st.text(), WORDS | st.text())
def test_changed_runs_join_to_the_new_text(old, new):
    runs = changed_runs(old, new)

    assert "".join(text for text, _ in runs) == new
    assert all(text for text, _ in runs)


@given(WORDS | st.text())
def test_a_text_does_not_differ_from_itself(text):
    assert not any(is_changed for _, is_changed in changed_runs(text, text))


@given(WORDS, WORDS)
def test_unmarked_words_come_from_the_old_text(old, new):
    unmarked = [text for text, is_changed in changed_runs(old, new) if not is_changed]

    words = {meant(word) for text in unmarked for word in text.split()}
    assert words <= {"", *map(meant, old.split())}
