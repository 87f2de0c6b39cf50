"""What reviews keep of people by their names, so that none of it loses its person."""

import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from objectives.models import Change, Member
from reviews.models.ask import Ask
from reviews.models.attendance import Attendance
from reviews.models.minute import Minute
from reviews.models.review import Review


def found_in_reviews(member: Member, names: set[str]) -> list[str]:
    """Where reviews of their team name them or have named them, in words."""
    return list(finds(member, names))


def finds(member: Member, names: set[str]) -> Iterator[str]:
    root = member.team.root_pk
    reviews = Review.objects.filter(Q(team=root) | Q(team__parent=root)).order_by()
    asks = Ask.objects.filter(review__in=reviews)
    if is_named(names, asks, "owner"):
        yield "asks"
    if is_named(names, reviews, "presenters"):
        yield "presenters of reviews"
    attendances = Attendance.objects.filter(review__in=reviews)
    if is_named(names, attendances, "names"):
        yield "who was at meetings"
    minutes = Minute.objects.filter(review__in=reviews, by=member.user_id)
    if member.user_id and minutes.exists():
        yield "minutes"


def is_named(names: set[str], rows: QuerySet, field: str) -> bool:
    """Whether one of the names is a part of this text in any row, now or before."""
    texts = {*rows.order_by().values_list(field, flat=True)}
    text = "\n".join(texts | Change.objects.values_of(rows, field))
    found = "|".join(map(re.escape, names))
    return re.search(rf"(?<!\w)(?:{found})(?!\w)", text, re.IGNORECASE) is not None
