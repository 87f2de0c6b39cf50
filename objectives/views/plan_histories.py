from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.models import Change, Deletion, Plan
from objectives.pages.plan_history import plan_events, team_names
from objectives.views.addresses import team_and_quarter

EVENTS_PER_PAGE = 50


@require_safe
def plan_history(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    plans = list(Plan.objects.covered_by(team, quarter))
    gone = [Plan(pk=pk) for pk in Deletion.objects.plan_keys(team, quarter)]
    changes = Paginator(Change.objects.of(*plans, *gone), EVENTS_PER_PAGE)
    page = changes.get_page(request.GET.get("page"))
    context = {
        "team": team,
        "quarter": quarter,
        "plans": plans,
        "events": plan_events(page, team_names(plans)),
        "page": page,
    }
    return render(request, "objectives/plan_history.html", context)
