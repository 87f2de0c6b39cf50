from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.models import Organization, Plan, Quarter, Team
from objectives.pages import overview
from objectives.pages.quarter_switcher import default_quarter, quarter_switcher
from objectives.pages.tables import OverviewTable
from objectives.pages.todo import todo_for
from objectives.permissions import Account, teams_led_in_person

TEAMS_PER_PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    teams = Team.objects.visible_to(request.user).select_related("parent").in_order()
    page = Paginator(teams, TEAMS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        return render(request, "objectives/home_empty.html", nothing_yet(request))
    plans = Plan.objects.visible_to(request.user)
    quarters = list(Quarter.objects.planned_in(plans))
    quarter = quarter_asked_for(request, quarters)
    context = {"page": page, "quarter": quarter, **overview_of(page, quarter, quarters)}
    context["has_reviews"] = has_reviews(request.user, quarter)
    if request.user.is_authenticated:
        context |= waiting_for(request.user, quarters)
    return render(request, "objectives/home.html", context)


def has_reviews(user: Account, quarter: Quarter | None) -> bool:
    """Whether any team visible to the user has a review of the quarter."""
    teams = Team.objects.visible_to(user)
    return quarter is not None and teams.reviewed_in(quarter).exists()


def waiting_for(user: Account, quarters: list[Quarter]) -> dict[str, Any]:
    """What the user has to do, and which plans of today's quarter to start."""
    organization, at = Organization.objects.first(), timezone.now()
    today = quarter_of_today(organization, quarters, on=timezone.localdate(at))
    teams = teams_led_in_person(user).select_related("parent").in_order()
    led = list(teams.planned_in(today))
    return {
        "organization": organization,
        "todo": todo_for(user, at=at, led={team.pk for team in led}),
        "today": today,
        "unplanned": [team for team in led if not team.is_planned][:TEAMS_PER_PAGE],
    }


def quarter_of_today(
    organization: Organization | None, quarters: list[Quarter], *, on: date
) -> Quarter:
    """Today's quarter in the organisation's calendar, stored or not."""
    month = organization.fiscal_year_start if organization else 1
    today = Quarter.of(on, year_start_month=month)
    same = (row for row in quarters if row.first_day == today.first_day)
    if found := next(same, None):
        return found
    if any(row.slug == today.slug for row in quarters):
        today.slug = today.long_address
    return today


def nothing_yet(request: HttpRequest) -> dict[str, bool]:
    """Why there is no team to show."""
    return {
        "is_installed": Organization.objects.exists(),
        "is_open": Organization.objects.open_to(request.user).exists(),
    }


def quarter_asked_for(request: HttpRequest, quarters: list[Quarter]) -> Quarter | None:
    """The quarter in the address, or the default one; None if there is none."""
    if slug := request.GET.get("quarter"):
        found = [quarter for quarter in quarters if quarter.slug == slug]
        if not found:
            raise Http404
        return found[0]
    return default_quarter(quarters, on=timezone.localdate())


def overview_of(
    page: Page[Team], quarter: Quarter | None, quarters: list[Quarter]
) -> dict[str, Any]:
    """The table, and links to the same page of other quarters."""
    if quarter is None:
        return {}
    rows = overview.team_quarter_rows(list(page.object_list), quarter)
    return {
        "table": OverviewTable(rows, caption=f"Teams in {quarter}"),
        "switcher": quarter_switcher(quarters, quarter, address_of),
    }


def address_of(quarter: Quarter) -> str:
    return reverse("home", query={"quarter": quarter.slug})
