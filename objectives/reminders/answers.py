"""What the link of a weekly message lets its person say, and nothing else.

Everything is asked again when they answer: whether the message is still this week's,
whether they still own an objective and may read its team, and whether its plan is open.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from goals_tracker.database.verbs import alters_data
from objectives.models import Objective, WeeklyMessage
from objectives.reminders.people import people_of
from objectives.reminders.todo import is_old, is_own


def rows_to_answer(message: WeeklyMessage, *, at: datetime) -> list[Any]:
    """Those of its objectives of which this person may and should say something."""
    on = timezone.localdate(at)
    rows = Objective.objects.filter(pk__in=message.objectives).for_todo()
    ends = ("plan__team__parent", "plan__quarter")
    rows = rows.exclude(plan__state="closed").with_last_update().select_related(*ends)
    return [
        row
        for person in people_of([message.user], at=at)
        for row in rows
        if person.may_read(row.plan.team)
        and is_own(row, person, on)
        and is_old(row, on)
    ]


@alters_data
def keep_unchanged(
    message: WeeklyMessage, keys: Collection[int], *, at: datetime
) -> int:
    """Say that these are as they were; how many could be saved."""
    chosen = [row for row in rows_to_answer(message, at=at) if row.pk in keys]
    return sum(keep(row, by=message.user, at=at) for row in chosen)


def keep(row, *, by, at):
    """Whether nobody else has said something of it at the same moment."""
    was = {"status": row.status, "chosen_state": row.chosen_state}
    after = row.last_update or 0
    try:
        row.update_status(
            row.status, state=row.chosen_state, was=was, after=after, by=by, at=at
        )
    except ValidationError:
        return False
    return True
