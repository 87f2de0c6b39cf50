"""Write what a preview shows, in one transaction, and keep what undoes it.

What one import writes is in its journal: the keys of what it added, and what stood in
the fields that it changed. The trail says the same, row by row.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.importing.choices import Choices
from objectives.importing.differences import IMPORTED
from objectives.importing.journal import Journal, Outcome
from objectives.importing.lookup import Lookup
from objectives.importing.mapping import Mapping
from objectives.importing.matching import plans_of
from objectives.importing.preview import Kind, Preview, preview
from objectives.importing.rows import drafts
from objectives.importing.sources.base import SourceTable
from objectives.importing.writing import Writing
from objectives.models import (
    Organization,
    Plan,
)


def check_apply(found: Preview) -> None:
    """Raise ValidationError unless the preview has a row that can come in."""
    if not any(row.kind not in (Kind.GONE, Kind.LEFT_OUT) for row in found.rows):
        raise ValidationError("There is no row to import.", code="empty")
    refused = found.counts[Kind.REFUSED]
    if refused and found.is_empty:
        raise ValidationError(
            "Every row is refused: %(count)d. Mend them or leave them out.",
            code="refused",
            params={"count": refused},
        )


@transaction.atomic
def apply(
    table: SourceTable,
    mapping: Mapping,
    choices: Choices,
    *,
    name: str,
    by: User,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Outcome, Journal]:
    """Write all rows that are not refused or left out; these are left as they are."""
    lock()
    rows = drafts(table, mapping, choices, Lookup(by, choices), at=at)
    Plan.objects.lock({plan.pk for plan in plans_of(rows).values()})
    found = preview(table, mapping, choices, by=by, at=at)
    check_apply(found)
    writing = Writing(found, choices, reason=f"{IMPORTED}{name}", by=by, at=at)
    writing.write(mapping, progress)
    return writing.outcome, writing.journal


def lock() -> None:
    """One import at a time: the second of two alike finds what the first wrote."""
    list(Organization.objects.select_for_update(no_key=True).values_list("pk"))
