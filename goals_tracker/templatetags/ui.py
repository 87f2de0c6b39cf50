"""Runs of text as HTML.

In Python, since a page has thousands of them and a template for each would take most
of its time. All text goes through `escape`.
"""

from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django import template
from django.template import defaultfilters
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.timesince import timesince

register = template.Library()
# Empty for the install's own; set for the requests of whoever has chosen another.
language_of_dates: ContextVar[str] = ContextVar("language_of_dates", default="")


@contextmanager
def in_language_of_dates():
    """Names of months and days in one's own language."""
    language = language_of_dates.get()
    with translation.override(language) if language else nullcontext():
        yield


@register.filter(expects_localtime=True, is_safe=False)
def date(value, form=None):
    """Django's own, in the language that somebody has chosen for dates."""
    with in_language_of_dates():
        return defaultfilters.date(value, form)


@register.filter
def ago(moment, now):
    """How long ago that was, in the largest unit: 3 days ago."""
    if (now - moment).total_seconds() < 60:
        return "just now"
    return f"{timesince(moment, now, depth=1)} ago"


@register.filter
def marked(runs):
    """Runs in their styles, and marks on what has changed."""
    return mark_safe("".join(wrapped(run, "mark") for run in runs))


@register.filter
def struck(runs):
    """Runs in their styles, and a stroke through what has changed."""
    return mark_safe("".join(wrapped(run, "del") for run in runs))


BLANK = '<p class="blank"><span aria-hidden="true">—</span>'
BLANK += '<span class="for-readers">blank</span></p>'


@register.filter
def cell_html(cell):
    """A cell's text or that it is blank, and the committed text if it differs."""
    words = "".join(wrapped(run, "mark") for run in cell.runs)
    html = f'<p class="text" dir="auto">{words}</p>' if words else BLANK
    if cell.is_changed:
        old = "".join(wrapped(run, "del") for run in cell.committed) or "blank"
        html += f'<p class="old-text" dir="auto">promised: {old}</p>'
    return mark_safe(html)


def wrapped(run, change):
    html = in_style(run.text, run.style) if any(run.style) else escape(run.text)
    return f"<{change}>{html}</{change}>" if run.is_changed else html


def in_style(text, style):
    """The text in its style's elements; links only to what the style says is one."""
    html: str = escape(text)
    for is_wanted, tag in (
        (style.code, "code"),
        (style.em, "em"),
        (style.strong, "strong"),
        (style.struck, "s"),
    ):
        if is_wanted:
            html = f"<{tag}>{html}</{tag}>"
    if style.href:
        start = format_html('<a href="{}" rel="noopener">', style.href)
        html = f"{start}{html}</a>"
    return html
