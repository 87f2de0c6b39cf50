import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reviews import exports
from reviews.deck import deck, with_notes
from reviews.deck.deck import DeckPage
from reviews.models import Review
from reviews.pdf import rendering
from reviews.publishing import page_cache, published_files
from reviews.snapshot import json_file
from reviews.views.addresses import review_at, review_with_notes
from reviews.views.prints import pdf_response, print_response


@require_safe
def review_deck(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    return page_response(request, page_cache.page_for(request.user, team, quarter))


def page_response(request: HttpRequest, page: DeckPage) -> HttpResponse:
    """A deck's page, compressed if the client accepts that, or a 304."""
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = unchanged(request, page.digest)
    if response is None:
        response = HttpResponse(page.gzipped if is_packed else page.html)
        if is_packed:
            response["Content-Encoding"] = "gzip"
    return revalidated(response, page.digest)


@require_safe
def review_pdf(request: HttpRequest, team: str, quarter: str) -> HttpResponseBase:
    variant = asked_variant(request)
    if variant is None:
        return refused_variant()
    if request.GET.get("notes") == "1":
        return pdf_with_notes(request, team, quarter, variant)
    review, page = page_cache.found_with_page(request.user, team, quarter)
    path = (
        published_files.pdf_of(review.publication_pk)
        if variant == rendering.UA
        else None
    )
    name = f"{team}-{quarter}-review{draft_mark(review)}.pdf"
    if path:
        return pdf_response(request, path, name)

    def render_page() -> DeckPage:
        if not review.publication_pk:
            return page
        # A published page has frozen copies of its pictures; print the originals.
        return deck.render_snapshot(page_cache.snapshot_of(review))

    return print_response(request, render_page, variant, name)


def pdf_with_notes(
    request: HttpRequest, team: str, quarter: str, variant: str
) -> HttpResponseBase:
    """The slides with the speaker notes behind them, for whoever leads the review."""
    review, notes = review_with_notes(request, team, quarter)

    def render_page() -> DeckPage:
        shown = deck.build(page_cache.snapshot_of(review), settings.SLIDES_A_DECK)
        return with_notes.page(with_notes.with_notes(shown, notes))

    name = f"{team}-{quarter}-review{draft_mark(review)}-notes.pdf"
    return print_response(request, render_page, variant, name)


@require_safe
def review_json(request: HttpRequest, team: str, quarter: str) -> HttpResponseBase:
    """The review as a JSON file: its snapshot with its pictures."""
    review = review_at(request, team, quarter)
    file = page_cache.published_file(review, json_file.NAME)
    if file:
        content = bytes(file.content)
    else:
        content = json_file.dump(json_file.review_file(page_cache.snapshot_of(review)))
    digest = hashlib.sha256(content).hexdigest()
    response = unchanged(request, digest) or HttpResponse(
        content, content_type=json_file.CONTENT_TYPE
    )
    name = f"{team}-{quarter}-review{draft_mark(review)}.json"
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return revalidated(response, digest)


@require_safe
def review_text(
    request: HttpRequest, team: str, quarter: str, language: str
) -> HttpResponseBase:
    """The review as Markdown or wikitext, to paste into a wiki or a message."""
    return text_response(request, review_at(request, team, quarter), language)


def text_response(
    request: HttpRequest, review: Review, language: str
) -> HttpResponseBase:
    status = page_cache.status_of(review)
    content = exports.text_of(page_cache.snapshot_of(review), status, language).encode()
    digest = hashlib.sha256(content).hexdigest()
    _, content_type = exports.LANGUAGES[language]
    response = unchanged(request, digest) or HttpResponse(
        content, content_type=content_type
    )
    name = file_name(review, language)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return revalidated(response, digest)


def file_name(review: Review, ending: str) -> str:
    at = f"{review.team.slug}-{review.quarter.slug}"
    return f"{at}-review{draft_mark(review)}.{ending}"


def draft_mark(review: Review) -> str:
    """What a draft's files have in their names."""
    is_published = review.publication_pk  # type: ignore[attr-defined]  # annotated
    return "" if is_published else "-draft"


def asked_variant(request: HttpRequest) -> str | None:
    """The requested kind of PDF, or None if unknown."""
    return rendering.VARIANTS.get(request.GET.get("variant", "pdf-ua"))


def refused_variant() -> HttpResponse:
    names = " or ".join(rendering.VARIANTS)
    return HttpResponseBadRequest(f"variant is {names}.", content_type="text/plain")


def unchanged(request: HttpRequest, digest: str) -> HttpResponse | None:
    """A 304 if the client has this content, else None."""
    return get_conditional_response(request, etag=weak(digest))


def weak(digest: str) -> str:
    """A weak ETag, the same with and without compression."""
    return f'W/"{digest}"'


def revalidated(response: HttpResponse, digest: str) -> HttpResponse:
    """Let clients cache it and revalidate every time."""
    response["ETag"] = weak(digest)
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
