from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives.models import Objective, Plan, Team
from objectives.views.addresses import team_and_quarter
from reviews import preflight as check
from reviews.snapshot import computed


@require_safe
def preflight(request, team, quarter):
    team, quarter = team_and_quarter(request, team, quarter)
    plans = list(Plan.objects.covered_by(team, quarter))
    objectives = Objective.objects.in_plans(plans).for_preflight()
    reviewed = Team.objects.with_review_for(team, quarter).first()
    lines = check.lines(
        objectives,
        topics_without_data(reviewed or team, quarter),
        plan=reverse("plan_detail", args=[team.slug, quarter.slug]),
        deck=deck_of(reviewed, quarter),
    )
    context = {"team": team, "quarter": quarter, "plans": plans, "lines": list(lines)}
    return render(request, "reviews/preflight.html", context | {"reviewed": reviewed})


def topics_without_data(team, quarter):
    """What the deck shows of metrics without a figure in that quarter."""
    metrics, _ = computed.read(None, team, quarter, None)
    return [one for one in metrics if one.value is None and one.display != "none"]


def deck_of(reviewed, quarter):
    """Where the metrics are shown in the deck; nowhere without a review."""
    if reviewed is None:
        return ""
    review = reviewed.reviews.get(quarter=quarter)
    section = review.sections.filter(kind="metrics").first()
    return review.get_absolute_url() + (f"#{section.slug}" if section else "")
