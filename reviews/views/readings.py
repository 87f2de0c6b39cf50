from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.base import SavingForm
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data
from reviews.forms.reading import ReadingForm
from reviews.models import Metric, Reading
from reviews.views.metrics import led_metric_at

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def reading_add(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    form = ReadingForm(posted_data(request), instance=Reading(metric=metric))
    if accept_post(request, form):
        messages.success(request, "Added the reading.")
        if "another" in request.POST:
            return redirect("reading_add", metric.pk)
        return redirect(readings_of(metric))
    return reading_page(request, form, metric)


@may_post
def reading_change(request: HttpRequest, pk: int) -> HttpResponse:
    reading = reading_of(request, pk)
    form = ReadingForm(posted_data(request), instance=reading)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect(readings_of(reading.metric))
    return reading_page(request, form, reading.metric, reading=reading)


def reading_page(
    request: HttpRequest, form: SavingForm, metric: Metric, **context: Any
) -> HttpResponse:
    context |= {"form": form, "metric": metric, "team": metric.team}
    template = "reviews/reading_form.html"
    return render(request, template, context, status=form.status)


def readings_of(metric: Metric) -> str:
    return reverse("metric_detail", args=[metric.pk], fragment="readings")


def reading_of(request: HttpRequest, pk: int) -> Reading:
    """The reading with that key, if this user may change its metric."""
    seen = Metric.objects.visible_to(request.user).values("pk")
    readings = Reading.objects.filter(metric__in=seen)
    reading = get_object_or_404(readings.select_related("metric__team__parent"), pk=pk)
    require(may_lead(request.user, reading.metric.team))
    return reading


@require_POST
def reading_delete(request: HttpRequest, pk: int) -> HttpResponse:
    reading = reading_of(request, pk)
    metric, moment = reading.metric, reading.at
    at = timezone.now()
    if metric.remove_readings(moment, moment, by=request.user, at=at):
        messages.success(
            request, "Deleted the reading. It is still listed under Changes."
        )
    return redirect(readings_of(metric))
