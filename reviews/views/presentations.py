"""The review as a PowerPoint file, made when it is asked for: one at a time."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from goals_tracker.machine import slots
from reviews.deck import deck
from reviews.exports import pptx
from reviews.models import Review
from reviews.publishing import page_cache
from reviews.snapshot import json_file
from reviews.views.addresses import review_with_notes
from reviews.views.decks import file_name
from reviews.views.prints import later, refusal

NONE = "There is no PowerPoint file of this review"
BUSY = "Other files are being made. Try again in a moment."
SECONDS_IN_LINE = 10


@require_safe
def review_pptx(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    return pptx_response(request, *review_with_notes(request, team, quarter))


def pptx_response(
    request: HttpRequest, review: Review, notes: dict[str, str]
) -> HttpResponse:
    if not pptx.is_installed():
        return refusal(request, NONE, pptx.MISSING, status=501)
    try:
        with slots.held(Path(settings.VAR_DIR, "run", "pptx"), SECONDS_IN_LINE, of=1):
            content = content_of(review, notes)
    except slots.NoSlotFreeError:
        return later(refusal(request, NONE, BUSY, status=503), SECONDS_IN_LINE)
    response = HttpResponse(content, content_type=pptx.CONTENT_TYPE)
    name = file_name(review, "pptx")
    shown = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = shown
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


def content_of(review: Review, notes: dict[str, str]) -> bytes:
    """The file of what the review shows now; of its slides no more than a deck has."""
    snapshot = page_cache.snapshot_of(review)
    shown = deck.build(snapshot, settings.SLIDES_A_DECK)
    pictures = dict(json_file.review_file(snapshot).pictures)
    return pptx.pptx(shown, pictures, notes)
