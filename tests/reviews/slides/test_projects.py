"""Unplanned work: how much, who asked for it, and what it was."""

import random
from dataclasses import replace

import pytest

from reviews.slides import projects
from reviews.slides.base import content_height
from reviews.snapshot.values import SectionData
from tests.deep import times
from tests.reviews import typed
from tests.reviews.charts.figures import SNAPSHOT

SECTION = SectionData("did", "What we did", "did", 60, ())
ROOM = content_height(projects.TITLE)


def taken(*pairs):
    texts = tuple(text for text, _ in pairs)
    return replace(SNAPSHOT, projects=texts, requested_by=tuple(a for _, a in pairs))


def slides(*pairs):
    return projects.slides(SECTION, taken(*pairs))


def test_nothing_unplanned_has_no_slide():
    assert slides() == []


def test_the_first_slide_has_the_total_and_who_asked():
    (slide,) = slides(("A", "Ops"), ("B", "ops "), ("C", ""), ("D", "Legal"))
    total = slide.content.total

    assert (total.count, total.words) == (4, "pieces of work that nobody planned")
    assert [(bar.label, bar.count) for bar in total.bars] == [
        ("Ops", 2),
        ("Legal", 1),
        (projects.UNSAID, 1),
    ]


def test_those_who_asked_for_little_are_together_and_named():
    pairs = [("A", "Ops"), ("B", "Ops"), *((str(n), f"Team {n}") for n in range(9))]

    (slide,) = slides(*pairs, ("Z", ""))
    parts = [part for column in slide.content.columns for part in column]

    assert len(slide.content.total.bars) == projects.MOST_BARS
    others = [part for part in parts if part.label == projects.OTHERS]
    assert {part.count for part in others} == {7}
    assert others[-1].items[-1].text == "8 (Team 8)"


def test_what_was_published_before_anybody_could_say_has_no_bars():
    old = replace(SNAPSHOT, projects=("A", "B"))

    (slide,) = projects.slides(SECTION, old)

    assert slide.content.total.bars == ()
    assert [part.label for (part,) in slide.content.columns] == [""]


def test_few_pieces_are_set_larger():
    assert slides(*[("A", "")] * 3)[0].content.step == "wide"
    assert slides(*[("A", "")] * 12)[0].content.step == "large"
    assert slides(*[("word " * 9, "")] * 40)[0].content.step == "middle"


def test_a_list_goes_on_under_its_head():
    found = slides(*((f"Piece {n} " + "word " * 12, "Ops") for n in range(60)))
    heads = [part for s in found for column in s.content.columns for part in column]

    assert len(found) > 1
    assert found[1].content.total is None
    assert {part.label for part in heads} == {"Ops"}
    assert [part.is_continued for part in heads] == [False, *[True] * (len(heads) - 1)]


def test_few_pieces_have_one_column_for_all_who_asked():
    (slide,) = slides(("A", "Ops"), ("word " * 30, "Legal"), ("C", "Ops"), ("D", ""))

    (column,) = slide.content.columns
    assert [(one.label, one.count) for one in column] == [
        ("Ops", 2),
        ("Legal", 1),
        (projects.UNSAID, 1),
    ]
    assert projects.wide_height(list(column)) <= ROOM


@pytest.mark.parametrize("seed", range(times(20, 4)))
def test_no_column_is_higher_than_its_slide(seed):
    draw = random.Random(seed)
    pairs = [
        (typed.text(draw, 1000), draw.choice(("", typed.text(draw, 120), "Ops")))
        for _ in range(30)
    ]

    found = slides(*pairs)

    texts = []
    for slide in found:
        style = projects.STYLES[slide.content.step]
        for column in slide.content.columns:
            gaps = projects.PART_GAP * (len(column) - 1)
            deep = (
                projects.head_height(p) + projects.part_height(p, style) for p in column
            )
            assert sum(deep) + gaps <= ROOM + 0.01
            texts += [block for part in column for block in part.items]
    assert sum(not block.is_continued for block in texts) == len(pairs)
