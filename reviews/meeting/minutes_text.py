"""The minutes as an outline, which the languages of exports write."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.utils.formats import date_format

from reviews.exports.outline import Element, Heading, Runs, bullets, lines, plain
from reviews.meeting.changes import MeetingChange
from reviews.meeting.minutes import REHEARSED, Group, Minutes
from reviews.models import Ask, Minute, Question
from reviews.slides.agenda import clock_text
from reviews.slides.base import TextRun
from reviews.slides.cells import inline


def outline(found: Minutes, deck: str) -> Iterator[Element]:
    """The minutes in order; `deck` is the address of the review's slides."""
    review = found.review
    title = f"{review.team} quarterly review, {review.quarter}: minutes"
    yield Heading(1, plain(title))
    yield from bullets(facts(found, deck))
    decided = (row for group in found.decisions for row in with_place(group, deck))
    yield from listed("Decisions", decided)
    yield from listed("Actions", (ask_runs(ask, review.pk) for ask in found.actions))
    for group in found.notes:
        yield Heading(2, place(group, deck))
        yield from bullets(map(minute_runs, group.minutes))
    asked = map(question_runs, found.questions)
    yield from listed("Questions from the audience", asked)
    asks = (ask_runs(ask, review.pk) for ask in found.other_asks)
    yield from listed("Asks and promises", asks)
    changed = (plain(change_words(one)) for one in found.changes)
    yield from listed("Changed in the meeting", changed)
    yield from listed("Times", (plain(time_words(*time)) for time in found.times))


def listed(title: str, items: Iterable[Runs]) -> Iterator[Element]:
    """A list under its heading, or nothing."""
    if found := tuple(bullets(items)):
        yield Heading(2, plain(title))
        yield from found


def facts(found: Minutes, deck: str) -> Iterator[Runs]:
    yield plain(f"Held: {found.held or 'not recorded'}")
    if found.review.presenters:
        yield plain(f"Presenters: {found.review.presenters}")
    if found.attendance.people:
        yield plain(f"There: {', '.join(found.attendance.people)}")
    yield (TextRun("Deck: "), TextRun(deck, href=deck))


def place(group: Group, deck: str) -> Runs:
    """The slide by its title, linked by its id while the deck has it."""
    href = f"{deck}#{quote(group.slide)}" if group.number else ""
    return (TextRun(group.title, href=href),)


def with_place(group: Group, deck: str) -> Iterator[Runs]:
    """Each decision, and below it the slide at which it was made."""
    where = place(group, deck) if group.slide else ()
    return (lines(minute_runs(minute), where) for minute in group.minutes)


def minute_runs(minute: Minute) -> Runs:
    """The text, marked if it was noted in a rehearsal."""
    rehearsed = REHEARSED * minute.in_rehearsal  # type: ignore[attr-defined]  # annotated
    return (*plain(rehearsed), *inline(minute.text))


def ask_runs(ask: Ask, review: int) -> Runs:
    """An ask with its quarter if that is another, its owner, day, state and answer."""
    facts = (
        f"asked in {ask.review.quarter}" * (ask.review_id != review),
        f"owner: {ask.owner}" if ask.owner else "no owner yet",
        f"by {date_format(ask.due_on, 'j M Y')}" if ask.due_on else "",
        ask.state_words,
    )
    kind = "" if ask.is_action else f"{ask.get_kind_display()}: "
    about = plain(f" ({'; '.join(filter(None, facts))})")
    return lines((*plain(kind), *inline(ask.text), *about), inline(ask.answer))


def question_runs(question: Question) -> Runs:
    who = f"{question.who}; " if question.who else ""
    about = plain(f" ({who}{question.get_state_display().lower()})")
    return lines((*inline(question.text), *about), inline(question.answer))


def change_words(change: MeetingChange) -> str:
    return f"{change.words} ({change.by})" if change.by else change.words


def time_words(title: str, planned: int, measured: int | None) -> str:
    """The planned and the measured time of a section."""
    took = "not measured" if measured is None else f"took {clock_text(measured)}"
    return f"{title}: planned {clock_text(planned)}, {took}"
