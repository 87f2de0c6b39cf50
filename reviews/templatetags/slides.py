"""The inner parts of slides as HTML.

In Python where a deck has hundreds of them, since a template for each run of text
would take most of a page's time. Everything typed goes through `escape`.
"""

import functools

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from goals_tracker import images
from goals_tracker.templatetags.ui import in_style
from goals_tracker.tokens import tokens
from reviews.design import direction
from reviews.design.line_breaks import is_kept_together
from reviews.slides import frame, team, text
from reviews.slides.base import parted_runs
from reviews.slides.states import STATES
from reviews.templatetags.icons import icon

register = template.Library()

# Blocks of a cell whose style is another's, or the cell's own.
CLASSES = {"said": "old-text", "depends": "old-text", "title": "", "text": ""}


@register.filter
def inline(runs):
    """Runs of text with their emphasis, marks and links."""
    if len(runs) > 1 and direction.has_rtl("".join(run.text for run in runs)):
        return mark_safe(mixed(runs))
    return mark_safe(in_a_row(runs))


def in_a_row(runs):
    """Each run, and that a line may end before one that begins with a sign.

    Without a word about it, the PDF renderer lets such a run stand over its column.
    """
    html = last = ""
    for run in runs:
        if last == " " and is_kept_together(f"x {run.text}", 2):
            html += "<wbr>"
        html += run_html(run)
        last = run.text[-1:]
    return html


def mixed(runs):
    """Runs in both directions; together what runs against the rest in several."""
    html, at = "", 0
    base = direction.direction("".join(run.text for run in runs))
    other = "ltr" if base == "rtl" else "rtl"
    for start, end in direction.against(run.text for run in runs):
        before, runs = parted_runs(runs, start - at)
        inner, runs = parted_runs(runs, end - start)
        html += in_a_row(before)
        html += f'<bdi dir="{other}">{in_a_row(inner)}</bdi>'
        at = end
    return html + in_a_row(runs)


def run_html(run):
    html = in_style(run.text, run)
    return f"<mark>{html}</mark>" if run.mark else html


@register.filter
def labelled(cells, columns):
    """Each cell with its column's name."""
    return zip(columns, cells, strict=True)


@register.filter
def cell(blocks, line):
    """A table cell's blocks; a lone text needs no paragraph of its own."""
    if len(blocks) == 1 and blocks[0].kind in ("title", "text"):
        return inline(blocks[0].runs)
    return mark_safe("".join(block_html(block, line.state) for block in blocks))


def block_html(block, state):
    runs = inline(block.runs)
    if block.kind == "blank":
        return '<p class="none">–</p>'
    if block.kind == "state":
        return f'<p class="state s-{state}" dir="auto">{icon(state)}{runs}</p>'
    if block.kind == "done":
        words, late = inline(block.runs[:1]), inline(block.runs[1:])
        pill = f'<span class="late">{late}</span>'
        return f'<p class="state s-{state}" dir="auto">{icon(state)}{words} {pill}</p>'
    if block.kind == "fate":
        return f'<p class="fate">{icon("carried")}{runs}</p>'
    if block.kind == "late":
        return f'<p class="lateness"><span class="late">{runs}</span></p>'
    name = CLASSES.get(block.kind, block.kind)
    kind = f' class="{name}"' if name else ""
    return f'<p{kind} dir="auto">{runs}</p>'


@register.filter
def flow(blocks):
    """A text's blocks, its lists nested as lists."""
    return mark_safe("".join(map(node_html, text.tree(blocks))))


def node_html(node):
    if node.items is None:
        return flow_html(node.block)
    tag = "ol" if node.start else "ul"
    items = "".join(map(item_html, node.items))
    return f"<{tag}>{items}</{tag}>"


def flow_html(block):
    tag = "h4" if block.kind == "heading" else "p"
    return f'<{tag} class="{block.kind}" dir="auto">{inline(block.runs)}</{tag}>'


def item_html(item):
    more = " more" if item.block.is_continued else ""
    inner = "".join(map(node_html, item.children))
    words = inline(item.block.runs)
    # The number is read by lists of other sheets, and drawn from here on slides.
    value = f' value="{item.block.number}"' if item.block.number else ""
    return f'<li class="{item.block.kind}{more}"{value} dir="auto">{words}{inner}</li>'


@register.filter
def segments(placed):
    """The meeting's sections as a line of segments, up to this one in the accent."""
    return segments_html(placed.seconds, placed.section_number)


@functools.lru_cache(maxsize=512)
def segments_html(seconds, current):
    """SVG, since a width needs no inline style there; one path for each colour."""
    found = frame.segments(seconds)
    past = "".join(map(segment_path, found[: current - 1]))
    now = segment_path(found[current - 1], is_current=True)
    rest = "".join(map(segment_path, found[current:]))
    return format_html(
        '<svg class="segments" viewBox="0 0 220 8" fill="{}" aria-hidden="true">'
        '<path class="is-past" d="{}" fill="{}"/><path d="{}"/></svg>',
        tokens()["--line"],
        past + now,
        tokens()["--accent"],
        rest or "M0 0",
    )


def segment_path(one, *, is_current=False):
    top, high = (0, 8) if is_current else (2, 4)
    return f"M{one.x:.1f} {top}h{one.width:.1f}v{high}h-{one.width:.1f}z"


@register.filter
def bar(share):
    """A bar of that per cent, as SVG instead of an inline style."""
    # The PDF renderer does not apply page styles to drawings: use colours for paper.
    return format_html(
        '<svg class="share-bar" fill="{}" aria-hidden="true">'
        '<rect width="{}%" height="100%"/>'
        '<rect class="tick" width="4" height="100%" fill="{}"/></svg>',
        tokens()["--accent-soft"],
        share,
        tokens()["--accent"],
    )


@register.filter
def is_kept(name):
    """Whether the file of a stored picture exists."""
    return images.exists(name)


@register.filter
def media(name):
    """The address of a stored picture."""
    return f"{settings.MEDIA_URL}{name}"


@register.filter
def role_words(person):
    """The text below a person's name."""
    return team.person_text(person)


@register.filter
def raised(html):
    """A flow whose headings are one level below a chapter's."""
    # Typed text is escaped, so these are our own tags.
    higher = html.replace("<h4 ", "<h3 ").replace("</h4>", "</h3>")
    return mark_safe(higher)


@register.filter
def state_icon(state):
    return icon(state) if state in STATES else ""
