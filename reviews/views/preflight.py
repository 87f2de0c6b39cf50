from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives.models import Objective, Organization, Plan, Team
from objectives.views.addresses import team_and_quarter
from reviews.meeting import pace
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
    shown = draft_of(review)
    lines = check.lines(
        objectives,
        topics_without_data(reviewed or team, quarter),
        missing_glyphs.missing(shown, printing.AT_ONCE) if shown else (),
        crowded(shown, review.get_absolute_url()) if shown else (),
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


def draft_of(review):
    """The deck as it would be published now, or None without a review."""
    if review is None:
        return None
    return page_cache.deck_of(review, TableVersion.objects.current(), is_draft=True)


def crowded(shown, deck):
    """The sections whose slides do not fit their minutes, at the deck's address."""
    paces = pace.paces(shown, Organization.objects.seconds_a_slide())
    return [
        check.Place(section.title, paced.words, f"{deck}#{paced.first}")
        for section, paced in zip(shown.snapshot.sections, paces, strict=True)
        if paced.is_crowded
    ]


def metrics_of(review):
    """The fragment of the deck's metrics; empty without a review."""
    section = review and review.sections.filter(kind="metrics").first()
    return f"#{section.slug}" if section else ""
