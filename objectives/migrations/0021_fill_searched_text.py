from django.db import migrations

from objectives.text.searching import searched_text

TEXTS = (
    *("title", "measure", "dependency", "status", "tags"),
    *("reference", "reference_url", "owner__name"),
)
AT_ONCE = 1000


def fill(apps, schema_editor):
    """Store the texts of all objectives; begun again, it writes them once more."""
    objectives = apps.get_model("objectives", "Objective").objects.order_by("pk")
    model = apps.get_model("objectives", "SearchedText")
    rows = objectives.values_list("pk", *TEXTS)
    while batch := list(rows[:AT_ONCE]):
        model.objects.bulk_create(
            [
                model(pk=pk, text=searched_text(*filter(None, texts)))
                for pk, *texts in batch
            ],
            update_conflicts=True,
            unique_fields=["objective"],
            update_fields=["text"],
        )
        rows = rows.filter(pk__gt=batch[-1][0])


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False
    dependencies = [("objectives", "0020_searched_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
