from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from objectives.forms.undo import UndoForm
from objectives.models import Change, Deletion, Objective, Team
from objectives.models.change import ChangeQuerySet
from objectives.models.team import TeamQuerySet
from objectives.models.undo import NOUN
from objectives.permissions import require, teams_led_by
from objectives.views.addresses import accept_post
from objectives.views.objectives import is_in_place, refusal


@require_POST
def change_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was changed together with this, as far as one request goes."""
    change = get_object_or_404(Change.objects.filter(noun=NOUN), pk=pk)
    changes = Change.objects.made_with(change)
    teams = teams_of(changes)
    team = require_all(request, teams)
    in_place = is_in_place(request)
    form = UndoForm(request.POST, change=change, changes=changes, is_own=in_place)
    if not accept_post(request, form):
        return refused(request, change, team, form)
    if in_place:
        latest = Change.objects.filter(noun=NOUN, object_pk=change.object_pk)
        return JsonResponse({"change": latest.latest("pk").pk})
    messages.success(request, "Undone.")
    left = form.saved
    return redirect("objective_detail", left[0].pk) if left else redirect(team)


def teams_of(changes: ChangeQuerySet) -> TeamQuerySet:
    """The teams of the objectives, also of those that are deleted."""
    keys = changes.order_by().values("object_pk")
    here = Objective.objects.filter(pk__in=keys).order_by().values("plan__team")
    gone = Deletion.objects.filter(noun=NOUN, object_pk__in=keys).order_by()
    return Team.objects.filter(pk__in=here) | Team.objects.filter(
        pk__in=gone.values("team")
    )


def require_all(request: HttpRequest, teams: TeamQuerySet) -> Team:
    """The first of these; 404 or 403 unless this user sees and leads all of them."""
    found = list(teams)
    seen = Team.objects.visible_to(request.user).filter(pk__in=teams.values("pk"))
    if not found or seen.count() < len(found):
        raise Http404
    led = teams_led_by(request.user).filter(pk__in=teams.values("pk"))
    require(led.count() == len(found))
    return found[0]


def refused(
    request: HttpRequest, change: Change, team: Team, form: UndoForm
) -> HttpResponse:
    """The reasons, in the way in which it was asked for."""
    if is_in_place(request):
        return refusal(form)
    context = {"change": change, "team": team, "reasons": form.all_errors}
    template = "objectives/undo_refused.html"
    return render(request, template, context, status=form.status)
