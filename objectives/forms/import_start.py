"""A file, or a pasted text, that is to be imported: read within limits, and kept."""

import re
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm
from objectives.forms.import_deck import DECK, keep_deck
from objectives.importing import stored
from objectives.importing.limited import read
from objectives.importing.sources.base import SourceError

MOST_BYTES = 20 * 1024 * 1024
MOST = "20 MB"
LONGEST_TEXT = 5_000_000
# Other control characters, as of slides, are tidied away by who reads the text.
NOT_READ = re.compile("[\x00\ud800-\udfff\ufffd]")
NOTHING = "Paste a table, a list or a text, or choose a file."
ONE_LINE = (
    "This is one line of text, which is no table and no list. Add it on the page of "
    "its plan."
)


class PastedField(forms.CharField):
    """A text as it was pasted, every line of it, since lines are counted."""

    def __init__(self, **options):
        super().__init__(required=False, strip=False, **options)
        self.validators = [check_text]

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


def check_text(text: str) -> None:
    """Raise ValidationError unless the text can be read."""
    if len(text) > LONGEST_TEXT:
        words = "This text is longer than five million letters. Import it as a file."
        raise ValidationError(words, code="too_long")
    if found := NOT_READ.search(text):
        raise ValidationError(
            "Remove the character U+%(code)s. It cannot be read.",
            code="character",
            params={"code": f"{ord(found[0]):04X}"},
        )


class ImportStartForm(SavingForm):
    text = PastedField(
        label="Paste a table, a list, or the text of a deck",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "auto"}),
        help_text="Cells copied from a sheet or a web page, Markdown, wikitext, CSV or "
        "JSON.",
    )
    # What the clipboard has beside the text, where a script could take it.
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        allow_empty_file=True,  # refused in our own words
        help_text="CSV, XLSX, ODS, Markdown, wikitext, HTML or JSON, up to "
        f"{MOST}. Exports of Jira and Linear work too.",
    )
    most = MOST

    def __init__(self, *args, team=None, quarter="", **kwargs):
        super().__init__(*args, **kwargs)
        self.team, self.quarter = team, quarter
        # Whatever is wrong with it, the text is read instead.
        self.fields["html"].validators = []

    def clean(self):
        super().clean()
        text, file = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if self.errors:
            return self.cleaned_data
        if file and text.strip():
            both = "Paste a text or choose a file, not both."
            self.add_error("file", ValidationError(both, code="both"))
        elif file:
            self.read_file(file)
        elif text.strip():
            self.read_text(text)
        else:
            self.add_error("text", ValidationError(NOTHING, code="nothing"))
        return self.cleaned_data

    def read_file(self, file):
        if file.size > MOST_BYTES:
            words = f"This file is larger than {MOST}. Split it, or paste a part of it."
            self.add_error("file", ValidationError(words, code="too_large"))
            return
        self.name = file.name
        self.read(file.read(), "file", filename=file.name)

    def read_text(self, text):
        self.name = "Pasted text"
        if markup := self.cleaned_data["html"]:
            with suppress(SourceError):
                self.source = read(markup, filename="pasted.html")
                return
        self.read(text, "text")

    def read(self, content, field, *, filename=""):
        self.typed = content
        try:
            self.source = read(content, filename=filename)
        except SourceError as error:
            self.add_error(field, ValidationError(str(error), code=error.code))
            return
        rows = [row for table in self.source.tables for row in table.rows]
        if len(rows) == 1 and len(rows[0].cells) == 1:
            self.add_error(field, ValidationError(ONE_LINE, code="one_line"))
        elif not rows:
            words = " ".join(["No table and no list was found.", *self.source.notes])
            self.add_error(field, ValidationError(words, code="no_table"))

    def save(self, *, by, at):
        place = {"team": self.team, "quarter": self.quarter}
        found = stored.begin(self.source, name=self.name, by=by, at=at, **place)
        if self.source.kind == DECK:
            keep_deck(found, self.source, self.typed)
        return found
