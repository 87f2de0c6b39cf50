"""The last step of importing a deck: its objectives, and their review."""

from django.db import transaction
from django.db.models import Model

from objectives.forms.base import SavingForm
from objectives.forms.import_deck import deck_of
from objectives.importing import running, stored, undoing
from objectives.importing.lookup import Lookup
from objectives.importing.preview import IMPORTED
from reviews.importing import deck_review, deck_teams, deck_undo


class DeckImportForm(SavingForm):
    """Writes all that the text of a deck holds, or nothing."""

    def __init__(self, *args, import_, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_ = import_

    @transaction.atomic
    def save(self, *, by, at):
        import_, (deck, _) = self.import_, deck_of(self.import_)
        moment = {"by": by, "at": at, "reason": f"{IMPORTED}{import_.name}"[:200]}
        teams = deck_teams.teams_of(deck, import_.team, **moment)
        lookup = Lookup(by, stored.choices_of(import_))
        added = list[Model](teams.new)
        quarter = deck_teams.quarter_of(deck, lookup, added)
        deck_review.check_write(deck, teams.team, quarter)
        running.run(import_, by=by, at=at)
        written = deck_review.write(deck, teams.team, quarter, lookup, **moment)
        deck_undo.remember(import_, [*added, *written.rows], written)
        return import_


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
