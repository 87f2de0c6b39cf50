from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from reviews.deck import handout
from reviews.publishing import page_cache
from reviews.views.addresses import review_at
from reviews.views.decks import (
    asked_variant,
    draft_mark,
    page_response,
    refused_variant,
)
from reviews.views.prints import print_response


@require_safe
def review_handout(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    try:
        return page_response(request, page_of(review, request.GET))
    except handout.UnknownChoiceError as unknown:
        return refused(unknown)


@require_safe
def review_handout_pdf(
    request: HttpRequest, team: str, quarter: str
) -> HttpResponseBase:
    variant = asked_variant(request)
    if variant is None:
        return refused_variant()
    review = review_at(request, team, quarter)
    try:
        return print_response(
            request,
            partial(page_of, review, request.GET, for_print=True),
            variant,
            f"{team}-{quarter}-handout{draft_mark(review)}.pdf",
        )
    except handout.UnknownChoiceError as unknown:
        return refused(unknown)


def page_of(review, asked, *, for_print=False):
    """The handout's page for a query string."""
    choice = handout.Choice(asked.get("paper", "a4"), tuple(asked.getlist("section")))
    # Without the status, so that the same snapshot gives the same file.
    status = "" if for_print else status_words_of(review)
    return handout.render_handout(page_cache.snapshot_of(review), choice, status)


def status_words_of(review):
    """The status of the review, as on the deck's page."""
    return page_cache.bar_words(review.team, page_cache.status_of(review))


def refused(unknown: Exception) -> HttpResponse:
    return HttpResponseBadRequest(str(unknown), content_type="text/plain")
