from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.design.text_width import depth, width
from reviews.slides import cover
from reviews.snapshot.values import Brand, Published
from tests.deep import times
from tests.reviews.slides.kept import kept

MEETING = {"held_at": "2015-01-14T10:00:00+01:00", "slot_seconds": 1800}


def cover_of(**fields):
    (slide,) = cover.slides(replace(kept(), **fields))
    return slide.content


def test_a_cover_says_when_by_whom_and_what_about():
    found = cover_of(presenters="Ada Example", incidents=(), metrics=(), **MEETING)

    assert (found.quarter, found.year, found.months) == (
        "Q2",
        "2014-15",
        "October–December 2014",
    )
    assert found.facts == (
        ("Meeting", "14 January 2015, 10:00, 30 minutes"),
        ("Presented by", "Ada Example"),
        ("Contents", "12 objectives, 42 pieces of unplanned work"),
    )


def test_what_is_not_known_is_left_out():
    found = cover_of(held_at="", slot_seconds=None, presenters="", plans=())

    assert [label for label, _ in found.facts] == ["Contents"]


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (None, ("DRAFT", "not published")),
        (Published(2, "2015-01-16"), ("Version 2", "published 16 January 2015")),
        (Published(0, ""), ("", "")),
    ],
)
def test_a_cover_says_whether_it_is_a_draft_or_which_version(published, words):
    found = cover_of(published=published)

    assert found.standing == words
    assert found.is_draft == (published is None)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [("2015-01-12", "as of 12 January 2015, not published"), ("x", "not published")],
)
def test_a_draft_says_of_which_day_it_is(as_of, words):
    assert cover_of(published=None, as_of=as_of).standing == ("DRAFT", words)


def test_an_initial_stands_for_a_logo():
    assert cover_of(organization="wikimedia", brand=Brand()).initial == "W"
    assert cover_of(organization="wikimedia", brand=Brand(initial="F")).initial == "F"


@settings(max_examples=times(200, 25))
@given(st.text(max_size=80), st.text(max_size=200))
def test_names_of_any_length_and_script_stay_in_their_places(team, presenters):
    found = cover_of(team=team, presenters=presenters, **MEETING)

    quarter, title, size = found.sizes
    line = dict(cover.FACT_STEPS)[size]
    used = sum(
        depth(text, cover.FACT_WIDTH, size, line) + cover.FACT_GAP
        for _, text in found.facts
        if "\n" not in text
    )
    assert width(found.quarter, quarter, "bold") <= cover.PANEL_WIDTH
    assert used <= cover.FACTS_HEIGHT
    if "\n" not in team:
        high = depth(team, cover.WIDTH, title, dict(cover.TITLE_STEPS)[title], "bold")
        assert high <= cover.TITLE_HEIGHT


def test_a_short_name_is_set_large_and_a_long_one_smaller():
    assert cover_of(team="TechOps").sizes[1] == 84
    assert cover_of(team="Platform Engineering and Site Reliability").sizes[1] == 64
    assert cover_of(team="語" * 80).sizes[1] == 24
