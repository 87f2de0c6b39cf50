"""Form fields for figures: a moment, a number, an address."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import lazy

from objectives.models.quarter import FIRST_YEAR, LAST_YEAR
from reviews.parsing import values
from reviews.parsing.figures import ParseError


class MomentField(forms.DateTimeField):
    """A moment in this site's time zone.

    In the hour that occurs twice as summer time ends, the first is meant. Seconds are
    shown if there are any, so that an untouched value stays.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def __init__(self, **options):
        zone = lazy(timezone.get_current_timezone_name, str)()
        super().__init__(**options | {"help_text": options.get("help_text") or zone})

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            moment = datetime.datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(
                "Enter a date and time, such as 2015-01-14 17:00.", code="invalid"
            ) from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(
                f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}.", code="year"
            )
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def prepare_value(self, value):
        if not isinstance(value, datetime.datetime):
            return value
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return (
            f"{local:%Y-%m-%dT%H:%M:%S}" if local.second else f"{local:%Y-%m-%dT%H:%M}"
        )


class NumberField(forms.Field):
    """A number as in files: 2.14, 2,14 or 12 000; None if blank."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, float):
            return value
        text = values.tidied(str(value))
        try:
            return values.value_of(text, values.decimal_mark([text]))
        except ParseError as refusal:
            raise ValidationError(str(refusal), code="number") from None

    def prepare_value(self, value):
        """All its digits, without trailing zeros."""
        return repr(value).removesuffix(".0") if isinstance(value, float) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WebField(forms.URLField):
    """The http(s) address of a page; no scripts, no mail."""

    default_validators = [URLValidator(schemes=["http", "https"])]
