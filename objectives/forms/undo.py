from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm
from objectives.models.undo import undo


class UndoForm(SavingForm):
    """Takes back what one request has changed; `is_own` is for what one did oneself."""

    def __init__(self, *args, change, changes, is_own=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.change, self.changes, self.is_own = change, changes, is_own

    def save(self, *, by, at):
        if self.is_own and self.change.by != by:
            raise ValidationError(
                f"{self.change.who_and_when} has changed this since.", code="conflict"
            )
        return undo(self.changes, by=by, at=at)
