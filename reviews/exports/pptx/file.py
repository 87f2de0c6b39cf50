"""A deck as a file of python-pptx.

Titles, the licence and the numbers are placeholders, so that outlines and readers find
them; all else is text boxes, tables and charts that can be edited.
"""

import copy
import datetime
import io
import re
from collections.abc import Mapping
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from reviews.deck.deck import Deck, Placed
from reviews.exports.pptx.contents import pieces
from reviews.exports.pptx.paragraphs import EMU, Look, fill
from reviews.exports.pptx.pieces import ACCENT, SOFT, Box, line
from reviews.exports.pptx.shapes import Painter, place
from reviews.slides.facts import as_day
from reviews.snapshot.values import Snapshot

SIZE = (1280, 720)
FONT = "Arial"
TITLE_ONLY = 5
FOOT = Box(64, 680, 640, 28)
WHERE = Box(1140, 680, 76, 28)
FOOT_SIZE = 11
# The files of old formats have no day, and this one wants one.
NO_DAY = datetime.datetime(1980, 1, 1)


def write(deck: Deck, pictures: Mapping[str, bytes], notes: Mapping[str, str]) -> bytes:
    """The deck as a file, with the notes of its slides by their ids."""
    file = blank(deck.snapshot)
    painter = Painter(Look.of(deck.snapshot), pictures)
    for placed in deck.placed:
        slide = file.slides.add_slide(file.slide_layouts[0])
        for piece in pieces(placed, deck.snapshot):
            painter.add(slide, piece)
        add_foot(slide, placed, painter.look)
        if note := notes.get(placed.slide.id):
            slide.notes_slide.notes_text_frame.text = note
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def blank(snapshot: Snapshot) -> Any:
    """An empty file of wide slides, in the review's colour, with its licence."""
    file = Presentation()
    file.slide_width, file.slide_height = (Emu(EMU * one) for one in SIZE)
    layout = file.slide_layouts[TITLE_ONLY]
    for other in list(file.slide_layouts):
        if other is not layout:
            file.slide_layouts.remove(other)
    # The template's placeholders are on slides of 4 to 3.
    for shape in file.slide_master.shapes:
        shape.left, shape.width = shape.left * 4 // 3, shape.width * 4 // 3
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = themed(theme.blob.decode(), Look.of(snapshot)).encode()
    describe(file.core_properties, snapshot)
    return file


def themed(theme: str, look: Look) -> str:
    """The template's theme in a font that is everywhere, and in the accent."""
    theme = theme.replace('typeface="Calibri"', f'typeface="{FONT}"')
    for name in ("accent1", "hlink"):
        pattern = rf'(<a:{name}><a:srgbClr val=")[0-9A-F]{{6}}'
        theme = re.sub(pattern, rf"\g<1>{look.hex(ACCENT)}", theme)
    return theme


def describe(facts: Any, snapshot: Snapshot) -> None:
    """What the file says of itself; the format has no field for a licence."""
    facts.title, facts.author = snapshot.title, snapshot.team
    facts.subject, facts.language = snapshot.standing, snapshot.language
    facts.comments = snapshot.licence.notice
    facts.content_status = "Draft" if snapshot.is_draft else "Published"
    facts.last_modified_by = ""
    facts.created = facts.modified = day_of(snapshot)


def day_of(snapshot: Snapshot) -> datetime.datetime:
    """When it was published, or of which day a draft is."""
    said = snapshot.published.on if snapshot.published else snapshot.as_of
    day = as_day(said)
    return datetime.datetime.combine(day, NO_DAY.time()) if day else NO_DAY


def add_foot(slide: Any, placed: Placed, look: Look) -> None:
    """The licence and the number, in the placeholders that are for them."""
    for one in slide.slide_layout.placeholders:
        kind = one.element.ph.get("type")
        if kind not in ("ftr", "sldNum"):
            continue
        element = copy.deepcopy(one._element)
        element.xpath(".//p:cNvPr")[0].set("id", str(slide.shapes._next_shape_id))
        slide.shapes._spTree.append(element)
        shape = slide.shapes[-1]
        if kind == "ftr":
            place(shape, FOOT)
            fill(shape.text_frame, (line(placed.notice, FOOT_SIZE, SOFT),), look)
        else:
            place(shape, WHERE)
            number(shape, placed)


def number(shape: Any, placed: Placed) -> None:
    """3 / 32: the number follows where slides are moved."""
    field = shape._element.find(f".//{qn('a:fld')}")
    field.find(qn("a:t")).text = str(placed.number)
    rest = shape.text_frame.paragraphs[0].add_run()
    rest.text = f" / {placed.total}"
