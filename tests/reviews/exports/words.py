"""The words of a slide, in the deck and in a presentation."""

import html
import io
import re
from collections import Counter

from pptx import Presentation

DRAWN = re.compile(
    r'<svg\b.*?</svg>|<(\w+)[^>]* aria-hidden="true"[^>]*>.*?</\1>', re.DOTALL
)
# Of a chart: what it draws is in the file as the chart's own figures.
FIGURES = re.compile(r'<div class="chart-figures">.*?</div>', re.DOTALL)
INLINE = re.compile(r"</?(?:a|bdi|code|em|mark|s|strong|wbr)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")


def of_html(text):
    """The words that a reader of the deck sees, as often as they are there."""
    shown = INLINE.sub("", DRAWN.sub(" ", text))
    return Counter(html.unescape(TAG.sub(" ", shown)).split())


def of_placed(placed, *, with_figures=True):
    text = str(placed.html)
    return of_html(text if with_figures else FIGURES.sub("", text))


def of_slide(slide):
    """The words in the boxes and tables of a presentation's slide."""
    return Counter(" ".join(texts(slide)).split())


def texts(slide):
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            for row in shape.table.rows:
                yield from (cell.text_frame.text for cell in row.cells)


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def slides_of(content):
    return list(Presentation(io.BytesIO(content)).slides)
