"""Figures of a metric, pasted or uploaded."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.forms.base import SavingForm
from reviews import parsing
from reviews.parsing.figures import printable

ROWS = 10
PASTED = "pasted figures"
LONGEST_SOURCE = 100


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

    def __init__(self, *args, metric, **kwargs):
        super().__init__(*args, **kwargs)
        self.metric = metric

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
        )
        self.readings = found.readings
        errors = [refusal(str(one), "figures") for one in found.refusals]
        if found.left_off:
            errors.append(refusal(f"And {found.left_off:,} more.", "more"))
        if errors:
            self.add_error("column" if found.columns else self.source_field, errors)

    def save(self, *, by, at):
        file = self.cleaned_data["file"]
        source = printable(file.name)[:LONGEST_SOURCE] if file else PASTED
        return self.metric.import_readings(self.readings, by=by, at=at, source=source)


def refusal(text: str, code: str) -> ValidationError:
    return ValidationError(text, code=code)
