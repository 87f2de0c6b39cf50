"""The mail with somebody's weekly message, filled in at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from objectives.mail.letters import Filled, letter_to_many
from objectives.models import MailMessage, Objective, WeeklyMessage
from objectives.reminders import digest, links
from objectives.reminders.contents import Content, contents_of, own_rows, zone_of
from objectives.reminders.digest import DigestLine
from objectives.reminders.people import Person, people_of
from objectives.reminders.todo import MISSED, Todo, TodoItem, is_own

TEMPLATE = "objectives/mail/weekly"
MOST_LINES, MOST_TITLES, MOST_IN_SUBJECT = 20, 10, 2
LONGEST_TITLE = 160


@letter_to_many(TEMPLATE)
def weekly(rows: list[MailMessage]) -> list[Filled]:
    return fill_in([row.facts["message"] for row in rows], at=timezone.now())


def fill_in(keys: list[int], *, at: datetime) -> list[Filled]:
    """What the template needs for the messages with these keys; None for no mail."""
    found = WeeklyMessage.objects.filter(pk__in=keys)
    found = found.select_related("user__message_settings", "user__settings")
    messages = {row.user_id: row for row in found}
    people = {one.pk: one for one in people_of([r.user for r in found], at=at)}
    contents = contents_of([*people.values()], messages, at=at)
    filled = {}
    for pk, content in contents.items():
        with timezone.override(zone_of(messages[pk].user)):
            facts = facts_of(people[pk], messages[pk], content, at=at)
        filled[messages[pk].pk] = facts
    return [filled.get(key) for key in keys]


def facts_of(
    person: Person, message: WeeklyMessage, content: Content, *, at: datetime
) -> dict[str, Any]:
    on = timezone.localdate(at)
    own = own_rows(content.todo, person, on)
    asked = [row for row in own if row.pk in message.objectives]
    return {
        "subject": subject_of(content),
        "name": person.name,
        "asked": [line_of(row, last_status(row)) for row in asked],
        "answer": links.answer_path(message) if asked else "",
        "until": date_format(timezone.localtime(message.ends_at), "l, j F"),
        "todo": [(one, lines_of(one, person, on)) for one in content.todo],
        "sections": sections_of(content.lines[:MOST_LINES]),
        "more": len(content.lines) - MOST_LINES,
        "unsubscribe": links.stop_path(person.user),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: what, what of it, and the path of its page."""

    what: str
    note: str
    path: str


def subject_of(content: Content) -> str:
    texts = [task.text for one in content.todo for task in one.tasks]
    if not texts:
        return "What changed this week"
    more = len(texts) - MOST_IN_SUBJECT
    words = [text[:1].lower() + text[1:] for text in texts[:MOST_IN_SUBJECT]]
    if more > 0:
        words.append(f"{more} more")
    return f"To do: {'; '.join(words)}"


def lines_of(one: Todo, person: Person, on: date) -> list[Line]:
    """What there is to do there, and below it the objectives of others, by name."""
    return [line for task in one.tasks for line in lines_of_task(task, person, on)]


def lines_of_task(task: TodoItem, person: Person, on: date) -> list[Line]:
    named = [row for row in task.rows if not is_own(row, person, on)]
    found = [Line(task.text, "", task.address)]
    found += [line_of(row, whose(row, task.kind)) for row in named[:MOST_TITLES]]
    if len(named) > MOST_TITLES:
        found.append(Line(f"{len(named) - MOST_TITLES} more", "", task.address))
    return found


def line_of(row: Objective, note: str) -> Line:
    return Line(title(row), note, reverse("objective_detail", args=[row.pk]))


def whose(row: Objective, kind: str) -> str:
    """Whose it is, and why those who lead the team hear of it."""
    if row.owner is None:
        return "nobody owns it"
    if kind == MISSED:
        return f"{row.owner}, {last_status(row)}"
    user = row.owner.user
    if user is None:
        return f"{row.owner} has no account"
    is_reached = user.is_active and user.email
    return f"{row.owner} has left" if is_reached else f"{row.owner} gets no mail"


def last_status(row: Any) -> str:
    if row.said_at is None:
        return "no status yet"
    day = date_format(timezone.localtime(row.said_at), "j M Y")
    return f"last status on {day}"


def title(row: Objective) -> str:
    """Its title on one line, so that it looks like nothing else in a mail."""
    words = " ".join(row.title.split())
    is_long = len(words) > LONGEST_TITLE
    return f"{words[: LONGEST_TITLE - 1].rstrip()}…" if is_long else words


def sections_of(lines: Sequence[DigestLine]) -> list[tuple[str, list[Line]]]:
    """What slipped, what was answered and what else changed, under their headings."""
    found = []
    for kind, heading in digest.HEADINGS.items():
        mine = [one for one in lines if one.kind == kind]
        told = [Line(one.where, one.words, one.path) for one in mine]
        if told:
            found.append((heading, told))
    return found
