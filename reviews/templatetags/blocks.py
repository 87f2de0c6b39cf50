"""Blocks and ribbons as SVG, with their colours for paper.

`charts.css` has the colours of the screen. Drawings are hidden from readers, since all
that they show stands beside them as text.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from goals_tracker.styles.tokens import tokens
from reviews.charts.blocks import OUTLINE, number

register = template.Library()

# The colour token of each role.
COLOURS = {
    "done": "state-done",
    "carried": "state-on-track",
    "deferred": "state-deferred",
    "dropped": "state-dropped",
    "missed": "state-missed",
    "open": "ink-soft",
    "unplanned": "unplanned",
    "asked": "accent",
}


@register.filter
def drawn(blocks, css):
    """The drawing, as wide as that class says."""
    areas = "".join(map(area, blocks.areas))
    size = f"{number(blocks.width)} {number(max(1, blocks.height))}"
    return mark_safe(
        f'<svg class="{css}" viewBox="0 0 {size}" aria-hidden="true">{areas}</svg>'
    )


def area(one):
    colour = tokens()[f"--{COLOURS[one.role]}"]
    if one.style == "outline":
        paint = f'fill="none" stroke="{colour}" stroke-width="{OUTLINE}"'
    elif one.style == "faint":
        paint = f'fill="{colour}" fill-opacity="0.16"'
    else:
        paint = f'fill="{colour}"'
    return f'<path class="b-{one.role} is-{one.style}" d="{one.d}" {paint}/>'


@register.filter
def space(height):
    """Nothing, so many px high: the place of what follows is worked out in Python."""
    if height < 1:
        return ""
    return mark_safe(
        f'<svg class="space" viewBox="0 0 100 {number(height)}" '
        'aria-hidden="true"></svg>'
    )


@register.filter
def linked(link):
    """Words that lead to the slide that shows what they count."""
    if not link.to:
        return link.text
    return format_html('<a href="#{}">{}</a>', link.to, link.text)
