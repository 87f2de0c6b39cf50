from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm


class RestoreForm(SavingForm):
    """Restores what was deleted, with `others` that were deleted together with it."""

    def __init__(self, *args, deletion, others=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.deletion, self.others = deletion, others

    def save(self, *, by, at):
        for other in self.others:
            other.restore(by=by, at=at)
        return self.deletion.restore(by=by, at=at)


class DeletionForm(SavingForm):
    """Deletes a row unless its model refuses."""

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    @property
    def refusals(self):
        """Why the row cannot be deleted, before anybody tries; empty if it can."""
        try:
            getattr(self.row, "check_delete", lambda: None)()
        except ValidationError as refusal:
            return refusal.messages
        return []

    def save(self, *, by, at):
        self.row.lock()
        return self.row.delete(by=by, at=at)
