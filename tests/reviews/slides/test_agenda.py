from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.charts.drawing import Label, long
from reviews.design.text_width import width
from reviews.slides import agenda
from reviews.slides.agenda import Span
from reviews.slides.base import CONTENT_HEIGHT
from tests.reviews.slides.kept import kept, with_sections

# As in the template and in deck.css.
GRID, TOTALS, GAP = 460, 60, 10


def contents(snapshot, spans=()):
    return [slide.content for slide in agenda.slides(snapshot, spans)]


def bars(page):
    return [shape for item in page.items for shape in item.bar]


def labels(shapes):
    return [shape for shape in shapes if isinstance(shape, Label)]


def test_each_section_follows_the_one_before_on_the_scale():
    (page,) = contents(with_sections(600, 300, 900, slot=1800))

    assert [round(one.x) for one in bars(page)] == [0, 170, 255]
    assert sum(one.width for one in bars(page)) == pytest.approx(agenda.SCALE)
    assert [one.text for one in labels(page.grid)] == [
        "0 min",
        "10 min",
        "20 min",
        "30 min",
    ]


def test_an_agenda_says_what_is_in_a_section_and_on_which_slides():
    spans = [Span("team", 3, 3), Span("said", 4, 7)]

    (page,) = contents(kept(), spans)

    found = [(item.title, item.note, item.slides) for item in page.items[:3]]
    assert found == [
        ("Team intro", "5 people", "3"),
        ("What we said we would do", "12 objectives", "4–7"),
        ("What we did", "12 objectives, 42 unplanned", "–"),
    ]


@pytest.mark.parametrize(
    ("seconds", "slot", "planned", "of", "rest"),
    [
        ((1590,), 1800, "26:30", "30 minutes", "3:30 left for questions"),
        ((1860,), 1800, "31:00", "30 minutes", "1:00 over"),
        ((1800,), 1800, "30:00", "30 minutes", ""),
        ((1800,), None, "30:00", "", ""),
        ((0, 0), None, "", "", ""),
    ],
)
def test_the_total_says_what_is_left_of_the_meeting(seconds, slot, planned, of, rest):
    (page,) = contents(with_sections(*seconds, slot=slot))

    words = f"{page.rest} {page.rest_words}" if page.rest else ""
    assert (page.planned, page.of, words) == (planned, of, rest)
    assert page.is_over == rest.endswith("over")
    assert bool(page.spare) == bool(rest)


def test_without_any_minutes_nothing_is_drawn():
    (page,) = contents(with_sections(0, 0))

    assert page.grid == ()
    assert {item.bar for item in page.items} == {()}


@given(
    st.lists(st.integers(0, 86_400), min_size=1, max_size=40),
    st.none() | st.integers(60, 86_400),
    st.text(max_size=60),
)
def test_nothing_leaves_the_slide_whatever_the_agenda(seconds, slot, title):
    pages = contents(with_sections(*seconds, slot=slot, title=title))

    sizes = {step: size for step, _, _, size in agenda.STEPS}
    assert sum(len(page.items) for page in pages) == len(seconds)
    for page in pages:
        assert page.grid_height <= GRID
        assert page.grid_height + TOTALS <= CONTENT_HEIGHT
        for item in page.items:
            used = width(item.title, sizes[page.step], "semibold")
            assert used <= agenda.NAME_WIDTH
            assert item.end <= agenda.SCALE + 0.01
            assert item.end + GAP + long(item.time) <= agenda.ROOM
            assert all(bar.x + bar.width <= item.end + 0.01 for bar in item.bar)


def test_more_than_a_dozen_sections_continue_on_another_slide():
    pages = contents(with_sections(*[60] * 13))

    assert [len(page.items) for page in pages] == [12, 1]
    assert [page.planned for page in pages] == ["", "13:00"]


def test_a_section_without_slides_has_no_link():
    (page,) = contents(replace(with_sections(60), slot_seconds=None))

    assert page.items[0].slide == ""
