from django import template

from reviews.exports import pptx

register = template.Library()


@register.simple_tag
def has_powerpoint():
    """Whether this site can make such files."""
    return pptx.is_installed()
