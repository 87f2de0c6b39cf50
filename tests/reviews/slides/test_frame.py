from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from goals_tracker.styles import joining
from reviews.design.text_width import width
from reviews.slides import base, frame
from reviews.slides.base import TextRun

DECK = joining.joined(Path(settings.BASE_DIR, "static", "css", "deck.css"))


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=60).map(tuple))
def test_segments_follow_each_other_and_fill_their_line(seconds):
    found = frame.segments(seconds)

    ends = [one.x + one.width for one in found]
    assert all(one.width > 0 for one in found)
    assert all(end < after.x for end, after in zip(ends, found[1:], strict=False))
    assert ends[-1] == pytest.approx(frame.SEGMENTS_WIDTH)


def test_a_longer_section_has_the_wider_segment():
    short, long = frame.segments((60, 300))

    assert long.width > 4 * short.width


def test_sections_without_any_time_have_equal_segments():
    assert len({one.width for one in frame.segments((0, 0, 0))}) == 1


@given(st.text(max_size=120), st.sampled_from(["", "5 min", "1 min 30 s"]))
def test_an_eyebrow_stays_on_its_line(name, time):
    shown = frame.eyebrow(name, time)

    used = width(shown, frame.HEAD_SIZE, "semibold") + width(time, frame.HEAD_SIZE)
    assert used <= frame.EYEBROW_WIDTH


@given(st.text(max_size=120), st.integers(1, 99))
def test_the_section_in_the_foot_stays_on_its_line(name, number):
    assert width(frame.place(number, name), frame.FOOT_SIZE) <= frame.PLACE_WIDTH


def test_a_short_name_is_not_cut():
    assert frame.eyebrow("What we did", "5 min") == "What we did"
    assert frame.place(3, "What we did") == "3\u2002What we did"


def test_a_long_corner_is_cut_and_keeps_its_marks():
    runs = (TextRun("marked", mark=True), TextRun(" = changed since " * 20))

    shown = frame.corner(runs)

    assert shown[0] == runs[0]
    assert shown[-1].text == "…"
    text = "".join(run.text for run in shown)
    assert width(text, frame.HEAD_SIZE, "semibold") <= frame.CORNER_WIDTH


def test_a_short_corner_is_as_it_was():
    runs = (TextRun("3 objectives, 1 done"),)

    assert frame.corner(runs) == runs


@pytest.mark.parametrize(
    ("notice", "name"),
    [("CC BY-SA", ""), ("word " * 30, " is-two"), ("語" * 200, " is-long")],
)
def test_a_notice_is_never_cut_but_set_smaller(notice, name):
    assert frame.notice_class(notice) == name


@pytest.mark.parametrize(
    ("selector", "rule"),
    [
        (".slide .title {", f"width: calc(var(--px) * {base.TITLE_WIDTH})"),
        (".slide .title {", f"font-size: calc(var(--px) * {base.TITLE_SIZE})"),
        (".slide .title {", f"line-height: calc(var(--px) * {base.TITLE_LINE})"),
        (".slide .eyebrow {", f"width: calc(var(--px) * {frame.EYEBROW_WIDTH})"),
        (".slide .corner {", f"width: calc(var(--px) * {frame.CORNER_WIDTH})"),
        (".slide .notice {", f"width: calc(var(--px) * {frame.NOTICE_WIDTH})"),
        (".slide .foot .place {", f"width: calc(var(--px) * {frame.PLACE_WIDTH})"),
        ("\n.segments {", f"width: calc(var(--px) * {frame.SEGMENTS_WIDTH})"),
    ],
)
def test_the_style_sheet_has_the_same_sizes(selector, rule):
    blocks = DECK.split(selector)[1:]

    assert any(rule in block.split("}")[0] for block in blocks)
