from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm
from objectives.models import Export


class ExportForm(SavingForm):
    """Asks for a list as a file, which `task` makes; the address says which list."""

    def __init__(self, data=None, *, listing, task):
        super().__init__(data)
        self.listing, self.task = listing, task

    def clean(self):
        if not self.listing.form.is_valid():
            raise ValidationError("Correct the filters of the list.", code="filters")
        if self.listing.format not in Export.Format.values:
            raise ValidationError("Choose CSV or XLSX.", code="format")

    def save(self, *, by, at):
        listing = self.listing
        asked = (listing.kind.name, listing.query, listing.format)
        return Export.objects.ask(*asked, task=self.task, by=by, at=at)
