from datetime import UTC, timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from goals_tracker.styles import accents

PLAIN = "text/plain; charset=utf-8"
# A copy that is older may name somebody who left.
DAYS_OF_SECURITY_TXT = 90
SECONDS_OF_ACCENTS = 24 * 60 * 60


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


@require_safe
@cache_control(public=True, max_age=SECONDS_OF_ACCENTS, immutable=True)
def accent_sheet(request, digits):
    """The style sheet of an accent, which its address says in full."""
    return HttpResponse(accents.sheet(f"#{digits}"), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=SECONDS_OF_ACCENTS, immutable=True)
def accent_preview(request, digits):
    """A drawing of what an accent looks like, in light and in dark."""
    accent = f"#{digits}"
    context = {
        "refusal": accents.refusal(accent),
        "grounds": (
            (0, accents.tokens()["--paper"], accents.light(accent)),
            (300, accents.DARK_PAPER, accents.dark(accent)),
        ),
    }
    drawing = render_to_string("accent.svg", context)
    return HttpResponse(drawing, content_type="image/svg+xml")
