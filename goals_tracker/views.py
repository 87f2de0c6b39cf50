from datetime import UTC, timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"
# A copy that is older may name somebody who left.
DAYS_OF_SECURITY_TXT = 90


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


@require_safe
def security_txt(request):
    """Whom to tell about a vulnerability (RFC 9116), where the settings say."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.now().astimezone(UTC) + timedelta(days=DAYS_OF_SECURITY_TXT)
    fields = [
        *(("Contact", one) for one in settings.SECURITY_CONTACT),
        ("Expires", f"{expires:%Y-%m-%d}T00:00:00Z"),
        ("Preferred-Languages", ", ".join(settings.SECURITY_LANGUAGES)),
        ("Canonical", request.build_absolute_uri(request.path)),
    ]
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    return HttpResponse(text, content_type=PLAIN)
