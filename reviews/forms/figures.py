"""Figures of a metric, pasted or uploaded."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.forms.base import SavingForm, choice_field
from objectives.models import Organization
from objectives.models.quarter import DateOrder
from reviews import parsing
from reviews.parsing.figures import printable

ROWS = 10
PASTED = "pasted figures"
LONGEST_SOURCE = 100
UNKNOWN_ORDER = ("", "As the dates themselves show")
ORDERS = [
    (DateOrder.DAY_FIRST.value, DateOrder.DAY_FIRST.label),
    (DateOrder.MONTH_FIRST.value, DateOrder.MONTH_FIRST.label),
]


class FiguresForm(SavingForm):
    """Imports figures as a whole, or lists the invalid lines."""

    text = forms.CharField(
        label="Paste the figures",
        required=False,
        strip=False,  # lines must be counted as in the file
        widget=forms.Textarea(attrs={"rows": ROWS, "spellcheck": "false"}),
        help_text="One time and value per line, copied from a sheet or a CSV file. Or "
        "JSON from Graphite's render or Prometheus' query_range.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        allow_empty_file=True,  # refused with our own message
        help_text="The same as a file, up to 20 MB.",
    )
    column = forms.CharField(
        label="Column of the values",
        required=False,
        max_length=200,
        help_text="Its name or number. Only needed if there are several and none has "
        "the name of the metric.",
    )

    order = forms.ChoiceField(
        label="Dates with slashes, such as 3/4/2027",
        required=False,
        choices=[UNKNOWN_ORDER, *ORDERS],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, metric, **kwargs):
        super().__init__(*args, **kwargs)
        self.metric = metric
        self.own_order = Organization.objects.date_order()
        self.fields["order"].initial = self.own_order
        if self.own_order:
            choice_field(self, "order").choices = ORDERS

    @property
    def source_field(self):
        """The field that the figures came from, for its errors."""
        return "file" if self.cleaned_data.get("file") else "text"

    def clean(self):
        said = self.cleaned_data
        text, file = said.get("text", ""), said.get("file")
        if self.errors:
            return
        if not text.strip() and not file:
            self.add_error("text", refusal("Paste figures, or choose a file.", "none"))
        elif text.strip() and file:
            both = "Paste figures or choose a file, not both."
            self.add_error("file", refusal(both, "both"))
        elif file and file.size > parsing.MOST_BYTES:
            self.add_error(
                "file", refusal("The file is larger than 20 MB.", "too_large")
            )
        else:
            self._read(file.read() if file else text)

    def _read(self, content):
        found = parsing.parse(
            content,
            zone=timezone.get_default_timezone(),
            metric=self.metric.name,
            column=self.cleaned_data["column"],
            order=self.cleaned_data["order"] or self.own_order,
        )
        self.readings = found.readings
        errors = [refusal(str(one), "figures") for one in found.refusals]
        if found.left_off:
            errors.append(refusal(f"And {found.left_off:,} more.", "more"))
        if errors:
            self.add_error(self._asked_field(found) or self.source_field, errors)

    def _asked_field(self, found):
        """The field that has to say what the figures do not, if they leave it open."""
        return "order" if found.asks_order else "column" if found.columns else ""

    def save(self, *, by, at):
        file = self.cleaned_data["file"]
        source = printable(file.name)[:LONGEST_SOURCE] if file else PASTED
        return self.metric.import_readings(self.readings, by=by, at=at, source=source)


def refusal(text: str, code: str) -> ValidationError:
    return ValidationError(text, code=code)
