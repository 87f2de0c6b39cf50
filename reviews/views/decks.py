from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from reviews import kept, pdf, renderer


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
    if file := kept.published_pdf(review):
        response = unchanged(request, file.digest) or HttpResponse(
            bytes(file.content), content_type=file.content_type
        )
        return as_pdf(response, file.digest, team, quarter)
    try:
        path = renderer.kept(page)
    except (pdf.RendererMissing, renderer.RenderingFailed) as reason:
        return no_pdf(request, reason)
    response = unchanged(request, path.stem) or FileResponse(path.open("rb"))
    if request.method == "HEAD":
        # The server would complain of a file where no body may follow.
        response = HttpResponse(headers=dict(response.items()))
    return as_pdf(response, path.stem, team, quarter)


def no_pdf(request, reason):
    """Say why there is none; 503 where that may change without the review."""
    is_of_review = getattr(reason, "kind", None) in renderer.OF_THE_PAGE
    context = {"reason": reason}
    status = 422 if is_of_review else 503
    response = render(request, "reviews/no_pdf.html", context, status=status)
    if status == 503:
        response["Retry-After"] = "60"
    return response


def as_pdf(response, digest, team, quarter):
    name = f"{team}-{quarter}-review.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
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
