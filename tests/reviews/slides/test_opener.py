from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.deck import deck
from reviews.design.text_width import depth, width
from reviews.slides import facts, opener
from reviews.slides.base import Slide
from tests.reviews.slides.kept import kept, with_sections


def opened(kind, **fields):
    """The opener of the first section of a kind, in the deck of what is kept."""
    snapshot = replace(kept(), **fields)
    slugs = [section.slug for section in snapshot.sections if section.kind == kind]
    placed = {one.slide.id: one.slide for one in deck.build(snapshot).placed}
    return placed[slugs[0]].content


def headline(kind, **fields):
    found = opened(kind, **fields).headline
    return found.number, found.words, found.rest


def test_an_opener_says_what_came_of_the_promises():
    assert headline("did") == (
        3,
        "of 12 promises done",
        "3 carried over to Q3 2014-15, 2 deferred, 4 still open",
    )
    blocks = opened("did").headline.blocks
    assert [blocks.count(role) for role in ("done", "rest")] == [3, 9]


def test_each_kind_has_its_number():
    assert headline("said") == (12, "promises", "5 from quarters before, 7 new")
    assert headline("next") == (3, "of 8 objectives carried over", "5 new")


def test_metrics_are_counted_as_on_the_agenda():
    number, words, rest = headline("metrics")

    assert facts.of_metrics(kept()).startswith(f"{number} {words}, 7 callouts")
    assert rest == "4 without figures, 7 callouts"


def test_callouts_alone_are_what_is_counted():
    only = tuple(one for one in kept().metrics if one.display == "callout")

    assert headline("metrics", metrics=only) == (7, "callouts", "3 without figures")


def test_a_section_without_anything_to_count_has_no_number():
    assert opened("did", plans=()).headline is None


def test_what_is_in_a_section_has_its_slide_numbers():
    snapshot = kept()
    placed = deck.build(snapshot).placed
    numbers = {one.slide.id: one.number for one in placed}

    found = opened("did").entries

    first = numbers["what-we-did--labs"]
    assert found[0].name == "Site Operations"
    assert (found[1].name, found[1].words) == ("Labs", "4 objectives, 1 done")
    assert found[1].slides == str(first)
    assert found[3].words == "42 pieces of unplanned work"
    assert found[3].slides.startswith(str(numbers["what-we-did--projects"]))


def test_what_has_no_room_is_one_line_together():
    section = with_sections(60).sections[0]
    shown = [Slide("text", f"part-1--text-{n}", f"Text {n}") for n in range(30)]

    (slide,) = opener.slides(section, with_sections(60), 1, shown, 5)

    entries = slide.content.entries
    assert len(entries) == 10
    assert entries[0].slides == "5"
    assert (entries[-1].name, entries[-1].slides) == ("21 more", "14–34")


def test_the_rows_are_lower_where_all_of_them_have_room_then():
    names = [f"Metric {number}" for number in range(7)]

    rows = [opener.row_for(names[:many], opener.ROOM) for many in (4, 6, 7)]

    assert rows == [opener.AIRY, opener.DENSE, opener.AIRY]


def test_rows_of_a_script_with_high_letters_take_more_room():
    assert opener.fitting_rows(["Text"] * 4, opener.ROOM) == 4
    assert opener.fitting_rows(["မြန်မာ"] * 4, opener.ROOM) < 4


def test_a_section_of_a_single_slide_has_no_opener():
    built = deck.build(kept())

    slides = {one.slide.id: one.slide for one in built.placed}
    assert "team-intro" not in slides
    assert slides["team-intro--people"].is_alone
    assert not slides["what-we-did--labs"].is_alone


def test_a_section_without_slides_has_only_its_opener():
    built = deck.build(with_sections(60, 120))

    openers = [one.slide for one in built.placed if one.slide.kind == "opener"]
    assert [slide.id for slide in openers][0] == "part-1"
    assert openers[0].content.entries == ()


def test_the_agenda_leads_to_the_first_slide_of_each_section():
    built = deck.build(kept())

    agenda = next(one.slide for one in built.placed if one.slide.kind == "agenda")
    by_id = {one.slide.id: one for one in built.placed}
    firsts = [by_id[item.slide].section_number for item in agenda.content.items]
    numbers = [item.slides.split("–")[0] for item in agenda.content.items]
    assert firsts == list(range(1, len(firsts) + 1))
    assert numbers == [str(by_id[item.slide].number) for item in agenda.content.items]


def test_an_opener_has_its_place_in_the_meeting():
    snapshot = with_sections(30, 300, 3600)

    assert opener.place(snapshot.sections, 2) == "0:30 to 5:30 of the meeting"
    assert opener.place(snapshot.sections, 3) == "5:30 to 1:05:30 of the meeting"
    assert opener.place(with_sections(0).sections, 1) == ""


@pytest.mark.parametrize(
    ("title", "size"),
    [("What we did", 64), ("Accomplishments", 38), ("語" * 60, 30)],
    ids=["short", "a long word", "no spaces"],
)
def test_a_title_is_as_large_as_its_panel_allows(title, size):
    assert opener.title_size(title) == size


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl"]), max_size=60))
def test_a_title_of_any_script_stays_above_the_time(title):
    size = opener.title_size(title)

    line = dict(opener.TITLE_STEPS)[size]
    high = depth(title, opener.TITLE_WIDTH, size, line, "bold")
    assert high <= opener.TITLE_HEIGHT + 60


@given(st.integers(0, 86_400))
def test_a_time_stays_in_the_panel(seconds):
    time = opener.duration_text(seconds)
    size = opener.fitting(time, opener.TITLE_WIDTH, opener.TIME_SIZES, "bold")

    assert width(time, size, "bold") <= opener.TITLE_WIDTH
