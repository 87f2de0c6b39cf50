"""How many rows each table has, and which migrations: by any cursor of either kind."""

TABLES = {
    # Without those of an index of words, which are made of others.
    "sqlite": "SELECT name FROM pragma_table_list WHERE schema = 'main' "
    "AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}
# Migrations write these; nobody would miss them.
MADE_BY_MIGRATIONS = {
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_ox_oxscheduletick",
    "reviews_tableversion",
}


def counted(cursor, vendor):
    """The number of rows by table."""
    names = [name for (name,) in asked(cursor, TABLES[vendor])]
    counts = {}
    for name in sorted(names):
        ((counts[name],),) = asked(cursor, f'SELECT count(*) FROM "{name}"')
    return counts


def migrations(cursor, counts):
    """The names of those that were applied."""
    if "django_migrations" not in counts:
        return []
    found = asked(cursor, "SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in found]


def asked(cursor, statement):
    cursor.execute(statement)
    return cursor.fetchall()


def written_by_people(counts):
    return {
        table: count
        for table, count in counts.items()
        if count and table not in MADE_BY_MIGRATIONS
    }
