"""What became of objectives, drawn: a block for each, or a bar if they are many.

In Python, since the overview has fifty of them and a loop of a template takes longer.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def blocks(fates):
    """The numbers are on the page; their words here are for readers."""
    if not fates.total:
        return ""
    css = "blocks is-many" if fates.is_many else "blocks"
    lines = (f'<path class="is-{one.name}" d="{one.line}"/>' for one in fates.blocks)
    holes = (f'<path class="hole" d="{one.hole}"/>' for one in fates.blocks if one.hole)
    return mark_safe(
        f'<svg class="{css}" viewBox="0 0 {fates.width} 12" width="{fates.width}" '
        f'height="12" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(fates.words)}">{"".join((*lines, *holes))}</svg>'
    )
