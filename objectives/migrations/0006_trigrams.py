from django.db import migrations

# SQLite has no such index: there a search reads every row.
SEARCHED = "LOWER(title || ' ' || measure || ' ' || dependency || ' ' || status)"
CREATE = f"CREATE INDEX objective_searched ON objectives_objective USING gin (({SEARCHED}) gin_trgm_ops)"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX objective_searched")


class Migration(migrations.Migration):
    dependencies = [("objectives", "0005_quarter_ranks")]

    operations = [migrations.RunPython(create, drop)]
