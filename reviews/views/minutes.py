from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.deletion import DeletionForm
from objectives.models import Quarter
from objectives.permissions import may_add_work, may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from reviews.forms.minute import MinuteAddForm, MinuteForm
from reviews.meeting import minutes
from reviews.models import Ask, Minute, Review, TableVersion
from reviews.publishing import page_cache
from reviews.views.addresses import review_at, wants_json

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def minute_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    may_note = may_add_work(request.user, review.team)
    placed = page_cache.deck_of(review, TableVersion.objects.current()).placed
    form = MinuteAddForm(posted_data(request), review=review, placed=placed)
    if request.method == "POST":
        require(may_note)
        is_saved = accept_post(request, form)
        if wants_json(request):
            return as_json(form, is_saved)
        if is_saved:
            return redirect("minute_list", team, quarter)
    noted = review.minutes.with_rehearsal()
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "review": review,
        "groups": minutes.grouped(noted.select_related("by"), placed),
        "form": form if may_note else None,
        "may_lead": may_lead(request.user, review.team),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/minute_list.html", context, status=form.status)


def as_json(form, is_saved):
    """The response to a script that posted a form."""
    if not is_saved:
        return JsonResponse({"errors": form.errors}, status=form.status)
    answer = {"ok": True, "pk": form.saved.pk, "text": form.saved.text}
    return JsonResponse(answer, status=201)


def minute_of(request: HttpRequest, pk: int) -> Minute:
    """The minute with that key, if this user may change it."""
    rows = Minute.objects.visible_to(request.user)
    rows = rows.select_related("review__team", "review__quarter")
    minute = get_object_or_404(rows, pk=pk)
    team = minute.review.team
    is_own = minute.by_id == request.user.pk and may_add_work(request.user, team)
    require(is_own or may_lead(request.user, team))
    return minute


def list_of(review: Review) -> str:
    return reverse("minute_list", args=[review.team.slug, review.quarter.slug])


@may_post
def minute_change(request: HttpRequest, pk: int) -> HttpResponse:
    minute = minute_of(request, pk)
    form = MinuteForm(posted_data(request), instance=minute)
    if accept_post(request, form):
        return redirect(list_of(minute.review))
    review = minute.review
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "minute": minute,
        "form": form,
    }
    return render(request, "reviews/minute_change.html", context, status=form.status)


@require_POST
def minute_delete(request: HttpRequest, pk: int) -> HttpResponse:
    minute = minute_of(request, pk)
    form = DeletionForm(request.POST, row=minute)
    place = list_of(minute.review)
    if accept_post(request, form):
        return redirect(f"{place}?deleted={form.saved.pk}")
    return redirect(place)


@require_safe
def minutes_markdown(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    text = minutes.as_markdown(report_of(request, team, quarter))
    return download(text, "text/markdown", f"{team}-{quarter}-minutes.md")


@require_safe
def minutes_wikitext(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    text = minutes.as_wikitext(report_of(request, team, quarter))
    return download(text, "text/plain", f"{team}-{quarter}-minutes.wiki")


def download(text: str, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    kind = f"{kind}; charset=utf-8"
    return HttpResponse(text, content_type=kind, headers=headers)


def report_of(request: HttpRequest, team: str, quarter: str) -> minutes.Report:
    """The report of a review's minutes, with current slide numbers."""
    review = review_at(request, team, quarter)
    placed = page_cache.deck_of(review, TableVersion.objects.current()).placed
    shown = review.sections.filter(is_hidden=False)
    held = review.held_at and timezone.localtime(review.held_at)
    facts = (
        f"Held: {date_format(held, 'j M Y, H:i')}" if held else "Held: not recorded",
        *([f"Presenters: {review.presenters}"] if review.presenters else []),
    )
    return minutes.Report(
        title=f"{review.team} quarterly review, {review.quarter}: minutes",
        facts=facts,
        deck=request.build_absolute_uri(review.get_absolute_url()),
        groups=tuple(minutes.grouped(review.minutes.with_rehearsal(), placed)),
        asks=tuple(asks_of(review)),
        times=tuple(shown.values_list("title", "seconds", "measured_seconds")),
    )


def asks_of(review: Review) -> Iterator[tuple[Ask, Quarter | str]]:
    """Asks carried over, with their quarter, then the review's own."""
    for ask in Ask.objects.for_review(review):
        is_own = ask.review_id == review.pk
        yield ask, "" if is_own else ask.review.quarter
