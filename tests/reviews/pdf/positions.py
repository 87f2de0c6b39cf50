"""Where words are on the pages of a PDF, in px of a slide, by Poppler.

For slides of any kind: `of_slides([Slide, …])` has the words of each page, and `lost`
those that left their zone. tests/browser/zones.py asks the same of Chromium.
"""

import re
import subprocess
from dataclasses import dataclass
from html import unescape

from reviews.deck import deck
from reviews.pdf import rendering

PX = 0.75
WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<'
)
# The edges of a slide, and where its footer begins.
RIGHT, FOOT, BOTTOM = 1280, 672, 720
SHEET = """<!doctype html><html lang="en"><title>Slides</title>
<link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/deck.css">
<link rel="stylesheet" href="/static/css/emphasis.css">
<link rel="stylesheet" href="/static/css/fonts.css" media="screen">
<link rel="stylesheet" href="/static/css/fonts_print.css" media="print">
<link rel="stylesheet" href="/static/css/print.css" media="print">
<body class="deck"><main>{}</main></html>"""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def page_of(placed):
    """A page of HTML with slides in their frames and nothing else."""
    return SHEET.format("".join(one.html for one in placed))


def of_slides(slides):
    """The words of each page of these slides printed by themselves."""
    html = page_of(deck.alone(slides, "Notice"))
    return of_pdf(rendering.render(rendering.blank(html)))


def of_pdf(content):
    """The words of each page, in the order in which they are read."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    )
    return [words(page) for page in done.stdout.decode().split("<page ")[1:]]


def words(page):
    return [
        Word(unescape(text), *(float(one) / PX for one in edges))
        for *edges, text in WORD.findall(page)
    ]


def lost(placed, pages):
    """The words that left their zone, each after the name of its slide."""
    assert len(pages) == len(placed)
    return [
        (one.slide.id, word.text)
        for one, page in zip(placed, pages, strict=True)
        for word in page
        if is_lost(word, one)
    ]


def is_lost(word, placed):
    """Whether a word is over an edge, or in the footer without belonging to it."""
    if word.left < 0 or word.right > RIGHT or word.bottom > BOTTOM:
        return True
    draft = "Draft" if placed.is_draft else ""
    place = f"{placed.place}{placed.number}/{placed.total}"
    footer = bare(f"{draft}{place}{placed.notice}")
    # Poppler turns the signs of a page round where most of it runs to the left.
    is_own = bare(word.text) in footer or bare(word.text)[::-1] in footer
    return word.bottom > FOOT + 2 and not is_own


def bare(text):
    """Letters and digits only."""
    return "".join(char for char in text if char.isalnum())
