from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from objectives.models import Deletion, Member, Objective, Plan
from objectives.pages.closing import Closing
from objectives.permissions import require, teams_led_by
from objectives.views.addresses import posted_data, team_and_quarter
from objectives.views.deletions import deletion_from

CLOSE, CARRY_REST = "close", "carry_rest"


@require_http_methods(["GET", "HEAD", "POST"])
def plan_close(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    # Also of its other groups, which may go on with what one of them has begun.
    led = list(teams_led_by(request.user).covered_by(team.parent or team))
    keys = frozenset(one.pk for one in led)
    own = [one for one in led if team.pk in (one.pk, one.parent_id)]
    require(own)
    plans = Plan.objects.covered_by(team, quarter).in_teams(own)
    closing = Closing(
        posted_data(request),
        plans=plans,
        rows=Objective.objects.for_closing(),
        free=Objective.objects.free_in(quarter.following(), keys),
        owners=Member.objects.fit_to_own(team, since=quarter.following().first_day),
        following=quarter.following(),
        led=keys,
    )
    if request.method == "POST":
        then = request.POST.get("then")
        wanted = {"is_close": then == CLOSE, "is_rest": then == CARRY_REST}
        if closing.accept(by=request.user, at=timezone.now(), **wanted):
            messages.success(request, closing.message or "There was nothing to save.")
            page = "plan_detail" if closing.is_closed else "plan_close"
            place = reverse(page, args=[team.slug, quarter.slug])
            return redirect(with_deletions(place, closing.deletions))
    context = {"team": team, "quarter": quarter, "closing": closing}
    context["deletion"] = together(closing.deletions) or deletion_from(request)
    context["is_early"] = timezone.localdate() <= quarter.last_day
    status = closing.status
    return render(request, "objectives/plan_close.html", context, status=status)


def together(deletions: list[Deletion]) -> Deletion | None:
    """The first of these, with the others, to undo them together."""
    if not deletions:
        return None
    first, *first.others = deletions  # type: ignore[attr-defined]  # for the page
    return first


def with_deletions(place: str, deletions: list[Deletion]) -> str:
    """The address of the page that offers to undo these deletions."""
    query = urlencode([("deleted", row.pk) for row in deletions])
    return f"{place}?{query}" if query else place
