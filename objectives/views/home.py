from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.models import ChatRoom, Organization, Plan, Quarter, Team
from objectives.pages.overview_page import TEAMS_PER_PAGE, OverviewPage
from objectives.pages.quarter_switcher import default_quarter, quarter_switcher
from objectives.permissions import Account, may_administer, teams_led_in_person
from objectives.reminders.todo import todo_for

MOST_TO_START = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    organization = Organization.objects.known_to(user).first()
    keys = Team.objects.keys_visible_to(user)
    quarters = list(Quarter.objects.planned_in(Plan.objects.in_teams(keys)))
    quarter = quarter_asked_for(request, quarters)
    context = {"organization": organization, "quarter": quarter}
    if user.is_authenticated:
        context |= waiting_for(user, organization, quarters)
    if quarter is None:
        return home_without_plans(request, keys, context)
    overview = OverviewPage(
        quarter, quarter_before(quarter, quarters), keys=keys, data=request.GET
    )
    context["overview"] = overview
    context["switcher"] = quarter_switcher(quarters, quarter, address_of)
    status = 400 if overview.form.errors else 200
    return render(request, "objectives/home.html", context, status=status)


def home_without_plans(
    request: HttpRequest, keys: list[int] | None, context: dict[str, Any]
) -> HttpResponse:
    """The teams while none has a plan, or what to do while there are none."""
    teams = Team.objects.in_teams(keys).active()
    teams = teams.select_related("parent").in_order()
    page = Paginator(teams, TEAMS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        return render(request, "objectives/home_empty.html", nothing_yet(request))
    return render(request, "objectives/home_plans.html", {**context, "page": page})


def quarter_before(quarter: Quarter, quarters: list[Quarter]) -> Quarter | None:
    """The quarter that ends on the day before, if it was planned."""
    last_day = quarter.first_day - timedelta(days=1)
    return next((row for row in quarters if row.last_day == last_day), None)


def waiting_for(
    user: Account, organization: Organization | None, quarters: list[Quarter]
) -> dict[str, Any]:
    """What the user has to do, and which plans of today's quarter to start."""
    at = timezone.now()
    today = quarter_of_today(organization, quarters, on=timezone.localdate(at))
    teams = teams_led_in_person(user).active().select_related("parent").in_order()
    led = list(teams.planned_in(today))
    return {
        "todo": todo_for(user, at=at),
        "today": today,
        "chat_off": list(ChatRoom.objects.off_in(led)) if led else [],
        "may_import": may_administer(user) or bool(led),
        "to_start": [team for team in led if not team.is_planned][:MOST_TO_START],
    }


def quarter_of_today(
    organization: Organization | None, quarters: list[Quarter], *, on: date
) -> Quarter:
    """Today's quarter in the organisation's calendar, stored or not."""
    calendar = organization.calendar if organization else {"year_start_month": 1}
    today = Quarter.of(on, **calendar)
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
    slug = request.GET.get("quarter")
    if slug and quarters:
        found = [quarter for quarter in quarters if quarter.slug == slug]
        if not found:
            raise Http404
        return found[0]
    return default_quarter(quarters, on=timezone.localdate())


def address_of(quarter: Quarter) -> str:
    return reverse("home", query={"quarter": quarter.slug})
