from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from goals_tracker import images
from objectives.models import Member


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    # Checked before the query: an address can have characters that no database accepts.
    if not images.NAME.fullmatch(name):
        raise Http404
    seen = Member.objects.visible_to(request.user).with_photo(f"{images.PHOTOS}/{name}")
    return picture_response(request, name, images.PHOTOS, is_seen=seen.exists())


def picture_response(request, name, folder, *, is_seen):
    """A saved picture, or 404 unless the user may see it."""
    content = images.read(name, folder) if is_seen else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=images.CONTENT_TYPE)
    response["ETag"] = etag = f'"{name}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response)
