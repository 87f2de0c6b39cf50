"""The minutes of one meeting: what was written, and what the meeting changed by itself.

A review may have several meetings, each with minutes of its own. Where there was none,
everything that was written belongs to the review.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from reviews.deck.deck import by_id
from reviews.meeting import changes
from reviews.models import Ask, Attendance, Meeting, Minute, Review

WHOLE = "The whole meeting"
REHEARSED = "In a rehearsal: "
DECIDED = "Decision: "
MOMENT = "j M Y, H:i"


@dataclass(frozen=True, slots=True)
class Group:
    """The minutes of one slide; `number` is 0 if it is no longer in the deck."""

    number: int
    heading: str
    minutes: tuple
    slide: str = ""

    @property
    def title(self):
        if self.number or not self.slide:
            return self.heading
        return f"{self.heading or self.slide} (no longer in the deck)"


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that the minutes of a meeting say; without a meeting, those of the review.

    `decisions` and `notes` are by slide; `times` are (section, planned, measured or
    None).
    """

    review: Review
    meetings: tuple
    number: int
    attendance: Attendance
    decisions: tuple
    notes: tuple
    asks: tuple
    questions: tuple
    changes: tuple
    times: tuple

    @property
    def meeting(self) -> Meeting | None:
        return self.meetings[self.number - 1] if self.meetings else None

    @property
    def is_only(self) -> bool:
        """Whether these are all minutes of the review."""
        return len(self.meetings) < 2

    @property
    def actions(self):
        return [ask for ask in self.asks if ask.is_action]

    @property
    def other_asks(self):
        return [ask for ask in self.asks if not ask.is_action]

    @property
    def held(self) -> str:
        """When it was held, in words, or empty."""
        began = self.meeting.started_at if self.meeting else self.review.held_at
        ended = self.meeting.ended_at if self.meeting else None
        until = f"–{date_format(timezone.localtime(ended), 'H:i')}" if ended else ""
        if began is None:
            return ""
        return f"{date_format(timezone.localtime(began), MOMENT)}{until}"


def read(review: Review, placed: Any, asked: str = "", *, at: Any) -> Minutes:
    """The minutes of the meeting with that number, or of the last one."""
    meetings = tuple(review.meetings.held())
    number = number_of(asked, len(meetings))
    meeting = meetings[number - 1] if meetings else None
    rows = review.minutes.with_rehearsal().select_related("by")
    own = [one for one in rows if belongs(one, meeting, meetings)]
    decided = Minute.Kind.DECISION
    people = Attendance.objects.of(review, meeting, is_first=number == 1)
    return Minutes(
        review=review,
        meetings=meetings,
        number=number,
        attendance=people,
        decisions=tuple(grouped([m for m in own if m.kind == decided], placed)),
        notes=tuple(grouped([m for m in own if m.kind != decided], placed)),
        asks=tuple(Ask.objects.for_review(review)),
        questions=tuple(questions_of(meeting)),
        changes=tuple(changes.made_in(meeting, review)) if meeting else (),
        times=tuple(times_of(review, meeting, at)),
    )


def number_of(asked: str, count: int) -> int:
    """The number of the meeting that is asked for, else of the last one; 1 if none."""
    known = {str(number) for number in range(1, count + 1)}
    return int(asked) if asked in known else max(count, 1)


def belongs(minute: Minute, meeting: Meeting | None, meetings: tuple) -> bool:
    """Whether it was noted for this meeting, or since this one and before the next."""
    return meeting is None or meeting_of(minute, meetings) == meeting


def meeting_of(minute: Minute, meetings: tuple) -> Meeting:
    begun = [one for one in meetings if one.started_at <= minute.at]
    noted = [one for one in meetings if one.pk == minute.meeting_id]
    return (noted or begun or meetings[:1])[-1]


def questions_of(meeting):
    if meeting is None:
        return ()
    return meeting.questions.for_minutes().select_related("by")


def grouped(minutes: Iterable[Minute], placed: Any) -> list[Group]:
    """By slide: the whole meeting's, then in deck order, then of removed slides."""
    by_slide: dict[str, list] = {}
    shown = by_id(placed)
    for minute in minutes:
        here = shown.get(minute.slide)
        by_slide.setdefault(here.slide.id if here else minute.slide, []).append(minute)
    whole = by_slide.pop("", None)
    found = [Group(0, WHOLE, tuple(whole))] if whole else []
    for one in placed:
        if rows := by_slide.pop(one.slide.id, None):
            group = Group(one.number, one.slide.heading, tuple(rows), one.slide.id)
            found.append(group)
    gone = [
        Group(0, rows[-1].heading, tuple(rows), slide)
        for slide, rows in by_slide.items()
    ]
    return found + gone


def times_of(review, meeting, at):
    """Each section that is shown with its planned seconds and those that it took."""
    shown = review.sections.filter(is_hidden=False)
    if meeting is None:
        yield from shown.values_list("title", "seconds", "measured_seconds")
        return
    planned, spent = meeting.planned, meeting.spent_by(at)
    for section in shown:
        took = spent.get(section.slug)
        seconds = planned.get(section.slug, section.seconds)
        yield section.title, seconds, None if took is None else round(took)


def minute_words(minute: Minute) -> str:
    """The text, marked if it is a decision or was noted in a rehearsal."""
    is_decision = minute.kind == Minute.Kind.DECISION
    rehearsed = REHEARSED * minute.in_rehearsal  # type: ignore[attr-defined]  # annotated
    return f"{rehearsed}{DECIDED * is_decision}{minute.text}"
