from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives.models import Objective, Plan, Team
from objectives.views.addresses import team_and_quarter
from reviews.meeting import preflight as check
from reviews.models import TableVersion
from reviews.pdf import missing_glyphs, printing
from reviews.publishing import page_cache
from reviews.snapshot import computed


@require_safe
def preflight(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    plans = list(Plan.objects.covered_by(team, quarter))
    objectives = Objective.objects.in_plans(plans).for_preflight()
    reviewed = Team.objects.with_review_for(team, quarter).first()
    review = reviewed and reviewed.reviews.get(quarter=quarter)
    lines = check.lines(
        objectives,
        topics_without_data(reviewed or team, quarter),
        boxes_of(review),
        plan=reverse("plan_detail", args=[team.slug, quarter.slug]),
        deck=review.get_absolute_url() if review else "",
        metrics_at=metrics_of(review),
    )
    context = {"team": team, "quarter": quarter, "plans": plans, "lines": list(lines)}
    return render(request, "reviews/preflight.html", context | {"reviewed": reviewed})


def topics_without_data(team, quarter):
    """The metrics on the deck without figures in that quarter."""
    metrics, _ = computed.read_metrics(None, team, quarter, None)
    return [one for one in metrics if one.value is None and one.display != "none"]


def boxes_of(review):
    """The characters in the current deck that no font has."""
    if review is None:
        return ()
    return missing_glyphs.missing(
        page_cache.deck_of(review, TableVersion.objects.current(), is_draft=True),
        printing.AT_ONCE,
    )


def metrics_of(review):
    """The fragment of the deck's metrics; empty without a review."""
    section = review and review.sections.filter(kind="metrics").first()
    return f"#{section.slug}" if section else ""
