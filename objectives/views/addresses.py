from django.shortcuts import get_object_or_404

from objectives.models import Quarter, Team


def team_and_quarter(request, team, quarter):
    """The two parts of an address, where this user may see that team."""
    teams = Team.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(teams, slug=team), get_object_or_404(Quarter, slug=quarter)


def sent(request):
    """What a form was sent, be it nothing; None where it is only asked for."""
    return request.POST if request.method == "POST" else None
