from django.shortcuts import get_object_or_404
from django.utils import timezone

from goals_tracker.once import digest_of
from objectives.models import Quarter, Team


def team_and_quarter(request, team, quarter):
    """The two parts of an address, where this user may see that team."""
    teams = Team.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(teams, slug=team), get_object_or_404(Quarter, slug=quarter)


def sent(request):
    """What a form was sent, be it nothing; None where it is only asked for."""
    return request.POST if request.method == "POST" else None


def accepted(request, form):
    """Whether a form was sent and saved; what comes twice is saved once."""
    if request.method != "POST":
        return False
    once = digest_of(request)
    return form.accept(by=request.user, at=timezone.now(), once=once)
