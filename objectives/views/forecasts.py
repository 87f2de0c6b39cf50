from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.insights.judged import carries_of, history
from objectives.models import Plan, Quarter, Team
from objectives.pages.forecast import ForecastPage, expectations
from objectives.pages.quarter_switcher import default_quarter

PLANS_PER_PAGE = 50


@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """What became of promises, and what to expect of this quarter's plans."""
    keys = Team.objects.keys_visible_to(request.user)
    found = history(keys)
    context: dict[str, Any] = {"history": found}
    if found.is_enough:
        quarters = list(Quarter.objects.planned_in(Plan.objects.in_teams(keys)))
        quarter = default_quarter(quarters, on=timezone.localdate())
        plans = Plan.objects.in_teams(keys).in_quarter(quarter).oldest_first()
        page = Paginator(plans, PLANS_PER_PAGE).get_page(request.GET.get("page"))
        bands = expectations(found, carries_of(page))
        context |= {
            "forecast": ForecastPage(found, quarters),
            "quarter": quarter,
            "page": page,
            "plans": [(plan, bands[plan.pk]) for plan in page if plan.pk in bands],
        }
    return render(request, "objectives/forecast.html", context)
