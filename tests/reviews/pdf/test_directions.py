"""Texts to the left in a PDF: at their margin, and in the order of their words."""

import os

import pytest

from reviews.deck import deck
from reviews.slides import text
from reviews.slides.base import Slide
from reviews.snapshot.values import SectionData, Text
from tests.deep import times
from tests.reviews.pdf.positions import lost, of_slides
from tests.reviews.typed import text_slides

pytestmark = pytest.mark.needs("pango", "poppler")

# Without letters that fonts join to one sign, which a PDF need not give back.
ARABIC = "نقل كل خوادم مركز جديد"
HEBREW = "העברת השרתים למרכז החדש"


def printed(title, markdown):
    section = SectionData("text", "S", "s", 60, (Text(1, title, markdown, "after"),))
    (page,) = of_slides(text.slides(section, "after"))
    return page


def placed(page, words):
    """The boxes of these words, each of which is on the page once."""
    return [
        next(
            one
            for one in page
            if one.text.strip("\u2066\u2069()") in (word, word[::-1])
        )
        for word in words
    ]


def is_to_the_left(boxes):
    return all(a.left >= b.right for a, b in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize("words", [ARABIC, HEBREW])
@pytest.mark.parametrize("start", ["", "- ", "1. ", "# ", "> "])
def test_a_text_begins_at_the_right_and_goes_on_to_the_left(words, start):
    page = printed("Title", f"{start}{words}")

    boxes = placed(page, words.split())
    assert is_to_the_left(boxes)
    assert boxes[0].right > 900


@pytest.mark.parametrize("words", [ARABIC, HEBREW])
def test_a_title_begins_at_the_right(words):
    boxes = placed(printed(words, "Text"), words.split())

    assert is_to_the_left(boxes)
    assert boxes[0].right > 1000


def test_the_number_of_a_series_keeps_its_order():
    content = text.TextContent(((),))
    (page,) = of_slides([Slide("text", "a", HEBREW, content, part=5, parts=24)])

    boxes = placed(page, ("5", "of", "24"))
    assert is_to_the_left(boxes[::-1])
    assert boxes[2].right < placed(page, HEBREW.split()[-1:])[0].left


def test_what_is_marked_within_a_text_to_the_left_stays_in_its_place():
    page = printed("Title", "Latin העברת **השרתים** למרכז end")

    boxes = placed(page, ("Latin", "למרכז", "השרתים", "העברת", "end"))
    assert is_to_the_left(boxes[::-1])


def test_no_text_of_any_size_leaves_its_zone():
    slides = text_slides(int(os.environ.get("TYPED_SLIDES", times(60, 20))), seed=5)

    assert lost(deck.alone(slides, "Notice"), of_slides(slides)) == []
