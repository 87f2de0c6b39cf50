import hashlib

from django.http import (
    FileResponse,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotModified,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from reviews import deck, kept, pdf, record


@require_safe
def review_deck(request, team, quarter):
    return page_response(request, kept.page_for(request.user, team, quarter))


def page_response(request, page):
    """A deck's page, packed where the reader takes that, or a 304."""
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = unchanged(request, page.digest)
    if response is None:
        response = HttpResponse(page.gzipped if is_packed else page.html)
        if is_packed:
            response["Content-Encoding"] = "gzip"
    return revalidated(response, page.digest)


@require_safe
def review_pdf(request, team, quarter):
    variant = asked_variant(request)
    if variant is None:
        return refused_variant()
    review, page = kept.found_with_page(request.user, team, quarter)
    file = kept.published_file(review) if variant == pdf.UA else None
    if file:
        response = unchanged(request, file.digest) or HttpResponse(
            bytes(file.content), content_type=file.content_type
        )
        return as_pdf(response, file.digest, f"{team}-{quarter}-review")
    if review.publication_pk:
        # A published page shows the pictures frozen with it; printed are the same.
        page = deck.page(kept.snapshot_of(review))
    return printed(request, page, variant, f"{team}-{quarter}-review")


@require_safe
def review_json(request, team, quarter):
    """The record of the review: its snapshot with its pictures."""
    review = kept.find(request.user, team, quarter)
    file = kept.published_file(review, record.NAME)
    if file:
        content = bytes(file.content)
    else:
        content = record.written(record.of(kept.snapshot_of(review)))
    digest = hashlib.sha256(content).hexdigest()
    response = unchanged(request, digest) or HttpResponse(
        content, content_type=record.CONTENT_TYPE
    )
    name = f"{team}-{quarter}-{record.NAME}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return revalidated(response, digest)


def asked_variant(request):
    """The kind of file that the address asks for, or None where there is none such."""
    return pdf.VARIANTS.get(request.GET.get("variant", "pdf-ua"))


def refused_variant():
    names = " or ".join(pdf.VARIANTS)
    return HttpResponseBadRequest(f"variant is {names}.", content_type="text/plain")


def printed(request, page, variant, name):
    """The PDF of a page, or what to install for it."""
    try:
        path = pdf.kept(page, variant)
    except pdf.RendererMissing as missing:
        context = {"missing": missing}
        return render(request, "reviews/renderer_missing.html", context, status=503)
    response = unchanged(request, path.stem) or FileResponse(path.open("rb"))
    if request.method == "HEAD":
        # The server would complain of a file where no body may follow.
        response = HttpResponse(headers=dict(response.items()))
    return as_pdf(response, path.stem, name)


def as_pdf(response, digest, name):
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return revalidated(response, digest)


def unchanged(request, digest):
    """A 304 where the reader holds this very content, else None."""
    held = request.headers.get("If-None-Match", "")
    return HttpResponseNotModified() if f'"{digest}"' in held else None


def revalidated(response, digest):
    """Let readers keep it, and ask every time whether it still holds."""
    response["ETag"] = f'W/"{digest}"'
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
