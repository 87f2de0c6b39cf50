"""What a meeting changed by itself: statuses, times, and what was asked or closed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from objectives.models import Change, Objective, Plan
from objectives.models.change import ChangeQuerySet
from objectives.models.status_update import STATES
from objectives.text.inline import plain
from reviews.models import Ask, Meeting, Review
from reviews.slides.agenda import duration_text


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A change in words, who made it if that is known, and the page that has more."""

    words: str
    by: str = ""
    address: str = ""


def made_in(meeting: Meeting, review: Review) -> Iterator[MeetingChange]:
    """Statuses by objective, then time that was granted, then asks."""
    yield from statuses(meeting, review)
    yield from grants(meeting, review)
    yield from asks(meeting, review)


def statuses(meeting: Meeting, review: Review) -> Iterator[MeetingChange]:
    """Each objective's status before the meeting, and after its last change there."""
    entries = during(meeting).filter(
        Q(fields__has_key="status") | Q(fields__has_key="state"),
        noun=Objective._meta.label_lower,
        action__in=["changed", "updated"],
        object_pk__in=objectives_of(review).values("pk"),
    )
    changed: dict[int, dict[str, list[str]]] = {}
    latest = {}
    for entry in entries:
        latest[entry.object_pk] = entry
        fields = changed.setdefault(entry.object_pk, {})
        for name in {"status", "state"} & entry.fields.keys():
            was, now = entry.fields[name]
            fields[name] = [fields.get(name, [was])[0], now]
    for pk, entry in latest.items():
        before, after = (status_words(changed[pk], at) for at in (0, 1))
        words = f"{plain(entry.object_name)}: {before} → {after}"
        address = reverse("objective_detail", args=[pk])
        yield MeetingChange(words, entry.by_name, address)


def during(meeting: Meeting) -> ChangeQuerySet:
    """What the audit trail has of that time, in its order."""
    found = Change.objects.filter(at__gte=meeting.started_at, at__lte=meeting.until)
    return found.order_by("at", "pk")


def objectives_of(review: Review) -> QuerySet[Objective]:
    """The objectives that its slides are about: this quarter's and the next plan's."""
    team, quarter = review.team, review.quarter
    following = Plan.objects.quarter_after(team, quarter)
    days = (quarter.first_day, following.first_day)
    return Objective.objects.filter(
        Q(plan__team=team) | Q(plan__team__parent=team),
        plan__quarter__first_day__in=days,
    ).order_by()


def status_words(changed: dict[str, list[str]], at: int) -> str:
    """The text before (0) or after (1), and the state unless the text begins so."""
    state, text = (changed.get(name, ["", ""])[at] for name in ("state", "status"))
    label, words = dict(STATES).get(state, ""), plain(text)
    if words.casefold().startswith(label.casefold()):
        return words or "blank"
    return ": ".join(filter(None, (label, words)))


def grants(meeting: Meeting, review: Review) -> Iterator[MeetingChange]:
    if not meeting.grants:
        return
    titles = dict(review.sections.values_list("slug", "title"))
    for section, seconds, source in meeting.grants:
        where = titles.get(source, source) or "the slack"
        more = f"{duration_text(seconds)} more, from {where}"
        yield MeetingChange(f"{titles.get(section, section)}: {more}")


def asks(meeting: Meeting, review: Review) -> Iterator[MeetingChange]:
    """What was asked, done or closed in the meeting, in that order."""
    rows = {ask.pk: ask for ask in Ask.objects.for_review(review)}
    found = during(meeting).filter(
        noun=Ask._meta.label_lower,
        object_pk__in=list(rows),
        action__in=["added", "closed"],
    )
    for entry in found:
        ask = rows[entry.object_pk]
        verb = (
            ask.state_words.capitalize()
            if entry.action == "closed"
            else f"New {ask.get_kind_display().lower()}"
        )
        yield MeetingChange(f"{verb}: {plain(ask.text)}", entry.by_name)
