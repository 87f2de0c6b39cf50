from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives import switcher
from objectives.models import Objective, Plan, Project, Quarter, Team
from objectives.plan_page import plan_page


@require_safe
def plan_detail(request, team, quarter):
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = get_object_or_404(teams, slug=team)
    quarter = get_object_or_404(Quarter, slug=quarter)
    plans = list(Plan.objects.covered_by(team, quarter))
    objectives = Objective.objects.filter(plan__in=plans).for_plan_page()
    context = {
        "team": team,
        "quarter": quarter,
        "plans": plans,
        "page": plan_page(team, plans, objectives),
        "projects": Project.objects.covered_by(team, quarter),
        "reviewed": Team.objects.with_review_for(team, quarter).first(),
        "choices": choices(team, quarter),
    }
    return render(request, "objectives/plan_detail.html", context)


def choices(team, quarter):
    """The way to the same page of the team's other quarters."""
    quarters = Quarter.objects.planned_in(Plan.objects.of_team(team))

    def address_of(other):
        return reverse("plan_detail", args=[team.slug, other.slug])

    return switcher.choices(list(quarters), quarter, address_of)
