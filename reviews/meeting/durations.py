"""Times as people type and read them. Pure.

Times of a meeting are seconds, typed as 5, 5:00, 30 s or 1 min 30 s. Durations of
incidents are timedeltas, typed as 2 h 10 min or 3 days: 2:10 would be ambiguous.
"""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

from reviews.slides.agenda import clock_text

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)")
WORDS = re.compile(
    r"(?:(\d{1,2})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*"
    r"(?:(\d{1,5})\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
MINUTES = re.compile(r"\d{1,4}")
MOST_SECONDS = 86_400
PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-z]*)\s*", re.IGNORECASE | re.ASCII)
UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
NAMES = {
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", ""), "m"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
}
MOST_DAYS = 366


def seconds_of(text):
    """The seconds in a text, or None. A number alone is minutes."""
    text = text.strip()
    if MINUTES.fullmatch(text):
        return int(text) * 60
    found = CLOCK.fullmatch(text) or (text and WORDS.fullmatch(text))
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def span_of(text):
    """The timedelta in a text, or None.

    A number alone is minutes. Units come once each, the longest first.
    """
    text = text.strip()
    parts = list(PART.finditer(text))
    if not text or "".join(part[0] for part in parts) != text:
        return None
    named = [NAMES.get(part[2].lower(), "") for part in parts]
    order = [unit for unit in UNITS if unit in named]
    if named != order or (len(parts) > 1 and any(not part[2] for part in parts)):
        return None
    seconds = sum(
        float(part[1].replace(",", ".")) * UNITS[unit]
        for part, unit in zip(parts, named, strict=True)
    )
    return datetime.timedelta(seconds=round(seconds))


def span_in_words(span):
    """2 h 10 min, as `span_of` reads it."""
    left, words = round(span.total_seconds()), []
    for name, length in (("day", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, length)
        if count:
            words.append(f"{count} {name}{'s' * (name == 'day' and count > 1)}")
    return " ".join(words) or "0 min"


class SpanField(forms.Field):
    """A duration as text; None if unknown."""

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, datetime.timedelta):
            return value
        span = span_of(str(value))
        if span is None:
            raise ValidationError(
                "Write it as 2 h 10 min, 45 min or 3 days.", code="invalid"
            )
        if span > datetime.timedelta(days=MOST_DAYS):
            raise ValidationError("That is longer than a year.", code="too_long")
        return span

    def prepare_value(self, value):
        return span_in_words(value) if isinstance(value, datetime.timedelta) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class SecondsField(forms.Field):
    """A time as text; its value is whole seconds, or None if blank."""

    def __init__(self, **options):
        options.setdefault("help_text", "Minutes, or minutes:seconds.")
        super().__init__(**options)

    def to_python(self, value):
        if value in (None, ""):
            return None
        seconds = value if isinstance(value, int) else seconds_of(str(value))
        if seconds is None:
            raise ValidationError(
                "Write a time such as 5, 5:00 or 30 s.", code="invalid"
            )
        if seconds > MOST_SECONDS:
            raise ValidationError("That is longer than a day.", code="too_long")
        return seconds

    def prepare_value(self, value):
        return clock_text(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
