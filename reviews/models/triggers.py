"""The database triggers that count up the versions of tables.

In the database rather than in `save()`, so that bulk updates, fixtures and manual SQL
count too, and a cached page is never stale. Installed after every migration on every
table of both apps, except those that no deck shows.

On SQLite, where one transaction writes at a time, a table has one row. On PostgreSQL
one row would make every writer of a table wait for the transaction before it, and two
that write two tables in turn for each other: there a statement counts in a row that no
other transaction holds, and adds one where there is none.
"""

from django.apps import apps
from django.db import connections

UNWATCHED = {
    "objectives.accountsettings",
    "objectives.change",
    "objectives.chatline",
    "objectives.chatroom",
    "objectives.chatsecret",
    "objectives.deletion",
    "objectives.export",
    "objectives.exportpiece",
    "objectives.failedsignins",
    "objectives.follow",
    "objectives.formerslug",
    "objectives.import",
    "objectives.importmapping",
    "objectives.mailmessage",
    "objectives.messagesettings",
    "objectives.mention",
    "objectives.searchedtext",
    "objectives.statusreading",
    "objectives.submission",
    "objectives.tag",
    "objectives.tagging",
    "objectives.weeklymessage",
    "reviews.agendaitem",
    "reviews.attendance",
    "reviews.book",
    "reviews.bookpiece",
    "reviews.calendarfeed",
    "reviews.fetchrequest",
    "reviews.guestlink",
    "reviews.meeting",
    "reviews.minute",
    "reviews.printrequest",
    "reviews.publishedfile",
    "reviews.question",
    "reviews.speakernote",
    "reviews.tableversion",
}
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{event}_is_counted AFTER {event} ON {table}
BEGIN
  INSERT INTO reviews_tableversion (source, slot, number) VALUES ('{table}', 0, 1)
  ON CONFLICT (source, slot) DO UPDATE SET number = number + 1;
END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION reviews_count_write() RETURNS trigger AS $$
BEGIN
  UPDATE reviews_tableversion SET number = number + 1 WHERE id = (
    SELECT id FROM reviews_tableversion WHERE source = TG_TABLE_NAME
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
  );
  IF NOT FOUND THEN
    INSERT INTO reviews_tableversion AS held (source, slot, number)
    VALUES (TG_TABLE_NAME, txid_current(), 1)
    ON CONFLICT (source, slot) DO UPDATE SET number = held.number + 1;
  END IF;
  RETURN NULL;
END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_is_counted
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION reviews_count_write()
"""


def watched_models():
    """Every model whose rows a deck could show."""
    configs = map(apps.get_app_config, ("objectives", "reviews"))
    found = (model for config in configs for model in config.get_models())
    return [model for model in found if model._meta.label_lower not in UNWATCHED]


def install(*, using, **kwargs):
    """Install the missing triggers; called after every migration."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = [model._meta.db_table for model in watched_models()]
    if not tables.issuperset([*wanted, "reviews_tableversion"]):
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
