"""Responses with a PDF that is printed when somebody asks for it, or with why not yet.

The address of the PDF also shows its progress. Each request checks again what this user
may see, and whether that has been printed.
"""

import hashlib
from collections.abc import Callable
from math import ceil
from pathlib import Path

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from objectives.accounts.askers import asker_of
from reviews.deck.deck import DeckPage
from reviews.models import PrintRequest
from reviews.pdf import printing, rendering
from reviews.publishing import prints
from reviews.tasks import make_print
from reviews.views.files import file_response

SECONDS_TO_NEXT_LOOK = 3
SECONDS_TO_FEWER = 10
# With these, a retry may help.
PASSING = (429, 503)


def print_response(
    request: HttpRequest, render_page: Callable[[], DeckPage], variant: str, name: str
) -> HttpResponseBase:
    """The PDF of a page, how far it is, or why there is none."""
    asked = {"asker": asker_of(request), "address": address_of(request)}
    try:
        page = prints.page_for(render_page, **asked)
        asked |= {"task": make_print, "at": timezone.now()}
        path = prints.file_of(page, variant, **asked)
    except prints.NotPrintedYetError as wait:
        return progress(request, wait.asked)
    except (rendering.RendererMissingError, printing.RenderingFailedError) as reason:
        return no_pdf(request, reason)
    except ValidationError as refusal:
        return too_many(request, " ".join(refusal.messages))
    return pdf_response(request, path, name)


def pdf_response(request: HttpRequest, path: Path, name: str) -> HttpResponseBase:
    return file_response(request, path, content_type="application/pdf", name=name)


def progress(request: HttpRequest, asked: PrintRequest) -> HttpResponse:
    """A page that asks again until the file is there; for programs, where and when."""
    if "text/html" in request.headers.get("Accept", ""):
        context = {
            "asked": asked,
            "before": PrintRequest.objects.before(asked).count(),
            "is_abandoned": asked.is_abandoned(),
            "seconds": SECONDS_TO_NEXT_LOOK,
            "review": address_of_review(request),
        }
        response = render(request, "reviews/print_progress.html", context)
    else:
        words = f"{asked.words}. Ask again in {SECONDS_TO_NEXT_LOOK} seconds.\n"
        response = HttpResponse(words, status=202, content_type="text/plain")
        response["Location"] = request.get_full_path()
    return later(response, SECONDS_TO_NEXT_LOOK)


def no_pdf(request, reason):
    """Say why there is no PDF; 503 if a retry may help."""
    if getattr(reason, "kind", None) in printing.OF_THE_PAGE:
        return refusal(request, "There is no PDF of this review", reason, status=422)
    response = refusal(request, "There is no PDF of this review", reason, status=503)
    return later(response, ceil(prints.FAILURE_COUNTS.total_seconds()))


def too_many(request: HttpRequest, reason: str) -> HttpResponse:
    response = refusal(request, "Too many PDFs at once", reason, status=429)
    return later(response, SECONDS_TO_FEWER)


def refusal(
    request: HttpRequest, heading: str, reason: str, *, status: int
) -> HttpResponse:
    context = {
        "heading": heading,
        "reason": reason,
        "review": address_of_review(request),
        "again": request.get_full_path() if status in PASSING else "",
    }
    return render(request, "reviews/no_pdf.html", context, status=status)


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "private, no-store"
    return response


def address_of(request: HttpRequest) -> str:
    return hashlib.sha256(request.get_full_path().encode()).hexdigest()


def address_of_review(request):
    at = request.resolver_match.kwargs
    if "token" in at:
        return reverse("guest_deck", args=[at["token"]])
    return reverse("review_deck", args=[at["team"], at["quarter"]])
