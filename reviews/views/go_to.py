from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.pages.destinations import destinations

MOST_CHARACTERS = 200


@require_safe
def go_to(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("text", "").replace("\x00", "")[:MOST_CHARACTERS]
    context = {"text": text, "found": destinations(request.user, text)}
    return render(request, "reviews/go_to.html", context)
