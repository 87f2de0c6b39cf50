from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives import overview, switcher
from objectives.models import Organization, Plan, Quarter, Team
from objectives.tables import OverviewTable

TEAMS_PER_PAGE = 50


@require_safe
def home(request):
    teams = Team.objects.visible_to(request.user).select_related("parent").in_order()
    page = Paginator(teams, TEAMS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        return render(request, "objectives/home_empty.html", nothing_yet(request))
    plans = Plan.objects.visible_to(request.user)
    quarters = list(Quarter.objects.planned_in(plans))
    quarter = quarter_asked_for(request, quarters)
    context = {"page": page, "quarter": quarter, **overview_of(page, quarter, quarters)}
    return render(request, "objectives/home.html", context)


def nothing_yet(request):
    """Why there is no team to show."""
    return {
        "is_installed": Organization.objects.exists(),
        "is_open": Organization.objects.open_to(request.user).exists(),
    }


def quarter_asked_for(request, quarters):
    """The quarter that the address names, else the one to look at today, if any."""
    if slug := request.GET.get("quarter"):
        found = [quarter for quarter in quarters if quarter.slug == slug]
        if not found:
            raise Http404
        return found[0]
    return switcher.default(quarters, on=timezone.localdate())


def overview_of(page, quarter, quarters):
    """The table, and the way to the same page of other quarters."""
    if quarter is None:
        return {"choices": []}
    lines = overview.team_lines(list(page.object_list), quarter)
    return {
        "table": OverviewTable(lines, caption=f"Teams in {quarter}"),
        "choices": switcher.choices(quarters, quarter, address_of),
    }


def address_of(quarter):
    return reverse("home", query={"quarter": quarter.slug})
