from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from goals_tracker.pictures import images
from objectives.views.photos import picture_response
from reviews.models import TextSlide


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    # Checked before the query: an address can contain what the database refuses.
    if not images.NAME.fullmatch(name):
        raise Http404
    shown = TextSlide.objects.visible_to(request.user)
    seen = shown.with_picture(f"{images.PICTURES}/{name}")
    return picture_response(request, name, images.PICTURES, is_seen=seen.exists())
