from collections import Counter

from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """Those that append; what counts up is installed after the migration."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("reviews_move_version", "reviews_count_write"):
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            " AND (name LIKE '%_moves_version' OR name LIKE '%_is_counted')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def add_up(apps, schema_editor):
    """Put one row a table in place of many, with their sum."""
    rows = apps.get_model("reviews", "TableVersion").objects.all()
    sums = Counter()
    for source, number in rows.values_list("source", "number"):
        sums[source] += number
    rows.delete()
    rows.bulk_create(rows.model(source=s, number=n) for s, n in sums.items())


class Migration(migrations.Migration):
    dependencies = [("reviews", "0004_book")]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.RenameModel("Version", "TableVersion"),
        migrations.RenameField("tableversion", "weight", "number"),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.AddField("tableversion", "slot", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "tableversion",
            models.UniqueConstraint(
                fields=("source", "slot"),
                name="table_version_slot",
                violation_error_message="This row counts the table already.",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
