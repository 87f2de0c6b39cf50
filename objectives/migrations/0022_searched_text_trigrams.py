from django.db import migrations

# What 0006 made: an index of the objectives' own texts.
BEFORE = "LOWER(title || ' ' || measure || ' ' || dependency || ' ' || status)"
CREATE_BEFORE = f"CREATE INDEX objective_searched ON objectives_objective USING gin (({BEFORE}) gin_trgm_ops)"
CREATE = "CREATE INDEX searched_text_trigrams ON objectives_searchedtext USING gin (text gin_trgm_ops)"


def create(apps, schema_editor):
    """On PostgreSQL; on SQLite it is made after the last migration."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS objective_searched")
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX searched_text_trigrams")
        schema_editor.execute(CREATE_BEFORE)
    else:
        for event in ("insert", "update", "delete"):
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS objectives_searchedtext_{event}_is_indexed"
            )
        schema_editor.execute("DROP TABLE IF EXISTS objectives_searchedtext_index")


class Migration(migrations.Migration):
    dependencies = [("objectives", "0021_fill_searched_text")]

    operations = [migrations.RunPython(create, drop)]
