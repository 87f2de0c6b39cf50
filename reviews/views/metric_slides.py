from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals_tracker.serving.csp import frameable
from objectives.models import Organization, Quarter
from reviews.deck import deck
from reviews.snapshot import reader
from reviews.snapshot.values import SectionData
from reviews.views.metrics import metric_at

ALONE = SectionData("metrics", "", "preview", 0, ())


@require_safe
@frameable
def metric_slide(request: HttpRequest, pk: int) -> HttpResponse:
    """The metric's slide in a quarter's deck, by itself."""
    metric = metric_at(request, pk)
    quarter = quarter_of(
        metric, request.GET.get("quarter", ""), on=timezone.localdate()
    )
    if quarter is None:
        raise Http404
    found = reader.read_figures(metric.team, quarter)
    own = tuple(one for one in found.metrics if one.pk == metric.pk)
    slides = deck.metric_slides(ALONE, replace(found, metrics=own))
    placed = deck.alone(slides, found.licence.notice)
    context = {"slides": placed, "sheet": found.brand.sheet}
    return render(request, "reviews/slide_frame.html", context)


def quarter_of(metric, slug, *, on):
    """The requested quarter, or that of the last reading, or the current one."""
    if slug:
        return Quarter.objects.filter(slug=slug).first()
    _, last = metric.readings.span()
    day = timezone.localdate(last) if last else on
    return Quarter.objects.current(Organization.objects.first(), on=day)
