"""Mark what was added after the first commitment, as far as the history tells."""

from django.db import migrations


def mark(apps, schema_editor):
    plans = apps.get_model("objectives", "Plan").objects
    commitments = apps.get_model("objectives", "Commitment").objects
    for pk, first in plans.filter(pk__in=reopened(apps)).values_list(
        "pk", "committed_at"
    ):
        rows = list(commitments.filter(objective__plan=pk).values_list("pk", "at"))
        has_older = any(at is None for _, at in rows)
        for row, at in rows:
            later = is_later(at, first, has_older=has_older)
            commitments.filter(pk=row).update(is_added_later=later)


def reopened(apps):
    """The keys of the plans that were a draft again once they were committed."""
    changes = apps.get_model("objectives", "Change").objects.filter(
        noun="objectives.plan", action="reopened"
    )
    return {
        pk
        for pk, fields in changes.values_list("object_pk", "fields")
        if fields.get("state") == ["committed", "draft"]
    }


def is_later(at, first, *, has_older):
    """Whether it was committed after the first time; None if that is not known.

    Those without a moment were entered from older records, before any others.
    """
    if at is None:
        return False
    if has_older:
        return True
    return None if first is None else at > first


class Migration(migrations.Migration):
    dependencies = [("objectives", "0016_commitment_added_later")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
