"""Asks are set as large as they fit, and a long one continues."""

import random
from dataclasses import replace

import pytest

from reviews.slides import asks
from reviews.slides.base import content_height
from reviews.snapshot.values import AskData, SectionData
from tests.deep import times
from tests.reviews import typed
from tests.reviews.charts.figures import SNAPSHOT

SECTION = SectionData("asks", "Asks", "asks", 60, ())
ASK = AskData(1, "ask", "Hire\n- soon\n- twice", "", "", "open", "Q2 2014-15", True)


def slides(*found):
    return asks.slides(SECTION, replace(SNAPSHOT, asks=found))


def test_a_single_ask_is_large_with_its_further_lines_as_points():
    (slide,) = slides(ASK)
    (card,) = slide.content.cards

    assert (slide.id, slide.title) == ("asks--asks", "One ask")
    assert slide.content.step.name == "large"
    assert [(p.kind, p.text) for p in card.pieces[:-1]] == [
        ("ask", "Hire"),
        ("point", "soon"),
        ("point", "twice"),
    ]


def test_several_asks_are_numbered_and_smaller():
    (slide,) = slides(*(replace(ASK, pk=pk, text="Hire") for pk in range(3)))

    assert slide.title == "Three asks"
    assert slide.content.step.name != "large"
    assert [card.number for card in slide.content.cards] == [1, 2, 3]


def test_asks_of_earlier_quarters_say_so():
    earlier = replace(ASK, is_own=False, asked_in="Q1 2014-15")

    found = slides(ASK, earlier, earlier)

    assert [slide.title for slide in found] == [
        "Two asks of earlier quarters",
        "One ask",
    ]
    assert found[1].content.unsaid == "Not said yet: of whom it is asked, and by when."


def test_what_is_not_said_is_one_line_at_the_end():
    named = replace(ASK, owner="Ada")

    assert slides(named)[0].content.unsaid == asks.NO_EARLIER
    assert slides(named, ASK)[0].content.unsaid == (
        f"Not said yet: of whom one of them is asked, and by when. {asks.NO_EARLIER}"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "○ Open"),
        ({"answer": "Yes, **two**", "state": "answered"}, "Yes, two"),
        ({"answer": "Yes", "state": "closed"}, "○ Closed: Yes"),
        ({"answer": "Yes " * 200, "state": "answered"}, "below"),
    ],
)
def test_an_answer_is_said_in_words(fields, words):
    found = {fact.label: fact.text for fact in asks.facts_of(replace(ASK, **fields))}

    assert found["Answer"] == words


def test_a_reason_comes_first():
    first, *_ = asks.facts_of(replace(ASK, reason="No time"))

    assert (first.label, first.text) == ("Why", "No time")


@pytest.mark.parametrize("seed", range(times(20, 4)))
def test_no_ask_is_higher_than_its_slide(seed):
    draw = random.Random(seed)
    found = [
        replace(
            ASK,
            pk=pk,
            text="\n".join(typed.text(draw, 2000) for _ in range(3))[:2000],
            owner=typed.text(draw, 80),
            answer=typed.text(draw, 2000) * draw.choice((1, 9)),
        )
        for pk in range(9)
    ]

    for slide in slides(*found):
        content = slide.content
        used = sum(asks.card_height(card, content.step) for card in content.cards)
        foot = asks.foot_height(content.unsaid)
        assert used + foot <= content_height(slide.title) + 0.01


def test_every_word_of_a_long_ask_is_on_a_slide():
    long = replace(ASK, text="word " * 900, answer="yes " * 900, state="answered")

    blocks = [
        piece
        for slide in slides(long)
        for card in slide.content.cards
        for piece in card.pieces
        if piece.kind != "facts"
    ]
    words = " ".join(block.text for block in blocks).split()

    assert words == ["word"] * 900 + ["Answer:"] + ["yes"] * 900
