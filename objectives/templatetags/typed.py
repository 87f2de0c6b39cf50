"""Typed text as HTML, shown as it was meant."""

from django import template

from goals_tracker.templatetags.ui import marked
from objectives.text.inline import styled_runs

register = template.Library()


@register.filter
def typed(text):
    """The text in its styles, with its links."""
    return marked(styled_runs(str(text)))


@register.filter
def unlinked(runs):
    """Runs, or a typed text, for inside a link: in their styles, without links."""
    found = runs if isinstance(runs, tuple) else styled_runs(str(runs))
    return marked(run._replace(style=run.style._replace(href="")) for run in found)
