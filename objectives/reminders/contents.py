"""What each of many people is told in a week, and about which teams.

What there is to do comes from `todo`, at the pace of each team, and what changed from
`digest`. Who has neither gets no message.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from objectives.models import Cadence, MessageSettings, Objective, WeeklyMessage
from objectives.reminders import digest
from objectives.reminders.digest import DigestLine
from objectives.reminders.people import Person
from objectives.reminders.todo import CHECK_IN, Todo, is_own, todo_of

# The longest pace of a team, and what a digest says at most after weeks without one.
BACK = timedelta(days=28)

type Messages = dict[int, WeeklyMessage]
type Todos = dict[int, list[Todo]]


@dataclass(frozen=True, slots=True)
class Content:
    """What one person is told."""

    todo: tuple[Todo, ...] = ()
    lines: tuple[DigestLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.todo or self.lines)


def settings_of(account: Any) -> MessageSettings:
    """Their choices, or those of somebody who made none."""
    found = getattr(account, "message_settings", None)
    return found or MessageSettings(user=account)


def zone_of(account: Any) -> ZoneInfo:
    """The time zone of their account, else the install's."""
    chosen = getattr(account, "settings", None)
    name = chosen.time_zone if chosen else ""
    return ZoneInfo(name or timezone.get_default_timezone_name())


def begin(
    people: Sequence[Person], messages: Messages, *, at: datetime
) -> dict[int, Content]:
    """Choose what these unsaved messages are about; what each is told, as below."""
    earlier = earlier_of(messages)
    todo = wanted_todo(people, at=at)
    for person in people:
        message, mine = messages[person.pk], earlier[person.pk]
        if mine:
            since = max(mine[-1].starts_at, message.starts_at - BACK)
            message.changes_since = since
        asked = {team: row.week for row in mine for team in row.teams}
        found = [one for one in todo.get(person.pk, ()) if is_time(one, asked, message)]
        message.teams = sorted({one.team.pk for one in found})
        own = own_rows(found, person, timezone.localdate(at))
        message.objectives = sorted(row.pk for row in own)
    return told(people, messages, todo)


def earlier_of(messages: Messages) -> dict[int, list[WeeklyMessage]]:
    """The messages of some weeks before, the oldest first."""
    first = min(message.week for message in messages.values())
    rows = WeeklyMessage.objects.filter(user__in=messages, week__gte=first - BACK)
    found = defaultdict(list)
    for row in rows.order_by("week"):
        if row.week < messages[row.user_id].week:
            found[row.user_id].append(row)
    return found


def is_time(one: Todo, asked: dict[int, date], message: WeeklyMessage) -> bool:
    """Whether the pace of the team lets them be asked about it again."""
    cadence, last = Cadence(one.team.cadence), asked.get(one.team.pk)
    if cadence == Cadence.OFF:
        return False
    return last is None or (message.week - last).days >= cadence.days


def contents_of(
    people: Sequence[Person], messages: Messages, *, at: datetime
) -> dict[int, Content]:
    """What each is told now, by the person's key; nobody has nothing."""
    return told(people, messages, wanted_todo(people, at=at))


def wanted_todo(people: Sequence[Person], *, at: datetime) -> Todos:
    wanted = [one for one in people if settings_of(one.user).wants_reminders]
    return todo_of(wanted, at=at)


def told(
    people: Sequence[Person], messages: Messages, todo: Todos
) -> dict[int, Content]:
    """Of what there is to do, only that of teams that a message is about."""
    readers = [one for one in people if settings_of(one.user).wants_digest]
    windows = {
        one.pk: (messages[one.pk].changes_since, messages[one.pk].starts_at)
        for one in readers
    }
    lines = digest.digests_of(readers, windows)
    found = {}
    for pk in (one.pk for one in people):
        teams = set(messages[pk].teams)
        mine = tuple(one for one in todo.get(pk, ()) if one.team.pk in teams)
        if content := Content(mine, tuple(lines.get(pk, ()))):
            found[pk] = content
    return found


def own_rows(todo: Iterable[Todo], person: Person, on: date) -> list[Objective]:
    """The objectives of their own whose status is asked for."""
    return [
        row
        for one in todo
        for task in one.tasks
        if task.kind == CHECK_IN
        for row in task.rows
        if is_own(row, person, on)
    ]
