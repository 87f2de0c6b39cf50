"""A chart's shapes as SVG.

In Python, since a chart has a hundred of them. The PDF renderer does not apply page
styles to drawings, so every shape has its colour for paper; `deck.css` has the
screen's.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from goals_tracker.styles.tokens import tokens
from reviews.charts.drawing import SIZE, Dot, Label, Path, Rect

register = template.Library()

# The colour token of each role, and the style of its lines.
COLOURS = {
    "band": "accent-soft",
    "grid": "line",
    "axis": "line-strong",
    "main": "accent",
    "main-context": "line-strong",
    "second": "state-deferred",
    "second-context": "line-strong",
    "target": "ink",
    "incident": "danger",
    "bar": "accent",
    "bar-context": "line-strong",
    "zero": "ink",
    "main-thin": "accent",
    "ago": "line-strong",
    "mean": "ink",
    "limit": "ink-soft",
    "met": "state-done",
    "missed": "danger",
    "down": "danger",
    "unknown": "line-strong",
    "note": "ink-soft",
    "on-note": "paper",
    "spare": "unplanned",
    "soft": "ink-soft",
    "strong": "ink",
    "accent": "accent",
    "danger": "danger",
}
WIDTHS = {
    "main": 3.5,
    "second": 2.5,
    "main-context": 2.5,
    "second-context": 2,
    "main-thin": 2,
    "ago": 2,
    "zero": 1.5,
    "target": 1.5,
    "mean": 1.5,
    "limit": 1.5,
    "unknown": 1.5,
}
DASHES = {
    "second": "7 4",
    "second-context": "7 4",
    "ago": "7 4",
    "target": "2 4",
    "limit": "7 4",
}
BOLD = {"strong", "accent", "danger", "main", "second", "met", "missed", "on-note"}
HOLLOW = {"unknown"}


@register.filter
def markup(shape):
    """The shape as an SVG element."""
    colour = tokens()[f"--{COLOURS[shape.role]}"]
    return mark_safe(ELEMENTS[type(shape)](shape, colour))


def rect(shape, colour):
    if shape.role in HOLLOW:
        return hollow(shape, colour)
    return (
        f'<rect class="f-{shape.role}" x="{shape.x:.1f}" y="{shape.y:.1f}"'
        f' width="{shape.width:.1f}" height="{shape.height:.1f}" fill="{colour}"/>'
    )


def hollow(shape, colour):
    """A rectangle of which only the edge is drawn, within its bounds."""
    inset = WIDTHS[shape.role] / 2
    return (
        f'<rect class="s-{shape.role}" x="{shape.x + inset:.1f}"'
        f' y="{shape.y + inset:.1f}" width="{max(0.5, shape.width - 2 * inset):.1f}"'
        f' height="{max(0.5, shape.height - 2 * inset):.1f}" fill="none"'
        f' stroke="{colour}" stroke-width="{WIDTHS[shape.role]}"/>'
    )


def dot(shape, colour):
    return (
        f'<circle class="f-{shape.role}" cx="{shape.x:.1f}" cy="{shape.y:.1f}"'
        f' r="{shape.r:g}"'
        f' fill="{colour}"/>'
    )


def path(shape, colour):
    width = WIDTHS.get(shape.role, 1)
    dashes = DASHES.get(shape.role)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="s-{shape.role}" d="{shape.d}" fill="none" stroke="{colour}"'
        f' stroke-width="{width}" stroke-linejoin="round"{dashed}/>'
    )


def label(shape, colour):
    weight = ' font-weight="600"' if shape.role in BOLD else ""
    if shape.size != SIZE:
        weight = f' font-weight="700" font-size="{shape.size}"'
    return (
        f'<text class="f-{shape.role}" x="{shape.x:.1f}" y="{shape.y:.1f}"'
        f' text-anchor="{shape.anchor}" fill="{colour}"{weight}>'
        f"{escape(shape.text)}</text>"
    )


ELEMENTS = {Rect: rect, Dot: dot, Path: path, Label: label}
