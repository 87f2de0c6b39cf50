from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

PLAIN = "text/plain; charset=utf-8"


@never_cache
def healthz(request):
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
def readyz(request):
    try:
        missing = missing_migrations()
    except Error:
        return not_ready("The database does not respond.")
    if missing:
        return not_ready(f"{missing} migrations are not applied.")
    return HttpResponse("ready\n", content_type=PLAIN)


def missing_migrations():
    """Count the migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def not_ready(reason):
    return HttpResponse(f"{reason}\n", content_type=PLAIN, status=503)
