from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.models import Member, Objective, Plan, Quarter, Team
from objectives.models.objective_queryset import ObjectiveQuerySet
from objectives.pages.closing import Closing
from objectives.permissions import Account, require, teams_led_by
from objectives.views.addresses import posted_data, team_and_quarter

CLOSE = "close"


@require_http_methods(["GET", "HEAD", "POST"])
def plan_close(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    led = list(teams_led_by(request.user).covered_by(team))
    require(led)
    plans = Plan.objects.covered_by(team, quarter).in_teams(led)
    closing = Closing(
        posted_data(request),
        plans=plans,
        rows=Objective.objects.for_closing(),
        free=free_after(request.user, team, quarter),
        owners=Member.objects.fit_to_own(team, since=quarter.following().first_day),
        following=quarter.following(),
    )
    if request.method == "POST":
        is_close = request.POST.get("then") == CLOSE
        if closing.accept(by=request.user, at=timezone.now(), is_close=is_close):
            messages.success(request, closing.message or "There was nothing to save.")
            page = "plan_detail" if closing.is_closed else "plan_close"
            return redirect(page, team.slug, quarter.slug)
    context = {"team": team, "quarter": quarter, "closing": closing}
    context["is_early"] = timezone.localdate() <= quarter.last_day
    status = closing.status
    return render(request, "objectives/plan_close.html", context, status=status)


def free_after(user: Account, team: Team, quarter: Quarter) -> ObjectiveQuerySet:
    """Objectives of the next quarter that can continue one of this quarter."""
    led = teams_led_by(user).covered_by(team.parent or team)
    return Objective.objects.free_in(quarter.following(), led.values("pk"))
