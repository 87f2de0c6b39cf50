"""Times as pages write them."""

from django import template

from reviews.slides.agenda import clock

register = template.Library()
register.filter("clock", clock)


@register.filter
def signed_clock(seconds):
    """−1:30 where it is over."""
    sign = "−" if seconds < 0 else ""
    return f"{sign}{clock(abs(round(seconds)))}"
