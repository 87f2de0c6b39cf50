from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.models import Team
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from objectives.views.teams import team_at
from reviews.forms.incident import IncidentForm
from reviews.models import Incident
from reviews.pages import incidents

may_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def incident_list(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    asked_for = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        page = incidents.incident_page(team, **asked_for)
    except ValidationError as refusal:
        raise Http404 from refusal
    context = {
        "team": team,
        "page": page,
        "may_lead": may_lead(request.user, team),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/incident_list.html", context)


@may_post
def incident_add(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_lead(request.user, team))
    form = IncidentForm(posted_data(request), instance=Incident(team=team))
    if accept_post(request, form):
        messages.success(request, f"Added “{form.saved}”.")
        if "another" in request.POST:
            return redirect("incident_add", team.slug)
        return redirect(list_of(team))
    return incident_page(request, form, team=team)


@may_post
def incident_change(request: HttpRequest, pk: int) -> HttpResponse:
    incident = incident_of(request, pk)
    form = IncidentForm(posted_data(request), instance=incident)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect(list_of(incident.team))
    stored = incident_of(request, pk)
    return incident_page(request, form, team=stored.team, incident=stored)


def incident_page(
    request: HttpRequest, form: SavingForm, **context: Any
) -> HttpResponse:
    template = "reviews/incident_form.html"
    return render(request, template, {"form": form, **context}, status=form.status)


@require_POST
def incident_delete(request: HttpRequest, pk: int) -> HttpResponse:
    incident = incident_of(request, pk)
    form = DeletionForm(request.POST, row=incident)
    if accept_post(request, form):
        return redirect(list_of(incident.team, deleted=form.saved.pk))
    messages.error(request, "It has already been deleted.")
    return redirect(list_of(incident.team))


def list_of(team: Team, **query: Any) -> str:
    return reverse("incident_list", args=[team.slug], query=query)


def incident_of(request: HttpRequest, pk: int) -> Incident:
    """The incident with that key, if this user may change it."""
    rows = Incident.objects.visible_to(request.user).select_related("team__parent")
    incident = get_object_or_404(rows, pk=pk)
    require(may_lead(request.user, incident.team))
    return incident
