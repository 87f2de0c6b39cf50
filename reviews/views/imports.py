from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.permissions import may_lead, require
from objectives.views.addresses import sent
from reviews import fetching
from reviews.forms.figures import FiguresForm
from reviews.models import Metric


@require_http_methods(["GET", "HEAD", "POST"])
def metric_import(request, pk):
    metric = led_metric(request, pk)
    form = FiguresForm(sent(request), request.FILES or None, metric=metric)
    if request.method == "POST" and form.accept(by=request.user, at=timezone.now()):
        messages.success(request, str(form.saved))
        return redirect("metric_import", metric.pk)
    context = {
        "team": metric.team,
        "metric": metric,
        "form": form,
        "zone": timezone.get_default_timezone_name(),
    }
    template = "reviews/metric_import.html"
    return render(request, template, context, status=form.status)


@require_POST
def metric_fetch(request, pk):
    metric = led_metric(request, pk)
    fetch, taken = fetching.fetch(metric, by=request.user, at=timezone.now())
    if fetch.failure:
        messages.error(request, fetch.failure)
    else:
        messages.success(request, str(taken))
    return redirect("metric_import", metric.pk)


def led_metric(request, pk):
    """The metric of that number, if this user may change it."""
    shown = Metric.objects.visible_to(request.user).select_related("team__parent")
    metric = get_object_or_404(shown, pk=pk)
    require(may_lead(request.user, metric.team))
    return metric
