"""The last step of importing a deck: its objectives, and their review."""

from django.db import transaction

from objectives.forms.base import SavingForm
from objectives.importing import running, undoing
from reviews.importing import deck_running, deck_undo


class DeckImportForm(SavingForm):
    """Writes all that the text of a deck holds: at once, or in the background."""

    def __init__(self, *args, import_, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.task = import_, task

    def save(self, *, by, at):
        deck_running.check_run(self.import_)
        if deck_running.is_long(self.import_):
            running.start(self.import_, task=self.task, by=by, at=at)
        else:
            deck_running.run(self.import_, by=by, at=at)
        return self.import_


class DeckUndoForm(SavingForm):
    """Takes back the review and its objectives; `saved` says what stays and why."""

    def __init__(self, *args, import_, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_ = import_

    @transaction.atomic
    def save(self, *, by, at):
        undoing.check_undo(self.import_)
        kept = deck_undo.undo_review(self.import_, by=by, at=at)
        kept += undoing.undo(self.import_, by=by, at=at)
        deck_undo.undo_teams(self.import_, by=by, at=at)
        return "\n".join(kept)
