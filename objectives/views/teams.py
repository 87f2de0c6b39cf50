from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from objectives import overview
from objectives.models import Member, Team
from objectives.tables import QuarterTable


@require_safe
def team_detail(request, team):
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = get_object_or_404(teams, slug=team)
    lines = overview.quarter_lines(team)
    context = {
        "team": team,
        "groups": team.groups.all(),
        "members": Member.objects.covered_by(team),
        "table": QuarterTable(lines, caption=f"Quarters of {team}") if lines else None,
    }
    return render(request, "objectives/team_detail.html", context)
