"""Figures as pages write them: all of their digits, where slides round."""

from django import template

register = template.Library()


@register.filter
def figure(value, unit):
    """2.143 s: the value that is kept, then its unit."""
    return f"{value:,.12g} {unit}".rstrip()
