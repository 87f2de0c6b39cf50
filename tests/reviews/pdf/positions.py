"""Where words are on the pages of a PDF, in px of a slide, by Poppler.

For slides of any kind: `of_slides([Slide, …])` has the words of each, `outside` those
that left their zone.
"""

import re
import subprocess
from dataclasses import dataclass
from html import unescape

from django.utils.safestring import mark_safe

from reviews.deck import deck
from reviews.pdf import rendering

PX = 0.75
WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<'
)
# The edges of a slide, and where its footer begins.
LEFT, RIGHT, FOOT, BOTTOM = 0, 1280, 672, 720
SHEET = """<!doctype html><html lang="en"><title>Slides</title>
<link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/deck.css">
<link rel="stylesheet" href="/static/css/emphasis.css">
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


def of_slides(slides):
    """The words of each page of these slides printed by themselves."""
    html = "".join(placed.html for placed in deck.alone(slides, "Notice"))
    return of_pdf(rendering.render(rendering.blank(SHEET.format(mark_safe(html)))))


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


def outside(page, foot=FOOT):
    """The words of a page that are over an edge or over the rule of the footer."""
    return [word for word in page if not is_inside(word, foot)]


def is_inside(word, foot):
    is_whole = word.bottom <= foot + 1 or word.top >= foot - 2
    is_wide = word.left >= LEFT and word.right <= RIGHT
    return is_whole and is_wide and word.bottom <= BOTTOM
