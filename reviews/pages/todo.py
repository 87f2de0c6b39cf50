"""What people have to do for reviews, and what digests say of them.

Asks and actions with a day are for whoever has that name on the team; reviews that are
held soon, for those who lead the team. All by 5 queries for any number of people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from objectives.models import Change, Quarter, Team
from objectives.reminders.digest import ANSWERED, TeamNews, Window, short
from objectives.reminders.people import Person
from objectives.reminders.todo import TodoItem
from reviews.models import Ask, Publication, Review

SOON = timedelta(days=7)
VERBS = {Ask.Kind.ASK: "Answer", Ask.Kind.NEXT_TIME: "Bring", Ask.Kind.ACTION: "Do"}

type Found = Iterator[tuple[int, Team, Quarter, TodoItem]]


def for_reviews(people: Sequence[Person], at: datetime) -> Found:
    yield from asked(people, at)
    yield from to_prepare(people, at)


def asked(people: Sequence[Person], at: datetime) -> Found:
    """Open asks and actions of theirs whose day has come, or comes soon."""
    named = defaultdict(set)
    for person in people:
        for member in person.memberships:
            named[member.team.root_pk, folded(member.name)].add(person.pk)
    roots = {root for root, _ in named}
    asks = Ask.objects.filter(
        Q(review__team__in=roots) | Q(review__team__parent__in=roots),
        closed_in=None,
        answer="",
        due_on__lte=timezone.localdate(at) + SOON,
        review__team__archived_at=None,
    )
    ends = ("review__team__parent", "review__quarter")
    for ask in asks.exclude(owner="").select_related(*ends).order_by("due_on", "pk"):
        team, quarter = ask.review.team, ask.review.quarter
        for pk in sorted(named.get((team.root_pk, folded(ask.owner)), ())):
            yield pk, team, quarter, item(ask, team, quarter)


def folded(name):
    return " ".join(name.casefold().split())


def item(ask, team, quarter):
    day = date_format(ask.due_on, "j M")
    text = f"{VERBS[ask.kind]} by {day}: {short(ask.text)}"
    return TodoItem(text, "See", reverse("ask_list", args=[team.slug, quarter.slug]))


def to_prepare(people: Sequence[Person], at: datetime) -> Found:
    """Reviews of their teams that are held soon and are not published."""
    leads = defaultdict(list)
    for person in people:
        for team in person.led:
            leads[team].append(person.pk)
    soon = Review.objects.filter(
        team__in=leads, held_at__gt=at, held_at__lte=at + SOON, team__archived_at=None
    )
    soon = soon.with_publication().filter(publication_pk=None)
    for review in soon.select_related("team__parent", "quarter").order_by("pk"):
        day = date_format(timezone.localtime(review.held_at), "j F")
        place = [review.team.slug, review.quarter.slug]
        task = TodoItem(
            f"Prepare the review on {day}", "Prepare", reverse("preflight", args=place)
        )
        for pk in leads[review.team_id]:
            yield pk, review.team, review.quarter, task


def news_of_reviews(keys: Collection[int], window: Window) -> Iterator[TeamNews]:
    """Reviews of these teams that were published, and asks that were answered."""
    since, until = window
    of_teams = Q(review__team__in=keys) | Q(review__team__parent__in=keys)
    ends = ("review__team__parent", "review__quarter")
    published = Publication.objects.filter(of_teams, at__gt=since, at__lte=until)
    published = published.select_related(*ends).defer("snapshot").order_by("at", "pk")
    for one in published.filter(withdrawn_at=None):
        review = one.review
        words = f"The review of {review.quarter} was published"
        path = review.get_absolute_url()
        yield TeamNews(review.team, one.at, words, path, by=one.by_id)
    asks = Ask.objects.filter(of_teams).exclude(answer="").select_related(*ends)
    by_key = {ask.pk: ask for ask in asks}
    answers = Change.objects.filter(
        noun=Ask._meta.label_lower,
        object_pk__in=by_key,
        fields__has_key="answer",
        at__gt=since,
        at__lte=until,
    )
    last = {change.object_pk: change for change in answers.order_by("at", "pk")}
    for change in last.values():
        ask = by_key[change.object_pk]
        team, quarter = ask.review.team, ask.review.quarter
        words = f"{short(ask.text)} — {short(ask.answer)}"
        path = reverse("ask_list", args=[team.slug, quarter.slug])
        yield TeamNews(team, change.at, words, path, ANSWERED, change.by_id)
