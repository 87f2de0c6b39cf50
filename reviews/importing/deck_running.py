"""Do what a stored import of a deck says: its objectives, and their review."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from objectives.forms.import_deck import deck_of
from objectives.importing import running, stored
from objectives.importing.lookup import Lookup
from objectives.importing.preview import IMPORTED
from objectives.models import Import
from reviews.importing import deck_review, deck_teams, deck_undo


def is_long(import_: Import) -> bool:
    """Whether it takes longer than one wants to wait for a page."""
    deck, _ = deck_of(import_)
    rows = import_.total + len(deck.unplanned) + len(deck.people)
    return rows > running.MOST_AT_ONCE


def check_run(import_: Import) -> None:
    """Raise ValidationError where it need not be tried."""
    running.check_run(import_)
    deck_review.check_agenda(deck_of(import_)[0])


@transaction.atomic
def run(
    import_: Import,
    *,
    by: User,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write all that the text of a deck holds now, or nothing."""
    deck, _ = deck_of(import_)
    moment: dict[str, Any] = {
        "by": by,
        "at": at,
        "reason": f"{IMPORTED}{import_.name}"[:200],
    }
    teams = deck_teams.teams_of(deck, import_.team, **moment)
    lookup = Lookup(by, stored.choices_of(import_))
    added = list[Model](teams.new)
    quarter = deck_teams.quarter_of(deck, lookup, added)
    deck_review.check_write(deck, teams.team, quarter)
    running.run(import_, by=by, at=at, progress=progress)
    written = deck_review.write(deck, teams.team, quarter, lookup, **moment)
    deck_undo.remember(import_, [*added, *written.rows], written)
