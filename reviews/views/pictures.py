from django.http import Http404
from django.views.decorators.http import require_safe

from goals_tracker import images
from objectives.views.photos import picture_response
from reviews.models import TextSlide


@require_safe
def picture(request, name):
    # Before the database is asked: an address can hold what it cannot store.
    if not images.NAME.fullmatch(name):
        raise Http404
    shown = TextSlide.objects.visible_to(request.user)
    seen = shown.with_picture(f"{images.PICTURES}/{name}")
    return picture_response(request, name, images.PICTURES, is_seen=seen.exists())
