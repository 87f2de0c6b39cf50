import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.text.inline import emphasis_runs, marked_runs, plain

WORDS = st.lists(
    st.sampled_from(["a", "b", "traffic", "no", "*each*", "<i>", "</i>", "\n", " "]),
    max_size=30,
).map(" ".join)


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
def test_emphasis_is_split_into_runs(text, runs):
    assert emphasis_runs(text) == runs


@given(WORDS | st.text())
def test_emphasis_removes_only_its_signs(text):
    signs = {"*", "<i>", "</i>", "<b>", "</b>"}
    shown = plain(text)

    assert len(text) - len(shown) == 0 or any(sign in text.lower() for sign in signs)
    assert all(run for run, _ in emphasis_runs(text))


@pytest.mark.parametrize("text", ["<i>" * 7000, "*a" * 10_000, "<i>*" * 5000])
def test_hostile_emphasis_is_parsed_in_bounded_time(text):
    start = time.process_time()

    emphasis_runs(text)

    assert time.process_time() - start < 0.5


def test_marks_and_emphasis_overlap():
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
