from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.forms.check_in import CheckIn
from objectives.models import Objective, Plan
from objectives.models.objective_queryset import ObjectiveQuerySet
from objectives.pages.check_in import check_in_sections
from objectives.permissions import Account, may_check_in, require, teams_led_by
from objectives.views.addresses import posted_data, team_and_quarter


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    require(may_check_in(request.user, team))
    plans = list(Plan.objects.covered_by(team, quarter))
    rows: list[Any] = list(rows_of(request.user, plans))  # annotated
    own = [row for row in rows if row.is_own]
    is_mine = "mine" in request.GET
    page = CheckIn(own if is_mine else rows, posted_data(request))
    now = timezone.now()
    if request.method == "POST" and page.accept(by=request.user, at=now):
        messages.success(
            request, saved_message(page.saved) or "There was nothing to save."
        )
        return redirect(request.get_full_path())
    context = {
        "team": team,
        "quarter": quarter,
        "page": page,
        "is_closed": bool(plans) and all(plan.is_closed for plan in plans),
        "message": saved_message(page.saved),
        "is_mine": is_mine,
        "own": len(own),
        "all": len(rows),
        "sections": check_in_sections(page.open_rows, now=now),
        "done": check_in_sections(page.done_rows, now=now),
    }
    return render(request, "objectives/check_in.html", context, status=page.status)


def rows_of(user: Account, plans: Iterable[Plan]) -> ObjectiveQuerySet:
    """The objectives whose status this user may write, in plans that are not closed."""
    open_plans = [plan for plan in plans if not plan.is_closed]
    objectives = Objective.objects.in_plans(open_plans)
    return objectives.reported_by(user, teams_led_by(user)).for_check_in()


def saved_message(saved: list[Objective]) -> str:
    """How many updates were saved, in words; empty for none."""
    if not saved:
        return ""
    return f"Saved {len(saved)} update{'s' * (len(saved) > 1)}."
