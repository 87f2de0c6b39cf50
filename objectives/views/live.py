from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from objectives.models import Objective
from objectives.pages.live import row_versions, rows_of, version_of
from objectives.views.addresses import team_and_quarter
from objectives.views.deletions import keys_in
from objectives.views.objectives import rows_on_page
from objectives.views.plans import keys_led_by


@require_safe
def plan_versions(request: HttpRequest, key: str) -> HttpResponse:
    """The versions of the rows on a page; nothing if they are as it has `seen` them."""
    try:
        rows = rows_of(key)
    except BadSignature:
        raise Http404 from None
    version = version_of(rows)
    if request.GET.get("seen") == version:
        return HttpResponse(status=204)
    return JsonResponse({"version": version, "rows": row_versions(rows)})


@require_safe
def plan_rows(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    """Some rows of a plan's page as they are now, and its figures."""
    team, quarter = team_and_quarter(request, team, quarter)
    led = keys_led_by(request.user, team)
    keys = keys_in(request.GET.getlist("objective"))
    rows = Objective.objects.filter(pk__in=keys)
    return rows_on_page(request, team, quarter, rows, led)
