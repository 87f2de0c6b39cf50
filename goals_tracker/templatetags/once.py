"""The hidden field by which a form that is sent twice is known; see once.py."""

from django import template
from django.utils.html import format_html

from goals_tracker.once import FIELD, fresh_key

register = template.Library()


# Not to be filled in again by a browser that shows the page once more.
@register.simple_tag
def once():
    return format_html(
        '<input type="hidden" name="{}" value="{}" autocomplete="off">',
        FIELD,
        fresh_key(),
    )
