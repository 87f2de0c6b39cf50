"""Pieces as the shapes of a slide."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from reviews.exports.pptx.paragraphs import EMU, Look, fill
from reviews.exports.pptx.pieces import (
    ACCENT,
    Box,
    Chart,
    Grid,
    Image,
    Panel,
    Piece,
    Row,
    Words,
)

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
CELL_SIDE, CELL_TOP = 6, 5
SECOND = "state-deferred"
# Since 1970, in the days that charts count.
DAY, EPOCH = 86_400, 25_569
KINDS = {
    "bars": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE,
    "points": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
}


@dataclass(frozen=True, slots=True)
class Painter:
    """Puts pieces on slides; pictures are by their names."""

    look: Look
    pictures: Mapping[str, bytes]

    def add(self, slide: Any, piece: Piece) -> None:
        match piece:
            case Words():
                self.add_words(slide, piece)
            case Grid():
                self.add_grid(slide, piece)
            case Chart():
                self.add_chart(slide, piece)
            case Image():
                self.add_image(slide, piece)
            case Panel():
                self.add_panel(slide, piece)

    def add_words(self, slide: Any, words: Words) -> None:
        if words.is_title:
            shape = slide.shapes.title
            place(shape, words.box)
        else:
            shape = slide.shapes.add_textbox(*emu(words.box))
        fill(shape.text_frame, words.lines, self.look, is_right=words.is_right)

    def add_panel(self, slide: Any, panel: Panel) -> None:
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(panel.box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = self.look.colour(panel.colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def add_image(self, slide: Any, image: Image) -> None:
        """As large as it fits; python-pptx takes no SVG."""
        content = self.pictures.get(image.name)
        if content is None or image.name.endswith(".svg"):
            return
        shape = slide.shapes.add_picture(io.BytesIO(content), 0, 0)
        left, top, width, height = emu(image.box)
        scale = min(width / shape.width, height / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left, shape.top = left, top
        describe(shape, image.alt)

    # Tables

    def add_grid(self, slide: Any, grid: Grid) -> None:
        box = Box(grid.left, grid.top, sum(grid.widths), 1)
        shape = slide.shapes.add_table(len(grid.rows), len(grid.widths), *emu(box))
        table = shape.table
        table.first_row, table.horz_banding = grid.has_headings, False
        table.first_col = not grid.has_headings
        shape._element.find(f".//{qn('a:tableStyleId')}").text = NO_STYLE
        for column, width in zip(table.columns, grid.widths, strict=True):
            column.width = round(EMU * width)
        for found, row in zip(table.rows, grid.rows, strict=True):
            found.height = round(EMU * row.height)
            self.add_row(list(found.cells), row)

    def add_row(self, cells: list[Any], row: Row) -> None:
        if row.is_across and len(cells) > 1:
            cells[0].merge(cells[-1])
        for cell, lines in zip(cells, row.cells, strict=False):
            fill(cell.text_frame, lines, self.look)
        for cell in cells:
            cell.margin_left = 0
            cell.margin_right = 0 if cell is cells[-1] else EMU * CELL_SIDE
            cell.margin_top = cell.margin_bottom = EMU * CELL_TOP
            cell._tc.get_or_add_tcPr().append(self.rule())

    def rule(self) -> Any:
        """The line below a cell."""
        colour = f'<a:srgbClr val="{self.look.hex("line")}"/>'
        return parse_xml(
            f'<a:lnB {nsdecls("a")} w="{EMU}"><a:solidFill>{colour}'
            "</a:solidFill></a:lnB>"
        )

    # Charts

    def add_chart(self, slide: Any, chart: Chart) -> None:
        data = in_time(chart) if chart.kind == "points" else by_category(chart)
        shape = slide.shapes.add_chart(KINDS[chart.kind], *emu(chart.box), data)
        describe(shape, chart.alt)
        found = shape.chart
        found.font.size = Pt(12)
        found.has_title = False
        found.has_legend = len(chart.series) > 1
        if found.has_legend:
            found.legend.position = XL_LEGEND_POSITION.BOTTOM
            found.legend.include_in_layout = False
        if chart.kind == "points":
            self.set_in_time(found, chart)

    def set_in_time(self, found: Any, chart: Chart) -> None:
        """An axis of days that is as long as the lines, and a colour for each line."""
        days = [at / DAY + EPOCH for one in chart.series for at, _ in one.points]
        axis = found.category_axis
        axis.tick_labels.number_format = "mmm yyyy"
        axis.tick_labels.number_format_is_linked = False
        if min(days) < max(days):
            axis.minimum_scale, axis.maximum_scale = min(days), max(days)
        colours = cycle((ACCENT, SECOND))
        for series, colour in zip(found.plots[0].series, colours, strict=False):
            series.smooth = False
            series.format.line.width = Pt(1.5)
            series.format.line.color.rgb = self.look.colour(colour)


def emu(box: Box) -> tuple[int, int, int, int]:
    found = (box.left, box.top, box.width, box.height)
    left, top, width, height = (round(EMU * one) for one in found)
    return left, top, max(EMU, width), max(EMU, height)


def place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = emu(box)


def describe(shape: Any, words: str) -> None:
    """The words for whoever cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


def by_category(chart: Chart) -> CategoryChartData:
    data = CategoryChartData()
    data.categories = chart.categories
    for one in chart.series:
        data.add_series(one.name, one.values)
    return data


def in_time(chart: Chart) -> XyChartData:
    data = XyChartData()
    for one in chart.series:
        series = data.add_series(one.name)
        for at, value in one.points:
            series.add_data_point(at / DAY + EPOCH, value)
    return data
