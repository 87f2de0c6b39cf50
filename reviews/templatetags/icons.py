"""Icons as SVG, for slides and handout.

They have the colour of paper with them, since the PDF renderer applies no page styles
to drawings; on the screen `charts.css` gives them that of the text beside them.
"""

from django.utils.safestring import mark_safe

from goals_tracker.styles.tokens import tokens

RING = '<circle cx="8" cy="8" r="6.4" fill="none" stroke-width="1.6"/>'
LINE = '<path fill="none" stroke-width="1.6" stroke-linecap="round" d="{}"/>'
SOLID = '<path stroke="none" fill-rule="evenodd" d="{}"/>'
DISC = "M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8Z"
SHAPES = {
    "done": SOLID.format(f"{DISC}M11.8 6.2 10.5 5 7.2 8.5 5.5 6.8 4.3 8l2.9 2.9Z"),
    "on_track": RING + SOLID.format("M8 3.8a4.2 4.2 0 0 1 0 8.4Z"),
    "not_started": RING.replace("/>", ' stroke-dasharray="2.1 1.92"/>'),
    "at_risk": SOLID.format(
        "M8 1.2 15.6 14.5H.4ZM7.1 6v4.2h1.8V6ZM7.1 11.3V13h1.8v-1.7Z"
    ),
    "stalled": SOLID.format(f"{DISC}M5.4 5v6h1.8V5ZM8.8 5v6h1.8V5Z"),
    "deferred": RING + LINE.format("M4.7 8h6.3M8.5 5.4 11 8l-2.5 2.6"),
    "dropped": RING + LINE.format("m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"),
    "missed": SOLID.format(
        f"{DISC}M5.8 4.6 4.6 5.8 6.8 8l-2.2 2.2 1.2"
        " 1.2L8 9.2l2.2 2.2 1.2-1.2L9.2 8l2.2-2.2"
        "-1.2-1.2L8 6.8Z"
    ),
    "carried": LINE.format(
        "M2 2.5v4.2a3.6 3.6 0 0 0 3.6 3.6H13.3M9.7 6.7l3.6 3.6-3.6 3.6"
    ),
}


def icon(name: str) -> str:
    """The icon of a state, or of what is carried over, for those who see it."""
    token = "accent" if name == "carried" else f"state-{name.replace('_', '-')}"
    colour = tokens()[f"--{token}"]
    return mark_safe(
        f'<svg class="state-icon" width="16" height="16" viewBox="0 0 16 16"'
        f' fill="{colour}" stroke="{colour}" aria-hidden="true">{SHAPES[name]}</svg>'
    )
