"""Figures as pages write them: with all digits, while slides round."""

from django import template

register = template.Library()


@register.filter
def figure(value, unit):
    """2.143 s: the stored value with its unit."""
    return f"{value:,.12g} {unit}".rstrip()
