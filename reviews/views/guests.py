"""One review for somebody who has its link, and nothing else.

No cache of others keeps what is here, and no other site learns the address.
"""

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from goals_tracker.pictures import images
from objectives.views.photos import picture_response
from reviews.deck import deck
from reviews.deck.deck import DeckPage
from reviews.models import GuestLink, Review, TableVersion
from reviews.pdf import rendering
from reviews.publishing import editions, page_cache
from reviews.snapshot import json_file
from reviews.views.decks import page_response, text_response
from reviews.views.presentations import pptx_response
from reviews.views.prints import print_response
from reviews.views.publications import file_of_version

View = Callable[..., HttpResponseBase]


def for_guests(view: View) -> View:
    """Find the review of a link, or say that the link has ended."""

    @require_safe
    @functools.wraps(view)
    def seen(request: HttpRequest, token: str, **more: str) -> HttpResponseBase:
        links = GuestLink.objects.at(token)
        link = get_object_or_404(links)
        if link.is_open_today:
            rows = Review.objects.with_publication()
            review = rows.select_related("team", "quarter").get(pk=link.review_id)
            response = view(request, review, **more)
        else:
            response = render(request, "reviews/guest_link_ended.html", status=410)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return seen


@for_guests
def guest_deck(request: HttpRequest, review: Review) -> HttpResponse:
    versions = TableVersion.objects.current()
    return page_response(request, page_cache.page_for_guests(review, versions))


@for_guests
def guest_pdf(request: HttpRequest, review: Review) -> HttpResponseBase:
    """The PDF of a draft; a published one is among its files."""

    def render_page() -> DeckPage:
        return deck.render_snapshot(
            page_cache.snapshot_of(review), most=page_cache.most_slides(review)
        )

    name = f"{review.team.slug}-{review.quarter.slug}-review.pdf"
    return print_response(request, render_page, rendering.UA, name)


@for_guests
def guest_text(request: HttpRequest, review: Review) -> HttpResponseBase:
    return text_response(request, review, "md")


@for_guests
def guest_pptx(request: HttpRequest, review: Review) -> HttpResponse:
    """The slides without the notes, which are not for guests."""
    return pptx_response(request, review, {})


@for_guests
def guest_file(request: HttpRequest, review: Review, name: str) -> HttpResponseBase:
    """A picture of the deck or, if it is published, one of its files."""
    publication = page_cache.publication_of(review)
    if publication and publication.files.filter(name=editions.SLIDES).exists():
        return file_of_version(request, review, publication, name)
    folder, _, file = name.partition("/")
    if not images.NAME.fullmatch(file):
        raise Http404
    shown = json_file.picture_names(page_cache.snapshot_of(review))
    return picture_response(request, file, folder, is_seen=name in shown)
