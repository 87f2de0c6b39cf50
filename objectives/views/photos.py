from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from goals_tracker.pictures import images
from objectives.models import Member, Organization, Team


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    # Checked before the query: an address can have characters that no database accepts.
    if not images.NAME.fullmatch(name):
        raise Http404
    seen = Member.objects.visible_to(request.user).with_photo(f"{images.PHOTOS}/{name}")
    return picture_response(request, name, images.PHOTOS, is_seen=seen.exists())


@require_safe
def logo(request: HttpRequest, name: str) -> HttpResponse:
    """The organisation's logo, or a team's, for who may know of it."""
    if not images.NAME.fullmatch(name):
        raise Http404
    own = {"logo": f"{images.LOGOS}/{name}"}
    organizations = Organization.objects.known_to(request.user).filter(**own)
    teams = Team.objects.visible_to(request.user).filter(**own)
    is_seen = organizations.exists() or teams.exists()
    return picture_response(request, name, images.LOGOS, is_seen=is_seen)


def picture_response(request, name, folder, *, is_seen):
    """A saved picture, or 404 unless the user may see it."""
    content = images.read(name, folder) if is_seen else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=images.content_type_of(name))
    response["ETag"] = etag = f'"{name}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response)
