from django.http import Http404
from django.views.decorators.http import require_safe

from objectives import photos
from objectives.views.photos import picture_response
from reviews import pictures
from reviews.models import TextSlide


@require_safe
def picture(request, name):
    # Before the database is asked: an address can hold what it cannot store.
    if not photos.NAME.fullmatch(name):
        raise Http404
    shown = TextSlide.objects.visible_to(request.user)
    seen = shown.with_picture(f"{pictures.FOLDER}/{name}")
    return picture_response(request, name, pictures.FOLDER, is_seen=seen.exists())
