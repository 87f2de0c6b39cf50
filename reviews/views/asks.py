from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.deletion import DeletionForm
from objectives.permissions import may_add_work, may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from reviews.forms.ask import AskAddForm, AskForm
from reviews.models import Ask, Review, TableVersion
from reviews.publishing import page_cache
from reviews.views.addresses import review_at, wants_json
from reviews.views.minutes import as_json

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def ask_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    may_ask = may_add_work(request.user, review.team)
    placed = page_cache.deck_of(review, TableVersion.objects.current()).placed
    row = Ask(review=review)
    form = AskAddForm(posted_data(request), instance=row, placed=placed)
    if request.method == "POST":
        require(may_ask)
        is_saved = accept_post(request, form)
        if wants_json(request):
            return as_json(form, is_saved)
        if is_saved:
            return redirect("ask_list", team, quarter)
    asks = list(Ask.objects.for_review(review))
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "review": review,
        "earlier": [ask for ask in asks if ask.review_id != review.pk],
        "own": [ask for ask in asks if ask.review_id == review.pk],
        "form": form if may_ask else None,
        "may_lead": may_lead(request.user, review.team),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/ask_list.html", context, status=form.status)


def ask_of(request, pk, may):
    """The ask with that key, if this user may change it."""
    rows = Ask.objects.visible_to(request.user)
    rows = rows.select_related("review__team", "review__quarter")
    ask = get_object_or_404(rows, pk=pk)
    require(may(request.user, ask.review.team))
    return ask


def list_of(review: Review) -> str:
    return reverse("ask_list", args=[review.team.slug, review.quarter.slug])


@may_post
def ask_change(request: HttpRequest, pk: int) -> HttpResponse:
    ask = ask_of(request, pk, may_add_work)
    form = AskForm(posted_data(request), instance=ask)
    if accept_post(request, form):
        return redirect(list_of(ask.review))
    review = ask.review
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "ask": ask,
        "form": form,
        "may_lead": may_lead(request.user, review.team),
    }
    return render(request, "reviews/ask_change.html", context, status=form.status)


@require_POST
def ask_delete(request: HttpRequest, pk: int) -> HttpResponse:
    ask = ask_of(request, pk, may_lead)
    form = DeletionForm(request.POST, row=ask)
    place = list_of(ask.review)
    if accept_post(request, form):
        return redirect(f"{place}?deleted={form.saved.pk}")
    return redirect(place)


@require_POST
def ask_close(request: HttpRequest, team: str, quarter: str, pk: int) -> HttpResponse:
    """Close it in the review of this address, or open it again there."""
    review = review_at(request, team, quarter)
    require(may_lead(request.user, review.team))
    ask = get_object_or_404(Ask.objects.for_review(review), pk=pk)
    by, at = request.user, timezone.now()
    try:
        if "reopen" in request.POST:
            ask.reopen(by=by, at=at)
        else:
            ask.close(review, by=by, at=at)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    # An action is done on the page of the minutes as well.
    page = "minute_list" if request.POST.get("back") == "minutes" else "ask_list"
    return redirect(page, team, quarter)
