"""Runs of text as HTML.

In Python, since a page has thousands of them and a template for each would take most
of its time. All text goes through `escape`.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def marked(runs):
    """Runs with their emphasis, and marks on what has changed."""
    return mark_safe("".join(wrapped(run, "mark") for run in runs))


@register.filter
def struck(runs):
    """Runs with their emphasis, and a stroke through what has changed."""
    return mark_safe("".join(wrapped(run, "del") for run in runs))


def wrapped(run, change):
    text, is_changed, style = run
    html = escape(text)
    if style:
        html = f"<{style}>{html}</{style}>"
    return f"<{change}>{html}</{change}>" if is_changed else html
