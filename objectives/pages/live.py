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
    sums = {"versions": Sum("version"), "links": Sum("linked"), "rows": Count("pk")}
    found = rows.order_by().aggregate(**sums)
    return "-".join(str(found[name] or 0) for name in sums)


def row_versions(rows: ObjectiveQuerySet) -> list[list[object]]:
    """Key, version and plan of each row, whether it is new, and what it is linked to.

    In their order.
    """
    values = ("pk", "version", "plan", "carried_from", "linked")
    return [
        [pk, version, plan, link is None, linked]
        for pk, version, plan, link, linked in rows.by_group().values_list(*values)
    ]
