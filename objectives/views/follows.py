from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.notifications import FollowForm, NotificationsForm
from objectives.mail import sending
from objectives.models import Follow, Objective, Tag, Team
from objectives.permissions import require
from objectives.reminders.contents import settings_of, zone_of
from objectives.views.addresses import accept_post, posted_data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    form = NotificationsForm(
        posted_data(request),
        settings=settings_of(request.user),
        zone=zone_of(request.user),
    )
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect("notifications")
    follows = Follow.objects.visible_to(request.user).for_page()
    context = {
        "form": form,
        "follows": [one for one in follows if not one.is_stopped],
        "stopped": [one for one in follows if one.is_stopped and one.objective],
        "has_mail": sending.is_configured(),
    }
    template = "objectives/notifications.html"
    return render(request, template, context, status=form.status)


@require_POST
def team_follow(request: HttpRequest, team: str) -> HttpResponse:
    return follow(request, Team.objects.visible_to(request.user), slug=team)


@require_POST
def objective_follow(request: HttpRequest, pk: int) -> HttpResponse:
    return follow(request, Objective.objects.visible_to(request.user), pk=pk)


@require_POST
def tag_follow(request: HttpRequest, pk: int) -> HttpResponse:
    teams = Team.objects.keys_visible_to(request.user)
    return follow(request, Tag.objects.used_in(teams), pk=pk)


def follow(request: HttpRequest, rows: Any, **which: Any) -> HttpResponse:
    """Follow one of these or no longer, and go back to where that was said."""
    row = get_object_or_404(rows, **which)
    require(request.user.is_active)
    form = FollowForm(request.POST, row=row)
    if accept_post(request, form):
        is_stopped = form.cleaned_data["act"] == "stop"
        verb = "You no longer follow" if is_stopped else "You follow"
        messages.success(request, f"{verb} {row}.")
    else:
        messages.error(request, " ".join(form.all_errors))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("notifications"))
