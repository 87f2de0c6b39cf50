"""The database triggers that move the version of the decks.

In the database rather than in `save()`: bulk updates, fixtures and a hand on the SQL
prompt move it too, so that a kept page can never be stale. Installed after every
migration for every table of both apps, except those that show on no deck.
"""

from django.apps import apps
from django.db import connections

UNWATCHED = {
    "objectives.change",
    "objectives.deletion",
    "objectives.submission",
    "reviews.agendaitem",
    "reviews.book",
    "reviews.bookpiece",
    "reviews.meeting",
    "reviews.minute",
    "reviews.publishedfile",
    "reviews.speakernote",
    "reviews.version",
}
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{event}_moves_version AFTER {event} ON {table}
BEGIN INSERT INTO reviews_version (source, weight) VALUES ('{table}', 1); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION reviews_move_version() RETURNS trigger AS $$
BEGIN
  INSERT INTO reviews_version (source, weight) VALUES (TG_TABLE_NAME, 1);
  RETURN NULL;
END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_moves_version
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION reviews_move_version()
"""


def watched_models():
    """Every model whose rows a deck could show."""
    configs = map(apps.get_app_config, ("objectives", "reviews"))
    found = (model for config in configs for model in config.get_models())
    return [model for model in found if model._meta.label_lower not in UNWATCHED]


def install(*, using, **kwargs):
    """Install what is missing on that database; called after every migration."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = [model._meta.db_table for model in watched_models()]
    if not tables.issuperset([*wanted, "reviews_version"]):
        return  # a migration on the way to, or back from, the present tables
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor, wanted):
            cursor.execute(statement)


def statements(vendor, tables):
    """The statements that install the triggers on these tables."""
    if vendor == "sqlite":
        events = ("INSERT", "UPDATE", "DELETE")
        return [SQLITE.format(table=t, event=e) for t in tables for e in events]
    triggers = [POSTGRESQL.format(table=table) for table in tables]
    return [POSTGRESQL_FUNCTION, *triggers]
