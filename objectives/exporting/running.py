"""Write the list that somebody asked for into its file."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import localdate, now

from goals_tracker.lists import downloads
from goals_tracker.tasks import engine
from objectives.models import Export
from objectives.pages.lists import ROWS_AT_ONCE, Listing

NO_LONGER = "Your account may not do this any more."


def carry_out(pk: int, context: Any, *, at: datetime) -> None:
    """Make this file, unless that has ended by now."""
    engine.go_on(context)
    found = Export.objects.filter(pk=pk).unfinished().select_related("author")
    export = found.first()
    if export is None:
        return
    writing = partial(engine.while_held, context)
    with writing():
        export.set(attempt=context.attempt)
    try:
        make(export, context, at=at)
    except ValidationError as refusal:
        with writing():
            export.end(at=now(), error=" ".join(refusal.messages))


def make(export: Export, context: Any, *, at: datetime) -> None:
    listing = listing_of(export, at=at)
    total = listing.rows.count()
    check_total(export, total)
    with engine.while_held(context):
        export.set(total=total, done=0, teams=listing.teams)
    name, headings, rows = listing.export_parts()
    with tempfile.TemporaryFile() as file:
        told = with_progress(rows, export, context)
        downloads.write(file, export.format, name, headings, told)
        with engine.while_held(context):
            export.keep(file)
            export.end(at=now())


def listing_of(export: Export, *, at: datetime) -> Listing:
    """The list, of what its author may see now."""
    if not export.author.is_active:
        raise ValidationError(NO_LONGER, code="inactive")
    data, on = QueryDict(export.query), localdate(at)
    listing = Listing(export.listing, data, user=export.author, on=on)
    if not listing.form.is_valid():
        raise ValidationError(
            "A team, quarter or tag of its filters is gone. Open the list again.",
            code="filters",
        )
    return listing


def check_total(export: Export, total: int) -> None:
    """Raise ValidationError where a sheet does not hold so many rows."""
    most = downloads.MOST_XLSX_ROWS - 1
    if export.format == Export.Format.XLSX and total > most:
        raise ValidationError(
            "An XLSX file holds at most %(most)s rows. Add a filter, or use CSV, "
            "which has no limit.",
            code="too_long",
            params={"most": f"{most:,}"},
        )


def with_progress(rows: Iterable, export: Export, context: Any) -> Iterator:
    """The rows; it says after each batch how many there were."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % ROWS_AT_ONCE == 0:
            engine.go_on(context)
            with engine.while_held(context):
                export.set(done=number)
