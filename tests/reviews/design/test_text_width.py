import os
import re
import subprocess
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals_tracker.styles.tokens import tokens
from reviews.design.direction import resolved
from reviews.design.text_width import breaks, depth, width
from reviews.pdf import rendering
from tests.deep import times
from tests.reviews.typed import WEIGHTS, columns

TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("ab -\n的ع🚀ﬁ\u0301"), st.characters()),
    max_size=200,
)
# One text a page, in paragraphs of the same width, size, line and face.
PRINTED = """
<html lang="en-gb"><title>Texts</title>
<link rel="stylesheet" href="/static/css/fonts_print.css" media="print">
<link rel="stylesheet" href="/static/css/emphasis.css">
<style>
@page {{ size: 1280px 2000px; margin: 0 }}
body {{ margin: 0; font-family: {font}; overflow-wrap: anywhere }}
p {{ margin: 0; break-after: page; white-space: pre-line }}
{styles}
</style><div class="zone">{paragraphs}</div></html>
"""
EDGES = re.compile(r'xMax="([\d.]+)" yMax="([\d.]+)">')
PX = 0.75


def test_a_short_text_is_one_line():
    assert breaks("SSL with PFS", 252, 18) == (12,)


def test_no_text_is_one_empty_line():
    assert breaks("", 252, 18) == (0,)


def test_lines_break_at_spaces():
    assert breaks("aaaa bbbb", width("aaaa bb", 18), 18) == (5, 9)


def test_a_word_too_long_for_a_line_is_cut_anywhere():
    ends = breaks("x" * 300, 252, 18)

    assert ends[-1] == 300
    assert all(width("x" * step, 18) <= 252 for step in steps(ends))


def test_a_typed_line_end_ends_the_line():
    assert breaks("a\n\nb", 252, 18) == (1, 2, 4)


def test_bold_takes_more_room_than_regular():
    assert width("objective", 18, "bold") > width("objective", 18)


@pytest.mark.parametrize("char", ["的", "🚀", "ဗ", "ع"])
def test_what_the_font_lacks_counts_at_least_as_an_average_letter(char):
    assert width(char, 10) >= width("n", 10)


@given(text=TEXTS)
def test_every_line_fits_and_every_character_is_on_one(text):
    ends = breaks(text, 200, 18)
    starts = (0, *ends[:-1])

    assert ends[-1] == len(text)
    assert list(ends) == sorted(ends)
    for start, end in zip(starts, ends, strict=True):
        line = text[start:end].strip(" \n")
        assert width(line, 18) <= 200 or len(line) == 1


@given(text=TEXTS)
def test_more_room_never_takes_more_lines(text):
    assert len(breaks(text, 400, 18)) <= len(breaks(text, 200, 18))


@pytest.mark.needs("pango", "poppler")
def test_no_text_takes_more_lines_in_print(tmp_path):
    found = columns(int(os.environ.get("TYPED_TEXTS", times(300, 100))), seed=2)
    path = tmp_path / "texts.pdf"
    path.write_bytes(rendering.render(rendering.blank(printed(found))))
    words = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    )
    pages = words.stdout.split("<page ")[1:]

    assert len(pages) == len(found)
    lost = [
        (text, room, size, face)
        for (text, room, size, line, face), page in zip(found, pages, strict=True)
        for right, bottom in EDGES.findall(page)
        if float(right) / PX > room + size
        or float(bottom) / PX > depth(text, room, size, line, face) + line / 2
    ]
    assert lost == []


def printed(found):
    """A page of HTML with each of the texts on a page of its own."""
    styles = {
        f".c{room}-{size}-{face} {{ width: {room}px; font-size: {size}px; "
        f"line-height: {line}px; font-weight: {WEIGHTS[face]} }}"
        for _, room, size, line, face in found
    }
    paragraphs = [
        resolved(f'<p class="c{room}-{size}-{face}" dir="auto">{escape(text)}</p>')
        for text, room, size, _, face in found
    ]
    return PRINTED.format(
        font=tokens()["--font"],
        styles="".join(sorted(styles)),
        paragraphs="".join(paragraphs),
    )


def steps(ends):
    return [end - start for start, end in zip((0, *ends), ends, strict=False)]
