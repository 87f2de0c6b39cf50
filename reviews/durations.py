"""Times as people type and read them: 5, 5:00, 30 s, 1 min 30 s. Pure; in seconds."""

import re

from django import forms
from django.core.exceptions import ValidationError

from reviews.slides.agenda import clock

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)")
WORDS = re.compile(
    r"(?:(\d{1,2})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*"
    r"(?:(\d{1,5})\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
MINUTES = re.compile(r"\d{1,4}")
MOST_SECONDS = 86_400


def seconds_of(text):
    """The seconds that a text names; None where it names none. A number is minutes."""
    text = text.strip()
    if MINUTES.fullmatch(text):
        return int(text) * 60
    found = CLOCK.fullmatch(text) or (text and WORDS.fullmatch(text))
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


class SecondsField(forms.Field):
    """A time as text; its value is whole seconds, or None where it is blank."""

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
        return clock(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
