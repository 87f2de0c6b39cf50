"""Lines as paragraphs of a text frame."""

import copy
import functools
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from goals_tracker.styles.tokens import tokens
from reviews.design.direction import direction
from reviews.exports.pptx.pieces import ACCENT, BULLET, SOFT, Line
from reviews.slides.base import TextRun
from reviews.snapshot.values import Snapshot

EMU = 9525  # a px
# Of a px: the font that is everywhere is wider than that of the slides.
POINT = 0.75 * 0.93
HANGING = 28


@dataclass(frozen=True, slots=True)
class Look:
    """The language of all texts, and an accent or nothing for the product's own."""

    language: str
    accent: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Look":
        return cls(snapshot.language, snapshot.brand.accent)

    def hex(self, name: str) -> str:
        """A token's colour as RRGGBB."""
        own = self.accent if name == ACCENT else ""
        return (own or tokens()[f"--{name}"]).removeprefix("#").upper()

    def colour(self, name: str) -> RGBColor:
        return RGBColor.from_string(self.hex(name))


def fill(
    frame: Any, lines: tuple[Line, ...], look: Look, *, is_right: bool = False
) -> None:
    """The lines, from the top of the frame."""
    body = frame._txBody.bodyPr
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("wrap", "square")
    body.set("anchor", "t")
    for at, line in enumerate(lines):
        paragraph = frame.add_paragraph() if at else frame.paragraphs[0]
        write(paragraph, line, look, is_right=is_right)


def write(paragraph: Any, line: Line, look: Look, *, is_right: bool) -> None:
    is_rtl = direction("".join(run.text for run in line.runs)) == "rtl"
    align = "r" if is_right != is_rtl else "l"
    bullet = sign(line, look.hex(ACCENT if line.sign == BULLET else SOFT))
    found = paragraph_style(align, is_rtl, line.gap, line.indent, bullet)
    paragraph._p.insert(0, copy.deepcopy(found))
    for run in line.runs:
        for at, part in enumerate(run.text.split("\n")):
            if at:
                paragraph.add_line_break()
            if part:
                add_run(paragraph, run, part, line, look)


def sign(line: Line, colour: str) -> str:
    """The bullet or the number of a list's item, as the format has it."""
    if line.number:
        return f'<a:buAutoNum type="arabicPeriod" startAt="{line.number}"/>'
    if not line.sign:
        return ""
    return (
        f'<a:buClr><a:srgbClr val="{colour}"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{line.sign}"/>'
    )


# Made once for each: an element costs a hundred times what its copy does.
@functools.lru_cache(maxsize=512)
def paragraph_style(
    align: str, is_rtl: bool, gap: float, indent: float, bullet: str
) -> Any:
    hanging = round(EMU * min(indent, HANGING)) if bullet else 0
    space = f'<a:spcBef><a:spcPts val="{round(gap * 100 * POINT)}"/></a:spcBef>'
    return parse_xml(
        f'<a:pPr {nsdecls("a")} algn="{align}" rtl="{int(is_rtl)}" '
        f'marL="{round(EMU * indent)}" indent="{-hanging}">'
        f"{space if gap else ''}{bullet or '<a:buNone/>'}</a:pPr>"
    )


def add_run(paragraph: Any, run: TextRun, text: str, line: Line, look: Look) -> None:
    made = paragraph.add_run()
    made.text = text
    is_bold = line.is_bold or run.strong
    style = run_style(
        replace(run, text="", href="", strong=is_bold), line.size, line.colour, look
    )
    made._r.insert(0, copy.deepcopy(style))
    if run.href:
        made.hyperlink.address = run.href


@functools.lru_cache(maxsize=512)
def run_style(run: TextRun, size: float, colour: str, look: Look) -> Any:
    """The properties of a run, in the order that the format wants."""
    points = max(1, round(size * POINT))
    strike = ' strike="sngStrike"' if run.struck else ""
    mark = f'<a:highlight><a:srgbClr val="{look.hex("changed")}"/></a:highlight>'
    code = '<a:latin typeface="Courier New"/>'
    return parse_xml(
        f'<a:rPr {nsdecls("a", "r")} lang="{look.language}" sz="{100 * points}" '
        f'b="{int(run.strong)}" i="{int(run.em)}"{strike}>'
        f'<a:solidFill><a:srgbClr val="{look.hex(colour)}"/></a:solidFill>'
        f"{mark if run.mark else ''}{code if run.code else ''}</a:rPr>"
    )
