from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.deletion import DeletionForm
from objectives.models import Member
from objectives.permissions import may_add_work, may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from reviews import exports
from reviews.deck.deck import Placed
from reviews.forms.minute import AttendanceForm, MinuteAddForm, MinuteForm
from reviews.meeting import minutes, minutes_text
from reviews.meeting.minutes import Minutes
from reviews.models import Minute, Review, TableVersion
from reviews.publishing import page_cache
from reviews.views.addresses import review_at, wants_json

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def minute_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    may_note = may_add_work(request.user, review.team)
    placed = placed_in(review)
    found = minutes_at(request, review, placed)
    form = MinuteAddForm(
        posted_data(request), review=review, meeting=found.meeting, placed=placed
    )
    if request.method == "POST":
        require(may_note)
        is_saved = accept_post(request, form)
        if wants_json(request):
            return as_json(form, is_saved)
        if is_saved:
            return redirect(list_of(review, found))
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "review": review,
        "found": found,
        "form": form if may_note else None,
        "may_lead": may_lead(request.user, review.team),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/minute_list.html", context, status=form.status)


def placed_in(review: Review) -> tuple[Placed, ...]:
    return page_cache.deck_of(review, TableVersion.objects.current()).placed


def minutes_at(request: HttpRequest, review: Review, placed: Any) -> Minutes:
    """The minutes of the meeting that the address asks for, or of the last one."""
    asked = request.GET.get("meeting", "")
    return minutes.read(review, placed, asked, at=timezone.now())


@may_post
def attendance_change(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    require(may_add_work(request.user, review.team))
    found = minutes_at(request, review, ())
    people = Member.objects.covered_by(review.team).there_in(review.quarter)
    form = AttendanceForm(
        posted_data(request), attendance=found.attendance, people=people
    )
    if accept_post(request, form):
        return redirect(list_of(review, found))
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "found": found,
        "form": form,
    }
    return render(
        request, "reviews/attendance_change.html", context, status=form.status
    )


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


def list_of(review: Review, found: Minutes | None = None) -> str:
    """The page of the minutes; of that meeting, if the review has several."""
    query = {"meeting": found.number} if found and not found.is_only else None
    return reverse(
        "minute_list", args=[review.team.slug, review.quarter.slug], query=query
    )


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
def minutes_file(
    request: HttpRequest, team: str, quarter: str, language: str
) -> HttpResponse:
    """The minutes in a language of text; the one for e-mail opens, to be copied."""
    review = review_at(request, team, quarter)
    found = minutes_at(request, review, placed_in(review))
    deck = request.build_absolute_uri(review.get_absolute_url())
    write, content_type = exports.MINUTES[language]
    number = "" if found.is_only else f"-{found.number}"
    disposition = content_disposition_header(
        as_attachment=language != "txt",
        filename=f"{team}-{quarter}-minutes{number}.{language}",
    )
    headers = {"X-Content-Type-Options": "nosniff"}
    if disposition:
        headers["Content-Disposition"] = disposition
    text = write(minutes_text.outline(found, deck))
    return HttpResponse(text, content_type=content_type, headers=headers)
