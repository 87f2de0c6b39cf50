"""What a meeting came to: its times beside the plan, and what came out of it."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from objectives.models import Change, Objective, StatusUpdate
from objectives.text.inline import plain
from reviews.deck.deck import Placed, by_id
from reviews.models import Ask, Meeting, Minute, Review
from reviews.slides.agenda import clock_text

# A status is changed on the slides that show how objectives stand.
WITH_STATUS = {"did", "next"}
DECISION = "Decision"
KEYS = re.compile(r'data-objective="(\d+)"')


@dataclass(frozen=True, slots=True)
class SectionTime:
    """A section with the seconds that it took and those that it had."""

    title: str
    took: float
    planned: int

    @property
    def words(self) -> str:
        if not self.took:
            return f"– of {clock_text(self.planned)}"
        return f"{clock_text(round(self.took))} of {clock_text(self.planned)}"

    @property
    def is_over(self) -> bool:
        return round(self.took) > self.planned


@dataclass(frozen=True, slots=True)
class Result:
    """What was noted or changed, in words; `slide` is empty where no slide shows it."""

    kind: str
    text: str
    slide: str = ""
    number: int = 0

    @property
    def is_decision(self) -> bool:
        return self.kind == DECISION


def times_of(meeting: Meeting) -> list[SectionTime]:
    shown = meeting.review.sections.filter(is_hidden=False)
    return [
        SectionTime(one.title, meeting.spent.get(one.slug, 0), one.seconds)
        for one in shown
    ]


def how_long(meeting: Meeting) -> str:
    """Ended at 10:29, after 28:52 of 30:00."""
    ended = meeting.ended_at or meeting.lapses_at
    took = round((ended - meeting.started_at).total_seconds())
    slot = meeting.review.slot_seconds
    of_slot = f" of {clock_text(slot)}" if slot else ""
    at = timezone.localtime(ended)
    return f"Ended at {at:%H:%M}, after {clock_text(took)}{of_slot}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the minutes of a meeting are: of which review, and its number there."""

    review: Review
    number: int
    began: datetime.datetime


def minutes_place(meeting: Meeting) -> Place | None:
    """Where the minutes of a meeting are; None of a rehearsal, which has none."""
    keys = [*meeting.review.meetings.held().values_list("pk", flat=True)]
    if meeting.pk not in keys:
        return None
    return Place(meeting.review, keys.index(meeting.pk) + 1, meeting.started_at)


def last_minutes(meeting: Meeting) -> Place | None:
    """Where those of the meeting before are, in this review or the last one."""
    here = meeting.review
    before = here.meetings.held().filter(started_at__lt=meeting.started_at).last()
    if before is None and (last := Review.objects.before(here.team, here.quarter)):
        before = last.meetings.held().last()
    return minutes_place(before) if before else None


def results_of(meeting: Meeting, placed: Iterable[Placed]) -> list[Result]:
    """Minutes, asks and changed statuses of the meeting, each with its slide."""
    shown = by_id(placed)
    found = [*minutes_of(meeting), *asks_of(meeting), *statuses_of(meeting, placed)]
    return [
        Result(kind, text, shown[slide].slide.id, shown[slide].number)
        if slide in shown
        else Result(kind, text)
        for kind, text, slide in found
    ]


def in_it(meeting: Meeting) -> dict:
    return {"at__gte": meeting.started_at, "at__lte": meeting.ended_at}


def minutes_of(meeting: Meeting) -> Iterator[tuple[str, str, str]]:
    for minute in meeting.review.minutes.filter(**in_it(meeting)):
        is_decision = minute.kind == Minute.Kind.DECISION
        kind = DECISION if is_decision else "Minute"
        yield kind, minute.text, minute.slide


def asks_of(meeting: Meeting) -> Iterator[tuple[str, str, str]]:
    rows = {ask.pk: ask for ask in meeting.review.asks.all()}
    added = Change.objects.filter(
        **in_it(meeting),
        noun=Ask._meta.label_lower,
        object_pk__in=list(rows),
        action="added",
    )
    for key in added.order_by("pk").values_list("object_pk", flat=True):
        ask = rows[key]
        given = f"given to {ask.owner}" if ask.owner else "given to no one yet"
        yield ask.get_kind_display(), f"{ask.text} ({given})", ask.slide


def statuses_of(
    meeting: Meeting, placed: Iterable[Placed]
) -> Iterator[tuple[str, str, str]]:
    """The last status that each objective on a slide was given."""
    on_slide = slides_of_objectives(placed)
    updates = StatusUpdate.objects.filter(
        **in_it(meeting), objective__in=list(on_slide)
    ).order_by("at", "pk")
    last = {one.objective_id: one for one in updates}
    titles = Objective.objects.filter(pk__in=list(last)).values_list("pk", "title")
    for key, title in titles:
        words = last[key].get_state_display() or plain(last[key].text) or "blank"
        yield "Status", f"{plain(title)}: {words}", on_slide[key]


def slides_of_objectives(placed: Iterable[Placed]) -> dict[int, str]:
    """The slide that shows the status of each objective, by its key; the first one."""
    found: dict[int, str] = {}
    for one in placed:
        if one.slide.kind in WITH_STATUS:
            for key in KEYS.findall(one.html):
                found.setdefault(int(key), one.slide.id)
    return found
