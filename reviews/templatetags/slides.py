"""The inner parts of slides as HTML.

In Python where a deck has hundreds of them, since a template for each run of text
would take most of a page's time. Everything typed goes through `escape`.
"""

import functools

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from goals_tracker.pictures import images
from goals_tracker.styles.tokens import tokens
from goals_tracker.templatetags.ui import in_style
from reviews.design import direction
from reviews.design.line_breaks import seams
from reviews.slides import frame, team, text_blocks
from reviews.slides.base import parted_runs
from reviews.slides.states import STATES
from reviews.templatetags.icons import icon

register = template.Library()

# Blocks of a cell whose style is another's, or the cell's own.
CLASSES = {
    "said": "old-text",
    "depends": "old-text",
    "comment": "aside comment",
    "title": "",
    "text": "",
}
STRIP_WIDTH = 280
# A word of so many letters may be longer than its line, and is cut anywhere.
# Blocks on an opener, closer where there are many; and the colour of each role.
BLOCK_STEP, BLOCK_SHARE, BLOCKS_WIDTH = 50, 0.84, 752
BLOCKS = {
    "done": "--state-done",
    "main": "--accent",
    "carried": "--state-on-track",
    "rest": "--line",
}


@register.filter
def inline(runs):
    """Runs of text with their emphasis, marks and links."""
    if len(runs) > 1 and direction.has_rtl("".join(run.text for run in runs)):
        return mark_safe(mixed(runs))
    return mark_safe(in_a_row(runs))


def in_a_row(runs):
    """Each run, and that a line may end before one where the PDF renderer sees no end.

    Without a word about it, it lets such a run stand over its column.
    """
    html, at, found = "", 0, set(seams(run.text for run in runs))
    for run in runs:
        html += "<wbr>" * (at in found) + run_html(run)
        at += len(run.text)
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
    return mark_safe("".join(map(node_html, text_blocks.tree(blocks))))


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
    return path(one, 0, 8) if is_current else path(one, 2, 4)


def path(one, top, high):
    return f"M{one.x:.1f} {top}h{one.width:.1f}v{high}h-{one.width:.1f}z"


@register.filter
def strip(placed):
    """The meeting's sections on an opener's panel, with this one higher."""
    found = frame.segments(placed.seconds, STRIP_WIDTH)
    here = placed.section_number - 1
    others = (*found[:here], *found[here + 1 :])
    return format_html(
        '<svg class="strip" viewBox="0 0 280 20" fill="{}" aria-hidden="true">'
        '<path d="{}" fill-opacity="0.38"/><path d="{}"/></svg>',
        tokens()["--accent-ink"],
        "".join(path(one, 6, 8) for one in others) or "M0 0",
        path(found[here], 0, 20),
    )


@register.filter
def blocks(roles):
    """A row of blocks, one for each thing that was counted."""
    step = min(BLOCK_STEP, BLOCKS_WIDTH / max(1, len(roles)))
    wide = step * BLOCK_SHARE
    drawn = (
        f'<path class="is-{role}" fill="{tokens()[BLOCKS[role]]}" d="'
        + "".join(f"M{at * step:.1f} 0h{wide:.1f}v22h-{wide:.1f}z" for at in places)
        + '"/>'
        for role, places in placed_blocks(roles)
    )
    return mark_safe(
        '<svg class="blocks" viewBox="0 0 752 22" aria-hidden="true">'
        + "".join(drawn)
        + "</svg>"
    )


def placed_blocks(roles):
    """Each role with the places of its blocks, in the order they are drawn."""
    return [
        (role, [at for at, one in enumerate(roles) if one == role])
        for role in dict.fromkeys(roles)
    ]


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
