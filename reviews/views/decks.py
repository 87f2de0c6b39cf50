from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from reviews import kept, pdf, renderer, stored
from reviews.views.files import file_response


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
    review, page = kept.found_with_page(request.user, team, quarter)
    path = stored.pdf_of(review.publication_pk)
    if path is None:
        try:
            path = renderer.kept(page)
        except (pdf.RendererMissing, renderer.RenderingFailed) as reason:
            return no_pdf(request, reason)
    return pdf_response(request, path, f"{team}-{quarter}-review.pdf")


def pdf_response(request, path, name):
    return file_response(request, path, content_type="application/pdf", name=name)


def no_pdf(request, reason):
    """Say why there is none; 503 where that may change without the review."""
    is_of_review = getattr(reason, "kind", None) in renderer.OF_THE_PAGE
    context = {"reason": reason}
    status = 422 if is_of_review else 503
    response = render(request, "reviews/no_pdf.html", context, status=status)
    if status == 503:
        response["Retry-After"] = "60"
    return response


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
