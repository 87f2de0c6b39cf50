from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.views.addresses import accept_post, posted_data
from reviews.forms.figures import FiguresForm
from reviews.models import FetchRequest
from reviews.tasks import fetch_metric
from reviews.views.metrics import led_metric_at


@require_http_methods(["GET", "HEAD", "POST"])
def metric_import(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    form = FiguresForm(posted_data(request), request.FILES or None, metric=metric)
    if accept_post(request, form):
        messages.success(request, str(form.saved))
        return redirect(metric)
    context = {
        "team": metric.team,
        "metric": metric,
        "form": form,
        "zone": timezone.get_default_timezone_name(),
    }
    template = "reviews/metric_import.html"
    return render(request, template, context, status=form.status)


@require_POST
def metric_fetch(request: HttpRequest, pk: int) -> HttpResponse:
    metric = led_metric_at(request, pk)
    asked = {"task": fetch_metric, "by": request.user, "at": timezone.now()}
    try:
        FetchRequest.objects.ask(metric, **asked)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(metric)
