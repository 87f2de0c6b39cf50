"""What an open plan page asks again and again: whether somebody has changed its rows.

Hundreds of pages ask every few seconds, so the question takes one query, and no session
or team. A page has a key that names its plans; whoever may see a plan has its key, and
an answer says no more than which rows have changed. They come by an address that asks
for permission.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.core import signing
from django.db.models import Count, Sum

from objectives.models import Objective, Plan
from objectives.models.objective_queryset import ObjectiveQuerySet

SALT = "objectives.plan.live"
LIFETIME = timedelta(days=1)


def live_key(plans: Iterable[Plan]) -> str:
    return signing.dumps([plan.pk for plan in plans], salt=SALT)


def rows_of(key: str) -> ObjectiveQuerySet:
    """The objectives of the plans in a key. Raises BadSignature if it is not ours."""
    plans = signing.loads(key, salt=SALT, max_age=LIFETIME)
    return Objective.objects.filter(plan__in=plans).with_version()


def version_of(rows: ObjectiveQuerySet) -> str:
    """Another one after each change, deletion and addition.

    A sum, since two transactions may be written in another order than they began.
    """
    found = rows.order_by().aggregate(versions=Sum("version"), rows=Count("pk"))
    return f"{found['versions'] or 0}-{found['rows']}"


def row_versions(rows: ObjectiveQuerySet) -> list[list[object]]:
    """Key, version and plan of each row, and whether it is new, in their order."""
    values = ("pk", "version", "plan", "carried_from")
    ordered = rows.by_group().values_list(*values)
    return [[pk, version, plan, link is None] for pk, version, plan, link in ordered]
