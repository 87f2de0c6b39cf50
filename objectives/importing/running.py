"""Do what a stored import says: at once, or in the background."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from goals_tracker.tasks import engine
from objectives.importing import how_far
from objectives.importing.apply import apply
from objectives.importing.stored import choices_of, mapping_of, table_of
from objectives.models import Import, StatusReading
from objectives.models.objective_import import packed

logger = logging.getLogger(__name__)
# More take longer than one wants to wait for a page.
MOST_AT_ONCE = 300
MEANWHILE = "Somebody has written the same at that moment. Try again."
NO_LONGER = "Your account may not do this any more."


def is_long(import_: Import) -> bool:
    return import_.total > MOST_AT_ONCE


def check_run(import_: Import) -> None:
    """Raise ValidationError unless it may be written now."""
    import_.check_change()
    errors = mapping_of(import_).errors()
    if errors:
        raise ValidationError(errors[0][2], code=errors[0][1])


@transaction.atomic
def start(import_: Import, *, task: Any, by: User, at: datetime) -> None:
    """Have it written in the background, once."""
    import_.lock()
    check_run(import_)
    import_.set(task=engine.enqueue(task, import_.pk), done=0, asked_at=at)


@transaction.atomic
def run(
    import_: Import,
    *,
    by: User,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write it now."""
    import_.lock()
    if import_.is_applied:
        raise ValidationError("This has been imported.", code="applied")
    choices = choices_of(import_)
    try:
        outcome, journal = apply(
            table_of(import_),
            mapping_of(import_),
            choices,
            name=import_.name,
            by=by,
            at=at,
            progress=progress,
        )
    except IntegrityError as error:
        logger.warning("An import met another writer: %s", error)
        raise ValidationError(MEANWHILE, code="meanwhile") from error
    StatusReading.objects.keep(choices.statuses, by=by, at=at)
    import_.set(outcome=outcome.to_json(), journal=packed(journal.to_json()))
    import_.end(at=at)


def carry_out(
    pk: int, context: Any, *, at: datetime, write: Callable[..., None] = run
) -> None:
    """Do what somebody has asked for, unless that has ended by now."""
    engine.go_on(context)
    found = Import.objects.filter(pk=pk).unfinished().select_related("author")
    import_ = found.first()
    if import_ is None:
        return
    writing = partial(engine.while_held, context)
    with writing():
        import_.set(attempt=context.attempt)

    def progress(done: int) -> None:
        engine.go_on(context)
        how_far.write(pk, done)

    try:
        if not import_.author.is_active:
            raise ValidationError(NO_LONGER, code="inactive")
        with writing():
            write(import_, by=import_.author, at=at, progress=progress)
    except engine.LeaseLostError:
        # Giving the task back was undone with all that was written.
        engine.go_on(context)
        raise
    except ValidationError as refusal:
        with writing():
            import_.end(at=at, error=" ".join(refusal.messages))
    finally:
        how_far.forget(pk)
