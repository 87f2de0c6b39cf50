"""Times as pages write them."""

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date

from goals_tracker.templatetags.ui import in_language_of_dates
from reviews.meeting.durations import span_in_words
from reviews.slides.agenda import clock_text

register = template.Library()
register.filter("clock", clock_text)
register.filter("span", span_in_words)


@register.filter
def moment(at):
    """14 Jan 2015, 17:00, with seconds if there are any."""
    local = timezone.localtime(at)
    with in_language_of_dates():
        return format_date(local, "j M Y, H:i:s" if local.second else "j M Y, H:i")


@register.filter
def signed_clock(seconds):
    """5:00, or −1:30 if it is over."""
    sign = "−" if seconds < 0 else ""
    return f"{sign}{clock_text(abs(round(seconds)))}"
