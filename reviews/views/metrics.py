from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.models import Change
from objectives.pages.history import history_entries
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from objectives.views.teams import team_at
from reviews.forms.metric import MetricForm
from reviews.models import Metric
from reviews.pages.metrics import Readings, metrics_by_team

may_post = require_http_methods(["GET", "HEAD", "POST"])
CHANGES_PER_PAGE = 20


@require_safe
def metric_list(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    context = {
        "team": team,
        "groups": metrics_by_team(team),
        "may_lead": may_lead(request.user, team),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/metric_list.html", context)


@require_safe
def metric_detail(request: HttpRequest, pk: int) -> HttpResponse:
    metric = metric_at(request, pk)
    try:
        readings = Readings(metric, request.GET)
    except ValidationError as refusal:
        raise Http404 from refusal
    is_lead = may_lead(request.user, metric.team)
    context = {
        "team": metric.team,
        "metric": metric,
        "readings": readings,
        "may_lead": is_lead,
        "deletion": deletion_from(request),
    }
    if is_lead:
        # For leads only, since the address of the figures may be a secret.
        changes = Paginator(Change.objects.of(metric), CHANGES_PER_PAGE)
        page = changes.get_page(request.GET.get("page"))
        context |= {"page": page, "entries": history_entries(page)}
        context |= {"asked": asked_of(metric), "now": timezone.now()}
    return render(request, "reviews/metric_detail.html", context)


def asked_of(metric):
    """The last fetch that somebody has asked for, if anybody has."""
    return getattr(metric, "fetch_request", None)


@may_post
def metric_add(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_lead(request.user, team))
    metric = Metric(team=team)
    metric.take_last_place()
    form = MetricForm(posted_data(request), instance=metric)
    if accept_post(request, form):
        messages.success(request, f"Created {form.saved}. Now import its figures.")
        return redirect(form.saved)
    return metric_page(request, form, team=team)


@may_post
def metric_change(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    form = MetricForm(posted_data(request), instance=metric)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect(form.saved)
    stored = led_metric_at(request, pk)
    return metric_page(request, form, team=stored.team, metric=stored)


def metric_page(request: HttpRequest, form: SavingForm, **context: Any) -> HttpResponse:
    template = "reviews/metric_form.html"
    return render(request, template, {"form": form, **context}, status=form.status)


@require_POST
def metric_move(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    offset = -1 if "up" in request.POST else 1
    metric.step(offset, by=request.user, at=timezone.now())
    place = f"metric-{metric.pk}"
    return redirect(reverse("metric_list", args=[metric.team.slug], fragment=place))


@may_post
def metric_delete(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    form = DeletionForm(posted_data(request), row=metric)
    if accept_post(request, form):
        query = {"deleted": form.saved.pk}
        return redirect(reverse("metric_list", args=[metric.team.slug], query=query))
    context = {
        "form": form,
        "team": metric.team,
        "metric": metric,
        "count": metric.readings.count(),
    }
    template = "reviews/metric_delete.html"
    return render(request, template, context, status=form.status)


def metric_at(request: HttpRequest, pk: int) -> Metric:
    """The metric with that key, if this user may see its team."""
    metrics = Metric.objects.visible_to(request.user).for_page()
    return get_object_or_404(metrics, pk=pk)


def led_metric_at(request: HttpRequest, pk: int) -> Metric:
    """The same, if this user may change it too."""
    metric = metric_at(request, pk)
    require(may_lead(request.user, metric.team))
    return metric
