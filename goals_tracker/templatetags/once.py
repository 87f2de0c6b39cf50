"""The hidden field that identifies a form that is sent twice; see once.py."""

from django import template
from django.utils.html import format_html

from goals_tracker.serving.once import FIELD, fresh_key

register = template.Library()


# autocomplete="off" keeps browsers from restoring an old key.
@register.simple_tag
def once():
    return format_html(
        '<input type="hidden" name="{}" value="{}" autocomplete="off">',
        FIELD,
        fresh_key(),
    )
